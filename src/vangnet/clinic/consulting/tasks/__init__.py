"""What is due for whom: read from the records, never a list of its own."""
