"""Outcome interviews: instruments as data, their scores, when they are held, and the response rule.

Pure: answers in, scores and a reasoned answer out. Missing is never zero.
"""
