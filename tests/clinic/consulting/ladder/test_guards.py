"""The same truths in the database: rows that no action would write stay out, whoever tries."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.clinic.attempts import BOTH, insert, refusal, row_of
from tests.clinic.consulting.ladder.people import (
    TODAY,
    begun,
    facts,
    hat_of,
    in_hat,
    leave,
)
from tests.factories.world import make_world

from vangnet.clinic.consulting.ladder import actions
from vangnet.clinic.consulting.models import EpisodeDose
from vangnet.rules.amounts import Drug
from vangnet.rules.ladder import (
    HAT_DRUGS,
    ContactKind,
    EpisodeEndReason,
    Follows,
    Treatment,
)

DAY = timedelta(days=1)
SINCE, LAST = date(2024, 1, 1), date(2025, 1, 1)
NOT_PRESCRIBERS = ("desk", "nurse", "pharmacist", "manager", "auditor")
EPISODE, DOSE, END = "consulting_episode", "consulting_episodedose", "consulting_episodeend"
EXIT, BACK = "consulting_treatmentexit", "consulting_exittakenback"


@pytest.fixture
def methadone(trial):
    """An episode that ended, with one dose."""
    return begun(trial, trial.patient(), facts(
        Treatment.METHADONE, SINCE, (SINCE + 9 * DAY, "60"), ended_on=LAST,
        end_reason=EpisodeEndReason.NOT_EFFECTIVE,
    ))  # fmt: skip


def anew(table, key, **changes):
    """The row once more, as another one."""
    row = {**row_of(table, key), "id": uuid4(), **changes}
    return {**row, "request_id": uuid4()} if "request_id" in row else row


def sql(table, row):
    text = json.dumps(row, default=str).replace("'", "''")
    return f"insert into {table} select * from jsonb_populate_record(null::{table}, '{text}')"


def together(role, *rows):
    """Rows that go in as one transaction."""
    return refusal(role, ";".join(sql(table, row) for table, row in rows))


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, "episode_of_one_treatment_at_a_time"),
    ({"started_on": LAST}, None),
    ({"started_on": LAST - DAY}, "episode_of_one_treatment_at_a_time"),
    ({"treatment": "buprenorphine"}, None),
    ({"treatment": "tea"}, "episode_treatment_is_known"),
    ({"treatment": "other", "started_on": TODAY}, None),
    ({"treatment": "other", "started_on": TODAY + DAY}, "episode_has_begun"),
    ({"withdrawn": True}, "episode_correction_says_why"),
])  # fmt: skip
def test_an_episode_stays_out(trial, methadone, changes, guard, role):
    assert insert(role, EPISODE, anew(EPISODE, methadone.pk, **changes)) == guard


@BOTH
def test_a_treatment_runs_once_at_a_time_also_without_an_end(trial, role):
    patient = trial.patient()
    runs = begun(trial, patient, facts(Treatment.METHADONE, SINCE))
    second = anew(EPISODE, runs.pk, started_on=TODAY, provider="North")
    assert insert(role, EPISODE, second) == "episode_of_one_treatment_at_a_time"
    right = second | {"corrects_id": runs.pk, "why_corrected": "another clinic"}
    assert insert(role, EPISODE, right) is None


@BOTH
@pytest.mark.parametrize("name", NOT_PRESCRIBERS)
def test_only_a_prescriber_writes_episodes_doses_and_ends(trial, name, role):
    runs = begun(trial, trial.patient(), facts(Treatment.METHADONE, SINCE, (SINCE, "60")))
    by = {"recorded_by_id": trial.staff[name].pk}
    other = anew(EPISODE, runs.pk, treatment="other")
    dose = anew(DOSE, EpisodeDose.objects.get(episode=runs).pk, from_on=TODAY)
    end = end_of(trial, runs, TODAY)
    for table, row in ((EPISODE, other), (DOSE, dose), (END, end)):
        assert insert(role, table, row) is None
        assert insert(role, table, row | by) == "episode_is_written_by_a_prescriber_here"


def end_of(world, episode, ended_on, reason="not_effective"):
    return {
        "id": uuid4(), "episode_id": episode.pk, "ended_on": ended_on, "reason": reason,
        "words": "", "recorded_at": world.now, "recorded_by_id": world.staff["prescriber"].pk,
    }  # fmt: skip


@BOTH
def test_nothing_is_written_on_a_patient_of_another_unit(trial, role):
    patient, other = trial.patient(), make_world(code="east")
    runs = begun(trial, patient, facts(Treatment.METHADONE, SINCE, (SINCE, "60")))
    stranger = {"recorded_by_id": other.staff["prescriber"].pk}
    moved = anew(EPISODE, runs.pk, treatment="other", unit_id=other.unit.pk)
    assert insert(role, EPISODE, moved | stranger) == "episode_is_of_a_patient_of_the_unit"
    here = anew(EPISODE, runs.pk, treatment="other")
    assert insert(role, EPISODE, here | stranger) == "episode_is_written_by_a_prescriber_here"
    dose = anew(DOSE, EpisodeDose.objects.get(episode=runs).pk, from_on=TODAY)
    assert insert(role, DOSE, dose | stranger) == "episode_is_written_by_a_prescriber_here"


@BOTH
@pytest.mark.parametrize(("from_on", "guard"), [
    (SINCE, None), (SINCE - DAY, "episode_part_lies_within_it"),
    (LAST, None), (LAST + DAY, "episode_dose_lies_before_its_end"),
    (SINCE + 9 * DAY, "episode_dose_one_a_day"),
])  # fmt: skip
def test_a_dose_lies_inside_its_episode(methadone, from_on, guard, role):
    kept = EpisodeDose.objects.get(episode=methadone)
    assert insert(role, DOSE, anew(DOSE, kept.pk, from_on=from_on)) == guard


@BOTH
@pytest.mark.parametrize(("ended_on", "guard"), [
    (TODAY - 5 * DAY, None), (TODAY, None), (TODAY + DAY, "episode_part_has_happened"),
    (TODAY - 6 * DAY, "episode_dose_lies_before_its_end"),
    (SINCE - DAY, "episode_part_lies_within_it"),
])  # fmt: skip
def test_an_end_lies_after_the_last_dose_and_not_in_the_future(trial, ended_on, guard, role):
    runs = begun(trial, trial.patient(), facts(Treatment.METHADONE, SINCE, (TODAY - 5 * DAY, "60")))
    assert insert(role, END, end_of(trial, runs, ended_on)) == guard


@BOTH
def test_an_episode_that_was_corrected_takes_nothing_more(trial, methadone, role):
    told = {"by": trial.staff["prescriber"], "at": trial.now, "request_id": uuid4()}
    again = actions.correct_episode(episode=methadone, new=None, why="never was", **told).row
    dose = anew(DOSE, EpisodeDose.objects.get(episode=methadone).pk, from_on=SINCE)
    assert insert(role, DOSE, dose) == "episode_part_is_of_one_that_stands"
    assert insert(role, DOSE, dose | {"episode_id": again.pk}) == (
        "episode_part_is_of_one_that_stands"
    )
    more = anew(EPISODE, again.pk, corrects_id=again.pk)
    assert insert(role, EPISODE, more) == "episode_corrects_one_that_stands"


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, None), ({"on": TODAY + DAY}, "contact_has_happened"),
    ({"kind": "tea"}, "contact_kind_is_known"),
    ({"withdrawn": True}, "contact_correction_says_why"),
])  # fmt: skip
def test_a_contact_stays_out(trial, changes, guard, role):
    kept = seen(trial, trial.patient())
    assert insert(role, "consulting_contact", anew("consulting_contact", kept.pk, **changes)) == (
        guard
    )


def seen(world, patient):
    return actions.record_contact(
        patient=patient, new=actions.NewContact(kind=ContactKind.VISIT, on=TODAY), by=world.nurse,
        at=world.now, request_id=uuid4(),
    ).row  # fmt: skip


@BOTH
def test_a_contact_is_written_by_who_may_on_their_own_patients(trial, role):
    other, kept = make_world(code="east"), seen(trial, trial.patient())
    row = anew("consulting_contact", kept.pk)
    for by in (trial.staff["desk"], trial.staff["pharmacist"], other.nurse):
        answer = insert(role, "consulting_contact", row | {"recorded_by_id": by.pk})
        assert answer == "contact_is_written_by_who_may"
    away = row | {"unit_id": other.unit.pk, "recorded_by_id": other.nurse.pk}
    assert insert(role, "consulting_contact", away) == "contact_is_of_a_patient_of_the_unit"
    foreign = row | {"corrects_id": seen(trial, trial.patient()).pk, "why_corrected": "x"}
    assert insert(role, "consulting_contact", foreign) == "contact_corrects_one_that_stands"


def exit_of(world, patient, end, **changes):
    return {
        "id": uuid4(), "unit_id": world.unit.pk, "patient_id": patient.pk, "end_id": end["id"],
        "follows": "methadone_here", "provider": "", "request_id": uuid4(),
        "signed_at": world.now, "signed_by_id": world.staff["prescriber"].pk, **changes,
    }  # fmt: skip


@BOTH
def test_hat_does_not_end_without_its_exit(trial, role):
    patient = in_hat(trial)
    hat = hat_of(patient)
    end = end_of(trial, hat, TODAY)
    assert insert(role, END, end) == "hat_ends_by_an_exit"
    assert together(role, (END, end), (EXIT, exit_of(trial, patient, end))) == (
        "exit_stops_the_orders"
    )


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({"follows": "tea"}, "treatment_exit_follows_is_known"),
    ({"provider": "North"}, "treatment_exit_names_who_follows"),
    ({"follows": "other_provider"}, "treatment_exit_names_who_follows"),
    ({"follows": "nothing"}, "exit_hands_back_to_methadone"),
])  # fmt: skip
def test_an_exit_says_who_follows(trial, changes, guard, role):
    patient = in_hat(trial)
    end = end_of(trial, hat_of(patient), TODAY)
    assert together(role, (END, end), (EXIT, exit_of(trial, patient, end, **changes))) == guard


@BOTH
@pytest.mark.parametrize("name", NOT_PRESCRIBERS)
def test_only_a_prescriber_signs_an_exit(trial, name, role):
    patient = in_hat(trial)
    end = end_of(trial, hat_of(patient), TODAY)
    by = exit_of(trial, patient, end, signed_by_id=trial.staff[name].pk)
    assert together(role, (END, end), (EXIT, by)) == "exit_is_signed_by_a_prescriber_here"


@BOTH
def test_an_exit_is_of_hat_here_and_of_nothing_else(trial, methadone, role):
    end = row_of(END, methadone.end.pk)
    row = exit_of(trial, methadone.patient, end)
    assert insert(role, EXIT, row) == "exit_is_of_hat_here"


@BOTH
def test_an_exit_leaves_no_approval_and_hands_back_to_methadone(trial, role):
    patient = in_hat(trial)
    hat = hat_of(patient)
    order, approval = patient.orders.get(), patient.approvals.get()
    prescriber = trial.staff["prescriber"].pk
    stop = {
        "id": uuid4(), "order_id": order.pk, "stopped_at": trial.now, "stopped_by_id": prescriber,
        "reason": "x",
    }  # fmt: skip
    ended = {
        "id": uuid4(), "approval_id": approval.pk, "ended_on": TODAY, "reason": "x",
        "recorded_at": trial.now, "recorded_by_id": prescriber,
    }  # fmt: skip
    methadone = anew(EPISODE, hat.pk, treatment="methadone", started_on=TODAY)
    end = end_of(trial, hat, TODAY)
    rows = [("consulting_orderstop", stop), (END, end), (EXIT, exit_of(trial, patient, end))]
    assert together(role, *rows) == "exit_ends_the_approval"
    rows.insert(0, ("consulting_approvalend", ended))
    assert together(role, *rows) == "exit_hands_back_to_methadone"
    rows.insert(0, (EPISODE, methadone | {"provider": "North"}))
    assert together(role, *rows) == "exit_hands_back_to_methadone"
    rows[0] = (EPISODE, methadone)
    assert together(role, *rows) is None


@BOTH
def test_after_an_exit_no_order_of_hat_but_by_a_new_approval(trial, role):
    patient = in_hat(trial)
    old = row_of("consulting_order", patient.orders.get().pk)
    leave(trial, patient)
    row = {**old, "id": uuid4(), "number": 2, "supersedes_id": old["id"], "signed_at": trial.now}
    guard = "hat_after_an_exit_needs_an_approval"
    assert insert(role, "consulting_order", row) == guard
    hat = anew(EPISODE, hat_of(patient).pk, started_on=TODAY)
    assert insert(role, EPISODE, hat) == guard
    trial.approve(patient)
    assert insert(role, "consulting_order", row) is None


@BOTH
def test_the_dead_have_no_order_and_no_approval(trial, role):
    patient = in_hat(trial)
    old = row_of("consulting_order", patient.orders.get().pk)
    leave(trial, patient, reason=EpisodeEndReason.DECEASED, follows=Follows.NOTHING)
    row = {**old, "id": uuid4(), "number": 2, "supersedes_id": old["id"], "signed_at": trial.now}
    methadone = row | {"drug": "methadone", "supersedes_id": None}
    for order in (row, methadone):
        assert insert(role, "consulting_order", order) == "the_dead_have_no_order"
    approval = anew("consulting_approval", patient.approvals.get().pk)
    assert insert(role, "consulting_approval", approval) == "the_dead_have_no_approval"


@BOTH
def test_a_death_on_any_rung_leaves_no_order(trial, role):
    patient = trial.patient()
    runs = begun(trial, patient, facts(Treatment.METHADONE, SINCE))
    assert insert(role, END, end_of(trial, runs, TODAY, "deceased")) == "the_dead_have_no_order"


@BOTH
def test_an_exit_is_taken_back_only_with_its_episode_written_anew(trial, role):
    patient = in_hat(trial)
    kept = leave(trial, patient).row
    back = {
        "id": uuid4(), "exit_id": kept.pk, "why": "x", "recorded_at": trial.now,
        "recorded_by_id": trial.staff["prescriber"].pk,
    }  # fmt: skip
    assert insert(role, BACK, back) == "exit_taken_back_corrects_its_episode"
    nurse = back | {"recorded_by_id": trial.nurse.pk}
    assert insert(role, BACK, nurse) == "exit_is_signed_by_a_prescriber_here"
    again = anew(EPISODE, kept.end.episode_id, corrects_id=kept.end.episode_id, why_corrected="x")
    assert insert(role, EPISODE, again) == "episode_with_an_exit_stands"
    assert together(role, (BACK, back), (EPISODE, again)) is None


def test_the_database_and_the_rule_name_the_same_drugs_of_hat(trial):
    with connection.cursor() as cursor:
        for drug in Drug:
            cursor.execute("select consulting_is_hat_drug(%s)", [drug.value])
            assert cursor.fetchone()[0] is (drug in HAT_DRUGS)
