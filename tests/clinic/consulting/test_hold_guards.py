"""Holds are of people who work where the patient is: the action, the form and the tables say so."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, refusal, row_of
from tests.factories.units import make_units
from tests.factories.world import make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.forms import HoldForm
from vangnet.clinic.consulting.models import HoldKind, LiftRole
from vangnet.clinic.registry.facts import clinic_day_of

LIFT = """update consulting_hold set lifted_at = %s, lifted_by_id = %s, lifted_because = 'seen'
           where id = %s"""


@pytest.fixture
def units(db):
    return make_units()


@pytest.fixture
def patient(units):
    return units.home.patient()


def hold(units, patient, *, kind=HoldKind.HARD, at=None, owner="prescriber", **more):
    place = at or units.home
    return consulting.put_on_hold(
        patient=patient, kind=kind, reason="ill", owner=place.staff[owner], by=place.nurse,
        at=place.now, unit=place.unit, **more,
    )  # fmt: skip


@BOTH
def test_the_owner_works_here_or_where_the_patient_belongs_or_has_been(units, patient, role):
    row = {**row_of("consulting_hold", hold(units, patient).pk), "id": uuid4()}
    away = {"owner_id": units.host.nurse.pk}
    assert insert(role, "consulting_hold", row | away) == "hold_has_an_owner_here"
    assert insert(role, "consulting_hold", row | away | {"unit_id": units.host.unit.pk}) is None
    emergency = row | away | {"kind": "emergency"}
    assert insert(role, "consulting_hold", emergency) is None  # nothing stands in its way
    units.guest(patient)
    units.host.check_in(patient)
    assert insert(role, "consulting_hold", row | away) is None


@BOTH
@pytest.mark.parametrize("kind", [HoldKind.SOFT, HoldKind.HARD])
def test_staff_of_another_unit_lift_nothing(units, patient, kind, role):
    placed = hold(units, patient, kind=kind)
    for world, guard in ((units.host, "hold_is_lifted_here"), (units.home, None)):
        by = world.staff["prescriber"]
        assert refusal(role, LIFT, world.now, by.pk, placed.pk) == guard
        assert consulting.may_lift(placed, by) is (guard is None)


@BOTH
def test_the_hold_of_a_guest_unit_is_lifted_there_and_at_home(units, patient, role):
    units.guest(patient)
    placed = hold(units, patient, at=units.host)
    owned = hold(units, patient, kind=HoldKind.SOFT, at=units.host, owner="nurse",
                 lift_role=LiftRole.NURSE)  # fmt: skip
    for world in (units.host, units.home):
        for kept in (placed, owned):
            by = world.staff["prescriber"]
            assert refusal(role, LIFT, world.now, by.pk, kept.pk) is None
            assert consulting.may_lift(kept, by)


@pytest.mark.parametrize("starts_at", [time(4), time(6)])
def test_the_day_to_look_again_is_one_of_the_patients_own_unit(units, patient, starts_at):
    """At half past five one unit has begun its day and the other has not."""
    host = make_world(code="early", day_starts_at=starts_at)
    host.now = host.now.replace(hour=4, minute=30) + timedelta(days=1)  # 05:30 in Amsterdam
    home_today = clinic_day_of(units.home.unit, at=host.now)
    assert (home_today == clinic_day_of(host.unit, at=host.now)) is (starts_at == time(4))
    units.home.now = host.now
    assert units.permit(patient, 0, 3, to=host).row
    placed = hold(units, patient, at=host)
    assert placed.review_on == home_today
    row = {**row_of("consulting_hold", placed.pk), "id": uuid4()}
    before = row | {"review_on": home_today - timedelta(days=1)}
    assert insert("vangnet_app", "consulting_hold", before) == "hold_is_looked_at_again"
    form = HoldForm({"review_on": str(home_today - timedelta(days=1))}, patient=patient,
                    unit=host.unit, by=host.nurse, at=host.now)  # fmt: skip
    assert "This day is over." in form.errors["review_on"]
    form = HoldForm({"review_on": str(home_today)}, patient=patient, unit=host.unit,
                    by=host.nurse, at=host.now)  # fmt: skip
    assert "review_on" not in form.errors
    assert home_today > date(2026, 3, 1)
