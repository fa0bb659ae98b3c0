"""Each truth between units once more, in the database: as the application and as the owner."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.clinic.attempts import APP, BOTH, insert, refusal, row_of
from tests.clinic.consulting.approval.people import refer

from vangnet.clinic.dispensary import hatch
from vangnet.rules.criteria import Stage
from vangnet.rules.moving import Answer, MovingReason

KEEP = "select dispensary_keep_answer(%s::jsonb)"


@pytest.fixture
def answers(monkeypatch):
    """What the hatch would write, kept back."""
    kept = []
    monkeypatch.setattr(hatch, "keep", kept.append)
    return kept


def again(table, key, **wrong):
    fresh = {"id": str(uuid4()), "request_id": str(uuid4())}
    row = row_of(table, key)
    return {**row, **{name: value for name, value in fresh.items() if name in row}, **wrong}


def right(world, answers, patient, mg="200"):
    """A hand-over of which everything but the place is right."""
    dose = world.hand_over(world.at_the_hatch(patient))
    assert dose.allowed, dose.reasons
    return answers[-1]


def keep(answer, role, **wrong):
    return refusal(role, KEEP, json.dumps({**answer, **wrong}, default=str))


@BOTH
def test_no_clinic_day_has_doses_of_two_units(units, patient, monkeypatch, role):
    units.dose(units.home, patient)
    kept = []
    monkeypatch.setattr(hatch, "keep", kept.append)
    # Past the gate, past guest days: signed for tomorrow, and asked today at the other unit.
    units.later(hours=24)
    units.guest(patient, 0, 3)
    answer = right(units.host, kept, patient)
    yesterday = answer | {
        "clinic_day": str(units.on(-1)),
        "at": str(units.host.now - timedelta(days=1)),
    }
    assert keep(answer, role) is None
    assert keep(yesterday, role) is not None


@BOTH
def test_a_second_unit_is_refused_even_where_a_cut_and_a_dose_race(units, patient, role):
    permission = units.guest(patient)
    assert units.dose(units.host, patient).allowed
    # The cut that would let the home dose today is refused itself.
    stay = again("consulting_guestcut", units.cut(permission, 3).row.pk, last_on=str(units.on(-1)))
    assert insert(role, "consulting_guestcut", stay) == "guest_cut_is_after_the_last_dose"


@BOTH
def test_the_home_gives_nothing_on_guest_days(units, patient, answers, role):
    answer = right(units.home, answers, patient)
    assert keep(answer, role) is None
    units.guest(patient)
    assert keep(answer, role) == "dose_is_at_the_guest_unit"


@BOTH
def test_the_guest_unit_gives_nothing_without_its_days_or_its_order(units, patient, answers, role):
    permission = units.guest(patient)
    answer = right(units.host, answers, patient)
    assert keep(answer, role) is None
    above = {"dose_mg": "200.001", "witness_read_mg": "200.001"}
    assert keep(answer, role, **above) is not None
    assert units.order(permission, dose_mg="150", doses_per_day=1).row
    assert keep(answer, role) == "dose_is_at_most_the_guest_order"
    assert units.cut(permission, -1).row
    assert keep(answer, role) == "dose_is_at_home_or_as_a_guest"
    assert units.permit(patient, 0, 2).row
    assert keep(answer, role) == "dose_needs_a_guest_order"


@BOTH
def test_from_the_day_of_a_transfer_the_old_unit_gives_nothing(units, patient, answers, role):
    answer = right(units.home, answers, patient)
    signed = units.transfer(patient, 0).row
    assert keep(answer, role) is None
    assert units.answer(signed).row
    assert keep(answer, role) == "dose_is_not_of_the_unit_left"


@BOTH
@pytest.mark.parametrize(
    ("wrong", "guard"),
    [
        ({}, "guest_days_never_overlap"),
        ({"first_on": "2026-03-01", "last_on": "2026-03-01"},
         "guest_permission_is_not_of_the_past"),
        ({"unit_id": "host"}, "guest_permission_is_of_a_patient_of_the_unit"),
        ({"signed_by_id": "nurse"}, "guest_permission_is_signed_at_home"),
        ({"signed_by_id": "stranger"}, "guest_permission_is_signed_at_home"),
        ({"first_on": "2026-04-03", "last_on": "2026-04-02"},
         "guest_permission_ends_after_it_starts"),
        ({"host_id": "home", "first_on": "2026-04-03", "last_on": "2026-04-04"},
         "guest_permission_is_for_another_unit"),
    ],
)  # fmt: skip
def test_guest_days_that_the_rule_refuses_stay_out(units, patient, wrong, guard, role):
    names = {
        "host": units.host.unit.pk, "home": units.home.unit.pk, "nurse": units.home.nurse.pk,
        "stranger": units.host.staff["prescriber"].pk,
    }  # fmt: skip
    permission = units.guest(patient)
    row = again("consulting_guestpermission", permission.pk)
    row |= {name: str(names.get(value, value)) for name, value in wrong.items()}
    assert insert(role, "consulting_guestpermission", row) == guard


@BOTH
def test_guest_days_after_a_dose_of_that_day_and_into_a_transfer_stay_out(units, patient, role):
    kept = again("consulting_guestpermission", units.permit(patient, 5, 6).row.pk)
    units.dose(units.home, patient)
    today = {**kept, "first_on": str(units.today), "last_on": str(units.on(1))}
    assert insert(role, "consulting_guestpermission", today) == "guest_days_have_no_dose_elsewhere"
    assert units.transfer(patient, 8).row
    into = {**kept, "first_on": str(units.on(7)), "last_on": str(units.on(9))}
    assert insert(role, "consulting_guestpermission", into) == "guest_days_end_before_a_transfer"


@BOTH
@pytest.mark.parametrize(
    ("wrong", "guard"),
    [
        ({"dose_mg": "200.001"}, "guest_order_is_at_most_the_home_order"),
        ({"day_mg": "600.001"}, "guest_order_is_at_most_the_home_order"),
        ({"doses_per_day": 4}, "guest_order_is_at_most_the_home_order"),
        ({"route": "inhaled"}, "guest_order_is_for_what_home_ordered"),
        ({"drug": "methadone"}, "guest_order_is_for_what_home_ordered"),
        ({"prescriber_id": "stranger"}, "guest_order_is_signed_at_the_guest_unit"),
        ({"prescriber_id": "nurse"}, "guest_order_is_signed_at_the_guest_unit"),
        ({"day_mg": "100"}, "guest_order_amounts_are_possible"),
    ],
)
def test_a_guest_order_that_the_rule_refuses_stays_out(units, patient, wrong, guard, role):
    names = {
        "stranger": str(units.home.staff["prescriber"].pk), "nurse": str(units.host.nurse.pk),
    }  # fmt: skip
    permission = units.guest(patient)
    row = again("consulting_guestorder", permission.orders.get().pk)
    assert insert(role, "consulting_guestorder", row) is None
    row |= {name: names.get(value, value) for name, value in wrong.items()}
    assert insert(role, "consulting_guestorder", row) == guard


@BOTH
def test_a_transfer_that_the_rule_refuses_stays_out(units, patient, role):
    signed = units.transfer(patient, 1).row
    row = again("consulting_transfer", signed.pk)
    assert insert(role, "consulting_transfer", row) == "transfer_is_one_at_a_time"
    assert units.answer(signed).row
    assert insert(role, "consulting_transfer", row) == "transfer_is_one_at_a_time"
    done = {
        "id": str(uuid4()), "unit_id": str(units.host.unit.pk), "transfer_id": str(signed.pk),
        "number_before": "C-001", "number_after": "C-009", "done_at": str(units.host.now),
        "done_by_id": str(units.host.staff["prescriber"].pk),
    }  # fmt: skip
    assert insert(role, "consulting_transferdone", done) == "transfer_is_done_from_its_day"
    units.later(days=1)
    done["done_at"] = str(units.host.now)
    assert insert(role, "consulting_transferdone", done) == "transfer_moves_the_record"
    home = {**done, "done_by_id": str(units.home.staff["prescriber"].pk)}
    assert insert(role, "consulting_transferdone", home) == "transfer_is_done_by_the_receiver"


@BOTH
def test_a_transfer_waits_until_the_referral_is_decided(units, patient, role):
    """Else the referral would stay behind, where nobody decides it."""
    leaving = units.transfer(patient).row
    assert units.answer(leaving, Answer.DECLINED).row
    assert insert(role, "consulting_transfer", again("consulting_transfer", leaving.pk)) is None
    refer(units.home, patient, stage=Stage.RENEWAL)
    row = again("consulting_transfer", leaving.pk)
    assert insert(role, "consulting_transfer", row) == "transfer_waits_for_the_referral"
    assert units.transfer(patient).reasons == (MovingReason.REFERRAL_IS_OPEN,)


@BOTH
def test_nobody_changes_home_without_a_transfer(units, patient, role):
    by_hand = "update registry_patient set unit_id = %s, number = 'C-999' where id = %s"
    assert refusal(role, by_hand, units.host.unit.pk, patient.pk) == "patient_moves_by_a_transfer"


@pytest.mark.parametrize(
    "table",
    ["guestpermission", "guestcut", "guestorder", "transfer", "transferanswer", "transferdone",
     "partnercheck", "partnermatch", "partnerlook"],
)  # fmt: skip
@BOTH
def test_what_was_agreed_is_never_edited_or_removed(units, patient, table, role):
    permission = units.guest(patient, 0, 3)
    assert units.cut(permission, 1).row
    signed = units.transfer(patient, 2).row
    assert units.answer(signed).row
    for statement in (f"truncate consulting_{table} cascade",):
        assert refusal(role, statement) in {"record_is_final", "42501"}
    changes = {
        APP: {"42501"},
    }
    answer = refusal(role, f"update consulting_{table} set id = id")
    assert answer in changes.get(role, {"record_is_final", None})
