"""The gate's hard limits once more, in the database: a hand-over with one thing wrong, for each.

Tried past the gate, by the statement the hatch itself uses, as the application and as the owner.
The first row of the table is the hand-over that is right: it goes in.
"""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from tests.clinic.attempts import APP, BOTH, insert, refusal, row_of

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.dispensary import hatch
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.reception.models import RoomStay

KEEP = "select dispensary_keep_answer(%s::jsonb)"
STEP = timedelta(microseconds=1)


@pytest.fixture
def answers(monkeypatch):
    """What the hatch would write, kept back."""
    kept = []
    monkeypatch.setattr(hatch, "keep", kept.append)
    return kept


@pytest.fixture
def right(trial, answers):
    """A hand-over in which everything is right."""
    trial.visit = trial.at_the_hatch(trial.patient())
    return _answer(trial, answers)


def _answer(world, answers, **asked):
    dose = world.hand_over(world.visit, **asked)
    assert dose.allowed, dose.reasons
    return answers[-1]


def keep(answer, role=APP, **wrong):
    return refusal(role, KEEP, json.dumps({**answer, **wrong}, default=str))


@BOTH
def test_a_hand_over_in_which_all_is_right_goes_in(right, role):
    assert keep(right, role) is None


# Columns with their values, and the guard that says no (None: one of several).
BY_REASONS = "hand_over_refused_exactly_when_there_are_reasons"
MORE = {"dose_mg": "200.001", "witness_read_mg": "200.001"}
WRONG = {
    "more than ordered": (MORE, "dose_is_at_most_the_order"),
    "nothing": ({"dose_mg": "0", "witness_read_mg": "0"}, None),
    "no order": ({"order_id": None}, "dose_needs_an_order"),
    "no protocol": ({"protocol_id": None}, None),
    "no container": ({"container_id": None}, "dose_needs_a_usable_container"),
    "no kit": ({"kit_id": None}, "dose_needs_a_sterile_kit"),
    "no visit": ({"visit_id": None}, "dose_needs_an_open_visit"),
    "no witness": ({"witness_id": None}, "dose_is_witnessed_by_who_may"),
    "the witness read another amount": ({"witness_read_mg": "100"}, "hand_over_lacks_nothing"),
    "the witness read nothing": ({"witness_read_mg": None}, "hand_over_lacks_nothing"),
    "no number": ({"number_of_day": None}, "dose_is_the_next_of_the_day"),
    "the second of the day, not the first": ({"number_of_day": 2}, "dose_is_the_next_of_the_day"),
    "another drug": ({"drug": "hydromorphone"}, "dose_needs_an_order"),
    "another salt form": ({"salt_form": "base"}, "dose_needs_an_order"),
    "another route": ({"route": "inhaled"}, "dose_needs_an_order"),
    "another day": ({"clinic_day": "2026-03-03"}, "hand_over_is_of_its_clinic_day"),
    "allowed with reasons": ({"reasons": [{"reason": "no_kit"}]}, BY_REASONS),
    "refused without reasons": ({"allowed": False}, BY_REASONS),
    "the giver is the witness": ("nurse", "hand_over_witness_is_another_person"),
}  # fmt: skip


@BOTH
@pytest.mark.parametrize("what", WRONG)
def test_a_hand_over_with_one_thing_wrong_stays_out(trial, right, what, role):
    wrong, guard = WRONG[what]
    if wrong == "nurse":
        wrong = {"witness_id": str(trial.nurse.pk)}
    answer = keep(right, role, **wrong)
    assert answer == guard if guard else answer is not None


@pytest.mark.parametrize(
    ("name", "column", "guard"),
    [
        ("desk", "by_id", "dose_is_given_by_who_may"),
        ("pharmacist", "by_id", "dose_is_given_by_who_may"),
        ("manager", "by_id", "dose_is_given_by_who_may"),
        ("auditor", "by_id", "dose_is_given_by_who_may"),
        ("desk", "witness_id", "dose_is_witnessed_by_who_may"),
        ("manager", "witness_id", "dose_is_witnessed_by_who_may"),
        ("auditor", "witness_id", "dose_is_witnessed_by_who_may"),
        ("pharmacist", "witness_id", None),
        ("prescriber", "by_id", None),
    ],
)
def test_only_some_hand_over_and_only_some_witness(trial, right, name, column, guard):
    assert keep(right, **{column: str(trial.staff[name].pk)}) == guard


def test_who_no_longer_works_here_hands_over_nothing(trial, right):
    with acting("system:test"):
        trial.nurse.is_active = False
        trial.nurse.save()
    try:
        assert keep(right) == "dose_is_given_by_who_may"
    finally:
        trial.nurse.is_active = True


def at(answer, moment):
    return {**answer, "at": moment.isoformat()}


