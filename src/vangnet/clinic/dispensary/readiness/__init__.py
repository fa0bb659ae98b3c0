"""Whether this unit is ready to give a dose: checked each clinic day and at each shift."""
