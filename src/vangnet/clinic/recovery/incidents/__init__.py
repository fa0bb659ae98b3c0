"""Incidents: what went wrong or nearly did, who is told, what was agreed, and what is learnt."""