@pytest.mark.parametrize(("over", "guard"), [(0 * STEP, None), (STEP, "dose_needs_a_breath_test")])
def test_a_breath_test_holds_half_an_hour_to_the_microsecond(trial, answers, over, guard):
    trial.visit = trial.blow(trial.check_in(trial.patient()))
    blown_at = trial.now
    trial.later(minutes=20)
    trial.room(trial.check(trial.visit))
    answer = _answer(trial, answers)
    assert keep(at(answer, blown_at + timedelta(minutes=30) + over)) == guard


@pytest.mark.parametrize(("over", "guard"), [(0 * STEP, None), (STEP, "dose_needs_a_check")])
def test_a_check_holds_a_quarter_to_the_microsecond(trial, right, over, guard):
    assert keep(at(right, trial.now + timedelta(minutes=15) + over)) == guard


def test_what_was_found_later_is_no_reason_now(trial, right):
    assert keep(at(right, trial.now - STEP)) is not None


@pytest.mark.parametrize(
    ("reading", "guard"), [("250", None), ("250.001", "dose_needs_a_breath_test")]
)
def test_breath_at_the_limit_passes_and_a_thousandth_over_it_does_not(trial, right, reading, guard):
    trial.blow(trial.visit, reading)
    if guard:  # the visit went back to waiting; the guard is asked with it at the hatch
        assert trial.visit.stage == "waiting"
        assert keep(right) == "dose_needs_an_open_visit"
    else:
        assert keep(right) is None


@pytest.mark.parametrize(
    ("signs", "passes"),
    [
        ({"score": 1}, True), ({"score": 2}, False), ({"score": None}, False),
        ({"asleep": True}, False), ({"signs": ("slurred_speech",)}, False),
    ],
)  # fmt: skip
def test_the_latest_check_decides(trial, right, signs, passes):
    trial.check(trial.visit, **signs)
    assert keep(right) == (None if passes else "dose_needs_an_open_visit")


def ordered_above_the_caps(trial, **order):
    """Someone whose order was signed before the protocol that would not have let it be."""
    now = trial.now
    trial.now = now - timedelta(days=1)
    patient = trial.patient(**order)
    trial.now = now
    return patient


@pytest.mark.parametrize(("mg", "guard"), [("400", None), ("400.001", "dose_is_at_most_the_limit")])
def test_the_largest_single_dose_holds_to_the_thousandth(trial, answers, mg, guard):
    trial.visit = trial.at_the_hatch(ordered_above_the_caps(trial, dose_mg="500"))
    answer = _answer(trial, answers, dose_mg=Decimal(200))
    assert keep(answer, dose_mg=mg, witness_read_mg=mg) == guard


@pytest.fixture
def second(trial, monkeypatch):
    """A patient whose first dose of the day ended; the next is only a question of time."""
    patient = ordered_above_the_caps(
        trial, dose_mg="400", doses_per_day=4, day_mg=Decimal(1600)
    )  # fmt: skip
    visit = trial.at_the_hatch(patient)
    trial.use(trial.hand_over(visit, dose_mg=Decimal(400)))
    trial.ended_at = trial.now
    trial.leave(visit)
    trial.clean_rooms()
    return patient


def _next(trial, patient, hours):
    trial.now = trial.ended_at + timedelta(hours=hours) - timedelta(minutes=5)
    trial.visit = trial.at_the_hatch(patient)
    trial.later(minutes=5)


@pytest.mark.parametrize(("under", "guard"), [(0 * STEP, None), (STEP, "dose_is_not_too_soon")])
def test_the_interval_holds_to_the_microsecond(trial, second, answers, under, guard):
    _next(trial, second, 3)
    answer = _answer(trial, answers, dose_mg=Decimal(400))
    assert keep(at(answer, trial.now - under)) == guard


@pytest.mark.parametrize(("mg", "guard"), [("200", None), ("200.001", "day_is_at_most_the_limit")])
def test_the_day_holds_to_the_thousandth(trial, second, monkeypatch, mg, guard):
    _next(trial, second, 3)
    trial.use(trial.hand_over(trial.visit, dose_mg=Decimal(400)))
    trial.ended_at = trial.now
    trial.leave(trial.visit)
    _next(trial, second, 3)
    kept = []
    monkeypatch.setattr(hatch, "keep", kept.append)
    answer = _answer(trial, kept, dose_mg=Decimal(200))
    assert keep(answer, dose_mg=mg, witness_read_mg=mg) == guard


def test_a_fourth_dose_of_the_day_is_over_the_limit(trial, second, monkeypatch):
    for _ in range(2):
        _next(trial, second, 3)
        trial.use(trial.hand_over(trial.visit, dose_mg=Decimal(100)))
        trial.ended_at = trial.now
        trial.leave(trial.visit)
        trial.clean_rooms()
    _next(trial, second, 3)
    row = row_of("dispensary_handover", HandOver.objects.filter(unit=trial.unit).latest("at").pk)
    answer = {
        **row, "id": uuid4(), "request_id": uuid4(), "visit_id": trial.visit.pk, "at": trial.now,
        "kit_id": trial.next_kit().pk, "number_of_day": 4,
    }  # fmt: skip
    assert insert(APP, "dispensary_handover", answer) == "doses_are_at_most_the_limit"


