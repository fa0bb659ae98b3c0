"""Checking the unit, and what it does to the hatch."""

from uuid import UUID, uuid4

import pytest

from vangnet.clinic.dispensary.models import UnitCheck
from vangnet.clinic.dispensary.readiness import facts, reading
from vangnet.clinic.dispensary.readiness.actions import Found, Lot, check_unit
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.rules.facts_json import facts_from_json
from vangnet.rules.gate import may_dispense


def found(world, **changes):
    values = {
        "naloxone": (Lot(number="N-9", expires_on=world.now.date(), count=4),),
        "oxygen_ready": True, "resuscitation_kit_ready": True,
        "on_duty": tuple(world.staff[name].pk for name in ("nurse", "second_nurse", "prescriber")),
    }  # fmt: skip
    return Found(**{**values, **changes})


def checked(world, *, by="nurse", request_id: UUID | None = None, **changes):
    return check_unit(
        unit=world.unit, found=found(world, **changes), signature=world.signature(by),
        at=world.now, request_id=request_id or uuid4(),
    )  # fmt: skip


def reasons(dose):
    return [one["reason"] for one in dose.reasons]


def test_a_unit_in_which_oxygen_ran_out_gives_no_dose_until_it_is_checked_again(world):
    visit = world.at_the_hatch(world.patient())
    checked(world.later(minutes=1), oxygen_ready=False)
    assert reasons(world.hand_over(visit)) == ["oxygen_not_ready"]
    checked(world.later(minutes=1))
    assert world.hand_over(visit).allowed


def test_a_new_clinic_day_needs_a_new_check(world):
    world.later(days=1)
    stands = reading.ready(world.unit, at=world.now)
    assert not stands.ready
    assert stands.line == "Not ready. The unit was not checked since 05:00."
    checked(world)
    assert reading.ready(world.unit, at=world.now).line.startswith("Ready. ")


def test_both_readings_of_the_unit_are_one(world):
    for changes in ({}, {"naloxone": ()}, {"on_duty": ()}, {"oxygen_ready": False}):
        checked(world.later(minutes=1), **changes)
        plain = facts.unit_readiness(world.unit, at=world.now)
        assert facts.read(world.unit, at=world.now) == plain
    before = world.now.replace(year=2025)
    assert facts.read(world.unit, at=before) == facts.unit_readiness(world.unit, at=before)


def test_who_left_the_unit_is_on_duty_no_more(world):
    visit = world.at_the_hatch(world.patient())
    nurse = world.staff["second_nurse"]
    type(nurse).objects.filter(pk=nurse.pk).update(is_active=False)
    dose = world.hand_over(visit, witness=world.signature("prescriber"))
    assert reasons(dose) == ["staff_too_few"]


def test_twice_the_same_request_is_one_check(world):
    key = uuid4()
    one, other = checked(world, request_id=key), checked(world, request_id=key)
    assert one == other
    assert UnitCheck.objects.filter(request_id=key).count() == 1
    with pytest.raises(RequestReused):
        checked(world, request_id=key, oxygen_ready=False)


@pytest.mark.parametrize("name", ["desk", "manager", "auditor"])
def test_others_do_not_check_the_unit(world, name):
    with pytest.raises(NotAllowed):
        checked(world, by=name)


def test_a_refusal_for_the_unit_is_kept_and_can_be_asked_again(world):

    visit = world.at_the_hatch(world.patient())
    checked(world.later(minutes=1), naloxone=())
    dose = world.hand_over(visit)
    dose.refresh_from_db()
    _version, protocol = in_force(unit=world.unit, at=world.now)
    answer = may_dispense(facts_from_json(dose.facts), protocol)
    assert [one.to_json() for one in answer.refusals] == dose.reasons
