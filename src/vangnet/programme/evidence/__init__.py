"""Trials: counts in, effects with intervals out, set beside what was printed."""
