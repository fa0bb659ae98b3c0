"""What ends is told ahead on the protocol's days, and the day after it nobody gets a dose."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.clinic.consulting.approval.people import HEROIN, newcomer
from tests.factories.world import NINE, make_world

from vangnet.clinic.board.day.admission import admit
from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.approval import afterwards
from vangnet.clinic.consulting.approval.due import due
from vangnet.clinic.dispensary.facts import Asked, at_the_hatch, current_order
from vangnet.rules.eligibility.deciding import ObjectionCode as O  # noqa: N814
from vangnet.rules.gate.permission import approval as permission
from vangnet.rules.months import months_after

TODAY = NINE.date()
DAY = timedelta(days=1)


def codes(answer):
    return [one.code for one in answer.objections]


def told(unit, on):
    return [(one.kind, one.values["days"], one.urgent) for one in due(unit, on=on)]


@pytest.mark.parametrize(("days", "expected"), [
    (61, []), (60, [("approval_ends", "60", False)]), (31, [("approval_ends", "31", False)]),
    (30, [("approval_ends", "30", False)]), (8, [("approval_ends", "8", False)]),
    (7, [("approval_ends", "7", True)]), (0, [("approval_ends", "0", True)]),
    (-1, [("approval_ends", "-1", True)]),
])  # fmt: skip
def test_an_end_is_told_60_30_and_7_days_ahead(trial, days, expected):
    approval = trial.patient().approvals.get()
    assert told(trial.unit, approval.valid_until - days * DAY) == expected


def test_each_of_the_days_is_a_task_of_its_own_for_the_prescriber(trial):
    approval = trial.patient().approvals.get()
    keys = set()
    for days in (60, 59, 30, 7, 1, -1):
        (one,) = due(trial.unit, on=approval.valid_until - days * DAY)
        assert one.roles == ("prescriber",)
        assert one.patient == approval.patient_id
        keys.add(one.key)
    assert len(keys) == 4


def test_what_was_taken_back_is_told_no_more(trial):
    approval = trial.patient().approvals.get()
    consulting.end_approval(
        approval=approval, ended_on=TODAY, reason="left", by=trial.staff["prescriber"],
        at=trial.now,
    )  # fmt: skip
    assert told(trial.unit, approval.valid_until) == []


def reasons(world, patient, on):
    """What the gate says of the permission that day."""
    asked = Asked(
        unit=world.unit, patient=patient, visit=None, order=current_order(patient), dose_mg=1,
        container=None, kit=None, by=world.nurse, witness=None,
        at=world.now + (on - TODAY), look_only=True,
    )  # fmt: skip
    return [one.reason.value for one in permission(at_the_hatch(asked), None)]


@pytest.fixture
def german(db):
    world = make_world(code="koeln", country="de")
    return world, german_patient(world)


def german_patient(world):
    patient = newcomer(world)
    admit(patient=patient, product=HEROIN, by=world.staff["prescriber"], at=world.now)
    return patient


def review(world, approval, **changes):
    known = {
        "is_outside": True, "physician": "Dr Outside", "institution": "Elsewhere",
        "given_on": world.now.date(), "continues": True,
        "next_on": months_after(world.now.date(), 24), "document": "Letter", **changes,
    }  # fmt: skip
    return afterwards.review(
        approval=approval, new=afterwards.NewReview(**known), by=world.staff["prescriber"],
        at=world.now, request_id=uuid4(),
    )  # fmt: skip


def test_in_germany_only_a_physician_from_outside_reviews(german):
    world, patient = german
    approval = patient.approvals.get()
    assert codes(review(world, approval, is_outside=False)) == [O.OUTSIDE_NEEDED]
    own = world.staff["prescriber"].display_name.upper()
    assert codes(review(world, approval, physician=f" {own} ")) == [O.WORKS_HERE]
    late = months_after(world.now.date(), 24) + DAY
    assert codes(review(world, approval, next_on=late)) == [O.REVIEW_TOO_LATE]
    assert codes(review(world, approval, next_on=None)) == [O.REVIEW_NOT_NAMED]
    assert codes(review(world, approval, given_on=TODAY + DAY)) == [O.IN_THE_FUTURE]
    assert review(world, approval).row.physician == "Dr Outside"
    assert review(world, approval, continues=False, next_on=None).row.next_on is None


def test_an_overdue_review_stops_the_dose_until_it_is_recorded(world):
    patient = world.patient()
    approval = patient.approvals.get()
    soon = TODAY + 10 * DAY
    assert review(world, approval, is_outside=False, institution="", next_on=soon).row
    assert reasons(world, patient, soon) == []
    assert reasons(world, patient, soon + DAY) == ["approval_review_overdue"]
    kinds = [one[0] for one in told(world.unit, soon + DAY)]
    assert kinds == ["approval_review"]
    world.later(days=11)
    visit = world.at_the_hatch(patient)
    assert "approval_review_overdue" in str(world.hand_over(visit).reasons)
    assert review(world, approval, is_outside=False, institution="", next_on=soon + 90 * DAY).row
    assert reasons(world, patient, soon + DAY) == []
