"""The database's clock decides, and its clinic day is the rule's, also when the clocks change."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.clinic.attempts import BOTH, insert, row_of
from tests.factories.world import make_world

from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.models import Unit
from vangnet.rules.clinic_day import clinic_day
from vangnet.rules.decision import Reason

ZONES = ("Europe/Amsterdam", "Europe/Zurich", "Europe/London", "America/Vancouver", "UTC")
# Around the two nights in which clocks change, to the minute.
NIGHTS = st.builds(
    lambda night, minutes: night + timedelta(minutes=minutes),
    st.sampled_from([
        datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC),
        datetime(2026, 3, 8, 9, tzinfo=UTC), datetime(2026, 11, 1, 8, tzinfo=UTC),
    ]),
    st.integers(-600, 600),
)  # fmt: skip
ANY = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@settings(deadline=None, max_examples=400, suppress_health_check=list(HealthCheck))
@given(
    at=st.one_of(NIGHTS, NIGHTS, ANY), zone=st.sampled_from(ZONES),
    hour=st.integers(0, 6), minute=st.sampled_from([0, 30]),
)  # fmt: skip
@example(datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Europe/Amsterdam", 2, 30)
@example(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/Amsterdam", 2, 30)
@example(datetime(2026, 10, 25, 0, 15, tzinfo=UTC), "Europe/Amsterdam", 2, 30)
@example(datetime(2026, 10, 25, 1, 15, tzinfo=UTC), "Europe/Amsterdam", 2, 30)
def test_the_database_and_the_rule_know_the_same_day(standing, at, zone, hour, minute):
    starts_at = time(hour, minute)
    with acting("system:test"):
        unit = Unit.objects.create(
            code=uuid4().hex[:20], name="x", country="nl", time_zone=zone,
            day_starts_at=starts_at, clock_skew_max=timedelta(0),
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("select clinic_day_of(%s, %s)", [unit.pk, at])
        (day,) = cursor.fetchone()
    assert day == clinic_day(at, ZoneInfo(zone), starts_at)


@pytest.fixture
def real(standing):
    """A unit that is no demonstration: its times are the database's."""
    with transaction.atomic():
        yield make_world(code="real", demonstration=False, now=timezone.now())
        transaction.set_rollback(True)


@BOTH
@pytest.mark.parametrize("off", [timedelta(minutes=-5), timedelta(minutes=5)])
def test_nothing_is_written_for_another_time(real, off, role):
    visit = real.check_in(real.patient())
    row = row_of("reception_visit", visit.pk)
    other = real.patient()
    at = real.now + off
    new = {
        **row, "id": uuid4(), "request_id": uuid4(), "patient_id": other.pk, "opened_at": at,
    }  # fmt: skip
    assert insert(role, "reception_visit", new) in {
        "time_is_about_now", "visit_is_of_its_clinic_day",
    }  # fmt: skip


def test_a_clock_that_is_off_is_refused_with_its_reason_and_the_refusal_is_kept(real):
    visit = real.at_the_hatch(real.patient())
    real.now = timezone.now() + timedelta(minutes=3)
    dose = real.hand_over(visit)
    assert not dose.allowed
    assert Reason.CLOCK_OFF in {one["reason"] for one in dose.reasons}
    assert HandOver.objects.filter(pk=dose.pk).exists()
