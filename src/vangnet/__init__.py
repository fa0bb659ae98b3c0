"""Vangnet: runs heroin-assisted treatment, start to finish.

Time zones come from the lock on every machine, never from the machine's own copy, which may be
years behind: a country that changes its clocks would move a clinic day (docs/decisions/0009).
"""

import zoneinfo

__version__ = "0.1.0"

zoneinfo.reset_tzpath(to=())
