"""Naloxone on the shelf: lots by expiry, counted in pieces. Not a controlled drug, yet balanced."""
