"""A letter for a hospital: what it says, how it is set, who may make it, and the log of it."""
