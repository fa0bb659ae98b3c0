"""Overdose mode: one press, a record that runs, opioids locked until a prescriber has looked."""
