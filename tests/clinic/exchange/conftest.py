"""A unit to import into, and the command as a person at the terminal runs it."""

from datetime import time, timedelta

import pytest
from click.testing import CliRunner

from vangnet.clinic.exchange.command import import_
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.models import Unit


def make_unit(code="north"):
    with acting("system:test"):
        return Unit.objects.create(
            code=code,
            name=code.title(),
            country="nl",
            time_zone="Europe/Amsterdam",
            day_starts_at=time(5),
            clock_skew_max=timedelta(minutes=2),
            is_demonstration=True,
        )


@pytest.fixture
def unit(db):
    return make_unit()


@pytest.fixture
def run():
    """Runs the command; answers its exit code and its lines."""

    def runs(*arguments):
        done = CliRunner().invoke(import_, [str(argument) for argument in arguments])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.output.splitlines()

    return runs
