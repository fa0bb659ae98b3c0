"""The country: what heroin-assisted treatment, methadone only, prison or other rules would do.

Knows `rules` and no other wing; no Django. `spec` and `reading` are the numbers and where they come
from, `tables` makes arrays of them, `cohort`, `lumped` and `kernel` are three engines on the same
arrays, `door` and `entry` are the clinic's rules of entry, `accounts` puts prices on counts.
"""
