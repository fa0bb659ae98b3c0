"""Worlds to test in: one that is rolled back, and one that is really committed."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connections, transaction
from pytest_django.plugin import DjangoDbBlocker
from tests.factories.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """A unit in a transaction that is rolled back; deferred constraints are checked at the end."""
    return make_world()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Really commits, for tests with several connections. Nothing is removed afterwards: the

    tables refuse that. Each test works in a unit of its own instead.
    """
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.fixture
def open_world(committed: None) -> World:
    """A unit of its own, really committed."""
    return make_world(code=f"u{uuid4().hex[:12]}")


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One unit for all tests of a file, which try things in savepoints and roll them back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def trial(standing: World) -> Iterator[World]:
    """The file's unit; whatever the test does to it is undone."""
    now = standing.now
    with transaction.atomic():
        yield standing
        transaction.set_rollback(True)
    standing.now = now
