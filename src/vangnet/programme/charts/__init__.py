"""Charts drawn on the server, each with its table, its key and its source."""
