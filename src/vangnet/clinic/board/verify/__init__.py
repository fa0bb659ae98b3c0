"""`vangnet verify`: does everything that was ever recorded still hold?

It reads and reports; it repairs nothing. The checks stand in the outermost room because they look
into all the others.
"""