@pytest.mark.parametrize(("days", "guard"), [(3, None), (4, "gap_needs_a_restart")])
def test_a_gap_suspends_the_order(trial, second, answers, days, guard):
    trial.now = trial.ended_at + timedelta(days=3)
    trial.visit = trial.at_the_hatch(second)
    answer = _answer(trial, answers, dose_mg=Decimal(400))
    if days == 4:
        later = trial.now + timedelta(days=1)
        trial.now = later
        trial.check(trial.blow(trial.visit))
        answer = at({**answer, "clinic_day": later.date().isoformat()}, later)
    assert keep(answer) == guard


def test_a_restart_opens_the_way_and_grows_old_too(trial, second, answers):
    trial.now = trial.ended_at + timedelta(days=10)
    trial.order(second, dose_mg="100", is_restart=True)
    trial.visit = trial.at_the_hatch(second)
    answer = _answer(trial, answers, dose_mg=Decimal(100))
    assert keep(answer) is None
    trial.now += timedelta(days=4)
    trial.check(trial.blow(trial.visit))
    old = at({**answer, "clinic_day": trial.now.date().isoformat()}, trial.now)
    assert keep(old) == "gap_needs_a_restart"


def test_a_hold_of_any_kind_keeps_the_dose_back(trial, right):
    for kind in HoldKind:
        hold = consulting.put_on_hold(
            patient=trial.visit.patient, kind=kind, reason="look", owner=trial.nurse,
            by=trial.nurse, at=trial.now,
        )  # fmt: skip
        assert keep(right) == "dose_waits_for_holds"
        consulting.lift_hold(hold=hold, because="seen", by=trial.staff["prescriber"], at=trial.now)
    assert keep(right) is None


def test_a_stopped_order_and_a_newer_one_end_the_old(trial, right):
    order = trial.visit.patient.orders.get()
    newer = trial.order(trial.visit.patient)
    assert keep(right) == "dose_needs_an_order"
    assert keep(right, order_id=str(newer.pk)) is None
    consulting.stop_order(order=newer, reason="test", by=trial.staff["prescriber"], at=trial.now)
    assert keep(right, order_id=str(newer.pk)) == "dose_needs_an_order"
    assert order.pk != newer.pk


def test_an_order_without_an_end_is_no_order_for_ever(trial, right):
    endless = trial.order(trial.visit.patient, valid_until=None)
    assert keep(right, order_id=str(endless.pk)) == "dose_needs_an_order"


def test_a_taken_back_approval_ends_the_treatment(trial, right):
    consulting.end_approval(
        approval=trial.visit.patient.approvals.get(), ended_on=trial.now.date(), reason="test",
        by=trial.staff["prescriber"], at=trial.now,
    )  # fmt: skip
    assert keep(right) == "dose_needs_an_approval"


def test_a_container_of_no_use_gives_nothing(trial, right):
    container = trial.containers[0]
    for state, until, guard in (
        ("quarantined", trial.now + STEP, "dose_needs_a_usable_container"),
        ("open", trial.now + STEP, None),
        ("open", trial.now, "dose_needs_a_usable_container"),
    ):
        with acting("system:test"):
            type(container).objects.filter(pk=container.pk).update(state=state, usable_until=until)
        assert keep(right) == guard


def test_without_a_room_in_service_nothing_is_handed_over(trial, right):
    with acting("system:test"):
        RoomStay.objects.filter(visit=trial.visit).update(until_at=trial.now)
    assert keep(right) == "dose_needs_a_room"


def test_a_kit_goes_out_once(trial, right, answers):
    with acting("system:test"), connection.cursor() as cursor:
        cursor.execute(KEEP, [json.dumps(right, default=str)])
    trial.visit = trial.at_the_hatch(trial.patient())
    other = _answer(trial, answers)
    assert keep(other) is None
    assert keep(other, kit_id=right["kit_id"]) == "hand_over_one_dose_a_kit"
    assert keep(other, request_id=right["request_id"]) in {
        "dispensary_handover_request_id_key", "vault_posting_request_id_key",
    }  # fmt: skip


@BOTH
def test_a_dose_leaves_with_its_use_and_its_posting_or_not_at_all(right, role):
    columns = {name: value for name, value in right.items() if not name.startswith("posting")}
    assert insert(role, "dispensary_handover", columns) == "hand_over_opens_a_use"


@BOTH
@pytest.mark.parametrize(("since", "guard"), [
    ("2025-03-02", None), ("2025-03-01", "dose_needs_an_approval_that_is_not_too_old"),
])  # fmt: skip
def test_an_approval_is_no_older_than_the_protocol_allows(trial, right, since, guard, role):
    """Twelve months in this protocol; the rule refuses it at the hatch, this at the table."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table consulting_approval disable trigger user")
        cursor.execute(
            "update consulting_approval set valid_from = %s where patient_id = %s",
            [since, trial.visit.patient_id],
        )
        cursor.execute("set constraints all deferred")
    assert keep(right, role) == guard
