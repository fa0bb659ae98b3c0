"""Outcome interviews: instruments as data, answers, scores, and the response rule's facts."""
