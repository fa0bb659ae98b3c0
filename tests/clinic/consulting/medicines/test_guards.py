"""What the database refuses of other medicines, whoever asks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.clinic.attempts import BOTH, insert, refusal, row_of
from tests.clinic.consulting.ladder.people import TODAY, in_hat, leave
from tests.clinic.consulting.orders.wanting import wanted, write
from tests.factories.filling.medicines import fill
from tests.factories.units import make_units
from tests.factories.world import make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.medicines import actions
from vangnet.clinic.consulting.medicines.facts import taken
from vangnet.clinic.consulting.models import OtherMedicine, OtherMedicineEnd, OtherMedicinesAsked
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.rules.ladder import EpisodeEndReason, Follows
from vangnet.rules.medicines import MedicineKind, MedicineSource

DAY = timedelta(days=1)
DAYS = {
    OtherMedicine: "from_on", OtherMedicineEnd: "ended_on", OtherMedicinesAsked: "asked_on",
}  # fmt: skip
EACH = pytest.mark.parametrize("model", list(DAYS))
DECISION = "consulting_orderdecision"


@pytest.fixture
def filled(trial):
    patient = trial.patient()
    fill(trial, patient)
    return trial, patient


def again(model, patient, **changes):
    """A row once more, with its own key and request; an end is of the medicine that goes on."""
    table = model._meta.db_table
    row = row_of(table, model.objects.filter(patient=patient).first().pk)
    if model is OtherMedicineEnd:
        row["medicine_id"] = OtherMedicine.objects.get(patient=patient, end__isnull=True).pk
    return table, {**row, "id": uuid4(), "request_id": uuid4(), **changes}


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, None),
    ({"amount": None, "amount_unit": ""}, None),
    ({"name": ""}, "other_medicine_has_a_name"),
    ({"kind": "tea"}, "other_medicine_kind_is_known"),
    ({"source": "rumour"}, "other_medicine_source_is_known"),
    ({"amount": None}, "other_medicine_amount_has_its_unit"),
    ({"amount": "0"}, "other_medicine_amount_has_its_unit"),
    ({"amount_unit": ""}, "other_medicine_amount_has_its_unit"),
    ({"amount_unit": "stone"}, "other_medicine_amount_has_its_unit"),
])  # fmt: skip
def test_a_medicine_with_one_thing_wrong_stays_out(filled, changes, guard, role):
    _world, patient = filled
    assert insert(role, *again(OtherMedicine, patient, **changes)) == guard


@BOTH
@EACH
def test_no_day_lies_ahead_or_before_a_birth(filled, model, role):
    world, patient = filled
    today, column = world.now.date(), DAYS[model]
    for day, guard in (
        (today, None), (today + DAY, "other_medicine_is_not_of_the_future"),
        ("1969-12-31", "day_is_not_before_birth"),
    ):  # fmt: skip
        found = insert(role, *again(model, patient, **{column: day}))
        if model is OtherMedicineEnd and day == "1969-12-31":
            guard = "medicine_ends_after_it_began"
        assert found == guard


@BOTH
@EACH
@pytest.mark.parametrize("name", ["desk", "pharmacist", "manager", "auditor"])
def test_only_who_treats_records(filled, model, name, role):
    world, patient = filled
    row = again(model, patient, recorded_by_id=world.staff[name].pk)
    assert insert(role, *row) == "other_medicine_is_kept_by_who_may"


@BOTH
@EACH
def test_only_the_patients_own_unit_records(filled, model, role):
    _world, patient = filled
    other = make_world(code="east")
    row = again(model, patient, recorded_by_id=other.nurse.pk)
    assert insert(role, *row) == "medicine_is_kept_where_the_patient_is"
    row = again(model, patient, recorded_by_id=other.nurse.pk, unit_id=other.unit.pk)
    assert insert(role, *row) == "medicine_is_kept_where_the_patient_is"


@BOTH
@EACH
def test_nothing_is_changed_or_taken_away(filled, model, role):
    _world, patient = filled
    table, _row = again(model, patient)
    key = model.objects.filter(patient=patient).first().pk
    changed = refusal(role, f"update {table} set recorded_at = now() where id = %s", key)
    gone = refusal(role, f"delete from {table} where id = %s", key)
    final = "42501" if role == "vangnet_app" else "record_is_final"
    assert (changed, gone) == (final, final)


@BOTH
@EACH
def test_after_a_death_nothing_is_taken(trial, model, role):
    patient = in_hat(trial)
    fill(trial, patient)
    leave(trial, patient, reason=EpisodeEndReason.DECEASED, follows=Follows.NOTHING)
    row = again(model, patient, **{DAYS[model]: TODAY})
    later = {"recorded_at": trial.later(days=2).now, DAYS[model]: TODAY + DAY}
    assert insert(role, *row) is None
    assert insert(role, row[0], {**row[1], **later}) == "the_dead_are_left_in_peace"


@BOTH
def test_an_end_is_of_the_same_patient_and_not_before_the_first_day(filled, role):
    world, patient = filled
    other = world.patient()
    fill(world, other)
    theirs = OtherMedicine.objects.get(patient=other, end__isnull=True)
    table, row = again(OtherMedicineEnd, patient)
    assert insert(role, table, row) is None
    assert insert(role, table, row | {"medicine_id": theirs.pk}) == "medicine_end_is_of_its_patient"
    mine = OtherMedicine.objects.get(pk=row["medicine_id"])
    early = row | {"ended_on": mine.from_on - DAY}
    assert insert(role, table, early) == "medicine_ends_after_it_began"
    assert insert(role, table, early | {"is_void": True}) is None
    assert insert(role, table, row | {"why": ""}) == "other_medicine_end_says_why"


def test_the_database_and_the_plain_reading_know_the_same_medicines(filled):
    world, patient = filled
    today = world.now.date()
    for day in (today - 20 * DAY, today - 10 * DAY, today - DAY, today):
        with connection.cursor() as cursor:
            cursor.execute("select id from consulting_other_medicines(%s, %s)", [patient.pk, day])
            known = {one for (one,) in cursor.fetchall()}
        assert known == {one.pk for one in taken(patient, on=day)}
    assert [one.name for one in taken(patient, on=today - DAY)] == ["Codeine", "Lorazepam"]
    assert [one.name for one in taken(patient, on=today)] == ["Lorazepam"]


def unsigned(world, patient, mg, **changes):
    """What the rule was asked, as the decision of an order that was signed without asking it."""
    asked = wanted(world, (0, mg))
    kept = row_of(DECISION, write(world, patient, asked).pk)
    order = kept["order_id"] and patient.orders.get(pk=kept["order_id"])
    if not order:
        step = asked.steps[0]
        order = consulting.sign_order(
            patient=patient, by=world.staff["prescriber"], at=world.now,
            new=consulting.NewOrder(
                drug=asked.drug, salt_form=asked.salt_form, route=asked.route,
                dose_mg=step.dose_mg, doses_per_day=step.doses_per_day, day_mg=step.day_mg,
                valid_from=step.from_on, valid_until=asked.valid_until,
            ),
        )  # fmt: skip
    return {
        **kept, "id": uuid4(), "request_id": uuid4(), "order_id": order.pk, "allowed": True,
        "reasons": [], **changes,
    }  # fmt: skip


@BOTH
def test_a_rise_beside_a_sedative_is_not_signed_without_a_reason(filled, role):
    world, patient = filled
    row = unsigned(world, patient, 220, written_reason="seen, awake")
    assert insert(role, DECISION, row) is None
    silent = row | {"written_reason": " "}
    assert insert(role, DECISION, silent) == "rise_beside_sedatives_has_a_reason"
    untold = row | {"facts": {**row["facts"], "other_medicines": []}}
    assert insert(role, DECISION, untold) == "order_is_asked_with_other_medicines"


@pytest.mark.parametrize("less", [0, 20])
def test_a_dose_that_stays_or_falls_needs_no_reason(filled, less):
    world, patient = filled
    present = patient.orders.get()
    kept = write(world, patient, wanted(world, (0, present.dose_mg - less)))
    assert kept.order, kept.reasons


def test_a_rise_beside_a_sedative_is_refused_until_it_has_its_reason(filled):
    world, patient = filled
    refused = write(world, patient, wanted(world, (0, 220)))
    assert [one["reason"] for one in refused.reasons] == ["ordering_sedative_asks_reason"]
    assert write(world, patient, wanted(world, (0, 220), reason="seen, awake")).order


def test_the_same_request_twice_is_one_row(filled):
    world, patient = filled
    new = actions.NewMedicine(
        name="Tea", kind=MedicineKind.OTHER, source=MedicineSource.LETTER,
        from_on=world.now.date(),
    )  # fmt: skip
    asked = {"patient": patient, "by": world.nurse, "at": world.now, "request_id": uuid4()}
    first = actions.add_medicine(new=new, **asked)
    assert actions.add_medicine(new=new, **asked) == first
    with pytest.raises(RequestReused):
        actions.say_asked(
            patient=patient, asked_on=world.now.date() - DAY, source=MedicineSource.PATIENT,
            by=world.nurse, at=world.now,
            request_id=OtherMedicinesAsked.objects.get(patient=patient).request_id,
        )  # fmt: skip
    end = {"medicine": first, "ended_on": world.now.date(), "why": "x", "by": world.nurse}
    kept = actions.end_medicine(**end, at=world.now, request_id=(key := uuid4()))
    assert actions.end_medicine(**end, at=world.now, request_id=key) == kept
    assert actions.end_medicine(**end, at=world.now, request_id=uuid4()) is None


def test_who_does_not_treat_writes_nothing(filled):
    world, patient = filled
    with pytest.raises(NotAllowed):
        actions.say_asked(
            patient=patient, asked_on=world.now.date(), source=MedicineSource.PATIENT,
            by=world.staff["desk"], at=world.now, request_id=uuid4(),
        )  # fmt: skip


@BOTH
@EACH
def test_the_guest_unit_records_of_its_guest_on_guest_days_only(db, model, role):
    units = make_units()
    patient = units.home.patient()
    fill(units.home, patient)
    by = {"unit_id": units.host.unit.pk, "recorded_by_id": units.host.nurse.pk}
    guard = "medicine_is_kept_where_the_patient_is"
    assert insert(role, *again(model, patient, **by)) == guard
    units.guest(patient, 0, 1)
    assert insert(role, *again(model, patient, **by)) is None
    for later, says in ((1, None), (2, guard)):
        day = {"recorded_at": units.host.now + later * DAY}
        assert insert(role, *again(model, patient, **by, **day)) == says
    assert insert(role, *again(model, patient, **by | {"unit_id": units.home.unit.pk})) == guard
