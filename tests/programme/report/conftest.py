"""The worlds of the clinic, for who reads them."""

from tests.clinic.conftest import standing, trial, world

__all__ = ["standing", "trial", "world"]
