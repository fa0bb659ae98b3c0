"""The worlds of the clinic's tests: the programme reads what the clinic wrote."""

from tests.clinic.conftest import committed, open_world, standing, trial, world

__all__ = ["committed", "open_world", "standing", "trial", "world"]
