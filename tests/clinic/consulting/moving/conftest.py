"""Two units, and a patient of the first."""

from uuid import uuid4

import pytest
from django.db import connection
from tests.factories.units import Units, make_units


@pytest.fixture
def units(db: None) -> Units:
    return make_units()


@pytest.fixture
def patient(units):
    return units.home.patient()


@pytest.fixture
def open_units(committed: None) -> Units:
    """Two units, really committed."""
    return make_units(uuid4().hex[:8])


@pytest.fixture
def settle():
    """What the database keeps at commit, now."""

    def at_once() -> None:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")

    return at_once
