"""Keeping the program alive: the embedded database, starting, stopping, and looking after both."""
