"""The public figures of the programme: who counted what, when, and how far to trust it."""
