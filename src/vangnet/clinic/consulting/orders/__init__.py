"""Writing an order: checks, schedules, conversion, and what all opioids of a day come to."""
