"""Somebody on every rung: the made-up unit shows what stands before a dose and what follows it."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from vangnet.clinic.board.day import demonstration, rungs, ward
from vangnet.clinic.consulting.ladder.facts import episodes_of
from vangnet.clinic.consulting.models import Approval, EligibilityDecision, TreatmentExit
from vangnet.clinic.consulting.tasks import listing
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.rules.ladder import Treatment, rung_now

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def people(db):
    made = ward.make(code="rungs", name="Made up", rooms=4, at=NOW)
    rungs.keep(made, after=0, rng=Random(1), at=NOW)
    return list(Patient.objects.filter(unit=made.unit).order_by("number"))


def test_there_is_somebody_on_every_rung(people):
    tomorrow = clinic_day_of(people[0].unit, at=NOW) + timedelta(days=1)
    on = [rung_now(episodes_of(one), on=tomorrow) for one in people]
    assert on == [
        Treatment.METHADONE, Treatment.METHADONE, Treatment.SLOW_RELEASE_MORPHINE, *on[3:5],
        Treatment.METHADONE, *on[6:7], Treatment.HAT, Treatment.METHADONE, None,
        Treatment.BUPRENORPHINE, Treatment.SLOW_RELEASE_MORPHINE, Treatment.ABSTINENCE,
    ]  # fmt: skip


def test_every_outcome_and_every_exit_is_there(people):
    outcomes = EligibilityDecision.objects.filter(patient__in=people).values_list("outcome")
    assert {one for (one,) in outcomes} == {"approve", "refuse", "defer"}
    assert set(TreatmentExit.objects.values_list("end__reason", flat=True)) == {
        "own_choice", "deceased"
    }  # fmt: skip


def test_what_waits_is_told_to_somebody(people):
    unit = people[0].unit
    lines = listing.lines(unit, on=clinic_day_of(unit, at=NOW) + timedelta(days=1))
    kinds = {one.due.kind for one in lines}
    assert {"approval_ends", "appeal_open", "first_order", "methadone_without_order"} <= kinds


def test_the_demonstration_has_them_and_one_who_stays_away(db):
    unit = demonstration.make_unit(now=NOW, patients=20)
    assert unit.patients.count() == 20 + len(rungs.STEPS)
    away = unit.patients.order_by("number")[demonstration.AWAY]
    lines = listing.lines(unit, on=clinic_day_of(unit, at=NOW))
    assert "order_suspended" in {one.due.kind for one in lines if one.due.patient == away.pk}
    assert Approval.objects.filter(patient__unit=unit).count() >= 19
