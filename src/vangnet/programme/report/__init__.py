"""The programme's figures of one unit, from its own rows; the yearly report."""
