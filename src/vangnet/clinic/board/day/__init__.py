"""A made-up day of a unit, run through the same actions as the ward's own, and the demonstration.

Nothing here decides a dose: the gate does. No person, name, face or number in it is real.
"""
