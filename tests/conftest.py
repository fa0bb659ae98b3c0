"""For every test. The database itself is started by vangnet.keeping.rehearsal, before settings."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, connections
from django.test.utils import setup_databases
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pytest_django.plugin import DjangoDbBlocker

from vangnet.keeping import empty_tables, place


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """The tables, once a worker: also for tests that really commit, which pytest-django's own

    fixture does not see. Nothing is taken down: the whole server goes when the run ends.
    """
    with django_db_blocker.unblock():
        name = connection.creation._get_test_db_name()
        if not empty_tables.furnish(place.home(), name, migrate=_migrate):
            connection.close()
            settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _migrate() -> None:
    setup_databases(verbosity=0, interactive=False)
    connections.close_all()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that really commit come last: what they leave is nobody's surprise."""
    items.sort(key=lambda one: "committed" in getattr(one, "fixturenames", ()))


# Each unit of a test has seven people with passwords. They are hashed as in use, only lighter: at
# full strength that was a fifth of all time.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64
Argon2PasswordHasher.parallelism = 1


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A page read in Dutch leaves its language to the thread; the next test begins in English."""
    with translation.override("en"):
        yield


# How fast examples are made says something of the machine, not of the code.
examples.register_profile("steady", suppress_health_check=[HealthCheck.too_slow], deadline=None)
examples.load_profile("steady")
