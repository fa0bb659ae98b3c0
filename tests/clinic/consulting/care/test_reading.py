"""The database and the plain reading tell the gate alike, and agree with the rule on what stops."""

import json
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clinic.attempts import BOTH, refusal
from tests.rules.test_protocol import own

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.care import actions, consent, facts, reading, talking
from vangnet.clinic.consulting.care.due import due
from vangnet.clinic.consulting.models import Result
from vangnet.clinic.dispensary import facts as hatch_facts
from vangnet.clinic.dispensary import hatch
from vangnet.clinic.protocols import actions as protocols
from vangnet.clinic.protocols.facts import in_force
from vangnet.rules.care import ConsentScope, Finding, Method
from vangnet.rules.check_keys import CheckKind
from vangnet.rules.checks import State
from vangnet.rules.facts import CheckFacts
from vangnet.rules.protocol import Site

HCV = CheckKind.HEPATITIS_C
TODAY = date(2026, 3, 2)


def record(world, patient, kind=HCV, *, on, corrects=None, **found):
    usual = {
        HCV: {"finding": Finding.NEGATIVE, "method": Method.ANTIBODY},
        CheckKind.ECG: {"value": Decimal(420)},
        CheckKind.URINE: {"parts": (("cocaine", Finding.NEGATIVE),)},
    }[kind]  # fmt: skip
    return actions.record_result(
        patient=patient, corrects=corrects, by=world.nurse, at=world.now, request_id=uuid4(),
        new=actions.NewResult(kind=kind, taken_on=on, **(found or usual)),
    )  # fmt: skip


def plan(world, patient, months, kind=HCV):
    actions.plan_checks(
        patient=patient, kind=kind, every_months=months, reason="test", request_id=uuid4(),
        by=world.staff["prescriber"], at=world.now,
    )  # fmt: skip


def asked(question, *values):
    with connection.cursor() as cursor:
        cursor.execute(f"select ({question})::text", values)
        return json.loads(cursor.fetchone()[0] or "[]")


def from_the_database(patient, day=TODAY):
    return tuple(
        CheckFacts(
            kind=CheckKind(kind), last_on=date.fromisoformat(on) if on else None, own_months=months
        )
        for kind, on, months in asked("consulting_checks(%s, %s)", patient.pk, day)
    )


def stopped_by_the_database(world, patient, day=TODAY):
    version, _protocol = in_force(unit=world.unit, at=world.now)
    rows = asked("consulting_blocking_checks(%s, %s, %s)", patient.pk, day, version.pk)
    return {kind for kind, _due in rows}


def stopped_by_the_rule(world, patient):
    rows = facts.standings_of([patient], unit=world.unit, at=world.now)[patient.pk]
    return {row.kind.value for row in rows if row.state is State.BLOCKING}


def sign(world, **values):
    """The protocol once more, with these values of checks; None takes one out."""
    site = Site.model_validate(in_force(unit=world.unit, at=world.now)[1].content()["site"])
    kept = tuple(value for value in site.values if value.key not in values)
    units = {"months": "mo", "days": "d"}
    new = tuple(
        own(key, value, unit=units[key.rpartition("_")[2]]) if isinstance(value, int)
        else own(key, value)
        for key, value in values.items() if value is not None
    )  # fmt: skip
    answer = protocols.sign(
        unit=world.unit, site=site.model_copy(update={"values": kept + new}),
        by=world.staff["prescriber"], at=world.later(seconds=1).now,
    )  # fmt: skip
    assert answer.version


steps = st.lists(
    st.one_of(
        st.tuples(st.just("result"), st.sampled_from([HCV, CheckKind.ECG, CheckKind.URINE]),
                  st.integers(0, 800)),
        st.tuples(st.just("refused"), st.just(CheckKind.URINE), st.integers(0, 60)),
        st.tuples(st.sampled_from(["correct", "strike"]), st.just(HCV), st.integers(0, 800)),
        st.tuples(st.just("plan"), st.sampled_from([HCV, CheckKind.ECG]),
                  st.sampled_from([None, 1, 3, 6])),
    ),
    max_size=6,
)  # fmt: skip
said = st.fixed_dictionaries({
    "check_hepatitis_c_every_months": st.sampled_from([None, 6, 12]),
    "check_hepatitis_c_overdue_effect": st.sampled_from([None, "warn", "block"]),
    "check_hepatitis_c_block_after_days": st.sampled_from([None, 0, 14]),
    "check_ecg_every_months": st.sampled_from([None, 3]),
    "check_ecg_overdue_effect": st.sampled_from([None, "block"]),
})  # fmt: skip


def _do(world, patient, what, kind, number):
    if what == "result":
        record(world, patient, kind, on=TODAY - timedelta(days=number))
    elif what == "refused":
        record(world, patient, kind, on=TODAY - timedelta(days=number), finding=Finding.REFUSED)
    elif what == "plan":
        plan(world, patient, number, kind)
    elif last := reading.last_result(patient, kind):
        if what == "correct":
            record(world, patient, kind, on=TODAY - timedelta(days=number), corrects=last)
        else:
            actions.strike_result(
                result=last, reason="test", by=world.nurse, at=world.now, request_id=uuid4()
            )


@settings(max_examples=20)
@given(steps=steps, said=said, waited=st.integers(0, 400))
def test_the_readings_agree_after_anything_that_happened(standing, steps, said, waited):
    now = standing.now
    with transaction.atomic():
        standing.now = now - timedelta(days=waited)
        patient = standing.patient()
        standing.now = now
        sign(standing, **said)
        for step in steps:
            standing.later(seconds=1)
            _do(standing, patient, *step)
        plain = facts.checks_of([patient.pk], on=TODAY)[patient.pk]
        assert from_the_database(patient) == plain
        stops = stopped_by_the_rule(standing, patient)
        assert stopped_by_the_database(standing, patient) == stops
        transaction.set_rollback(True)
    standing.now = now


def test_refused_urine_does_not_count_and_a_struck_result_gives_way(trial):
    patient = trial.patient()
    record(trial, patient, CheckKind.URINE, on=TODAY - timedelta(days=40))
    record(trial, patient, CheckKind.URINE, on=TODAY, finding=Finding.REFUSED)
    first = record(trial, patient, on=TODAY - timedelta(days=300))
    second = record(trial, patient, on=TODAY)
    actions.strike_result(
        result=second, reason="x", by=trial.nurse, at=trial.now, request_id=uuid4()
    )
    last = {one.kind: one.last_on for one in facts.checks_of([patient.pk], on=TODAY)[patient.pk]}
    assert last == {HCV: first.taken_on, CheckKind.URINE: TODAY - timedelta(days=40)}


def hepatitis_c_of(world, days_ago):
    patient = world.patient()
    record(world, patient, on=TODAY - timedelta(days=days_ago))
    return patient


# The demonstration waits 6 months and then 90 days: 2 June and 1 June of the year before.
AT_THE_LIMIT, PAST_IT = (TODAY - date(2025, 6, 2)).days, (TODAY - date(2025, 6, 1)).days


def test_the_gate_gives_a_dose_on_the_last_day_and_none_on_the_next(trial):
    assert trial.hand_over(trial.at_the_hatch(hepatitis_c_of(trial, AT_THE_LIMIT))).allowed
    late = hepatitis_c_of(trial, PAST_IT)
    visit = trial.at_the_hatch(late)
    refused = trial.hand_over(visit)
    assert [one["reason"] for one in refused.reasons] == ["health_check_overdue"]
    record(trial, late, on=TODAY)
    assert trial.hand_over(visit).allowed


@BOTH
def test_the_database_gives_no_dose_either(trial, monkeypatch, role):
    answers = []
    monkeypatch.setattr(hatch, "keep", answers.append)
    patient = hepatitis_c_of(trial, AT_THE_LIMIT)
    assert trial.hand_over(trial.at_the_hatch(patient)).allowed
    (answer,) = answers
    keep = "select dispensary_keep_answer(%s::jsonb)"
    assert refusal(role, keep, json.dumps(answer, default=str)) is None
    last = Result.objects.get(patient=patient)
    record(trial, patient, on=TODAY - timedelta(days=PAST_IT), corrects=last)
    stopped = refusal(role, keep, json.dumps(answer, default=str))
    assert stopped == "hand_over_waits_for_no_check"


def test_both_readings_of_the_hatch_know_the_checks(trial):
    patient = hepatitis_c_of(trial, 10)
    visit = trial.at_the_hatch(patient)
    kept = trial.hand_over(visit)
    assert kept.facts["checks"] == [
        {"kind": "hepatitis_c", "last_on": "2026-02-20", "own_months": None}
    ]
    assert kept.facts["checks_since"] == "2026-03-02"
    plain = hatch_facts.at_the_hatch(
        hatch_facts.Asked(
            unit=trial.unit, patient=patient, visit=visit, order=None, dose_mg=Decimal(1),
            container=None, kit=None, by=trial.nurse, witness=None, at=trial.now, look_only=True,
        )
    )  # fmt: skip
    assert plain.checks == from_the_database(patient)
    assert plain.checks_since == TODAY


def test_consent_holds_from_its_day_until_it_is_taken_back(trial):
    patient = trial.patient()
    said = {"patient": patient, "scope": ConsentScope.RESEARCH, "by": trial.nurse, "words": ""}
    talking.give_consent(
        **said, on=date(2026, 2, 1), form_version="1", witness=trial.staff["prescriber"],
        at=trial.now, request_id=uuid4(),
    )  # fmt: skip
    talking.withdraw_consent(**said, on=date(2026, 2, 20), at=trial.now, request_id=uuid4())

    def holds(day, scope=ConsentScope.RESEARCH):
        return consent.in_force(patient, scope, date(2026, 2, day)) is not None

    assert [holds(1), holds(19), holds(20)] == [True, True, False]
    assert not consent.in_force(patient, ConsentScope.RESEARCH, date(2026, 1, 31))
    assert not holds(10, ConsentScope.HOSPITAL_LETTER)


def test_what_is_overdue_is_due_and_what_stops_doses_is_urgent(trial):
    patient = hepatitis_c_of(trial, PAST_IT)
    trial.later(days=1)
    told = due(trial.unit, on=TODAY + timedelta(days=1))
    known = [one for one in told if one.kind == "check_overdue" and one.patient == patient.pk]
    tasks = {one.key.split(":")[2]: one for one in known}
    assert tasks["hepatitis_c"].urgent
    assert tasks["hepatitis_c"].due_on == date(2025, 12, 1)
    assert tasks["prescriber_review"].roles == ("prescriber",)
    (others,) = [one for one in known if "Weight" in one.sentence]  # never done, since yesterday
    assert not others.urgent
    assert "ECG" in others.sentence
    record(trial, patient, on=TODAY + timedelta(days=1))
    left = {one.key for one in due(trial.unit, on=TODAY + timedelta(days=1))}
    assert tasks["hepatitis_c"].key not in left


@pytest.mark.parametrize(("on", "waits"), [(date(2026, 4, 13), False), (date(2026, 4, 14), True)])
def test_a_complaint_is_due_after_the_units_days(trial, on, waits):
    talking.receive_complaint(
        patient=trial.patient(), received_on=TODAY, words="x", by=trial.nurse, at=trial.now,
        request_id=uuid4(),
    )  # fmt: skip
    assert any(one.kind == "complaint_unanswered" for one in due(trial.unit, on=on)) is waits


def test_the_share_of_negative_screens_counts_what_was_tested(trial):
    patient = trial.patient()
    for ago, finding in ((3, Finding.NEGATIVE), (2, Finding.POSITIVE), (1, Finding.UNCLEAR)):
        record(trial, patient, CheckKind.URINE, on=TODAY - timedelta(days=ago),
               parts=(("cocaine", finding),))  # fmt: skip
    record(trial, patient, CheckKind.URINE, on=TODAY, finding=Finding.REFUSED)
    (row,) = reading.negative_share(patient)
    assert (row["negative"], row["all"]) == (1, 3)


def test_a_kind_nobody_has_planned_is_named(trial):
    trial.patient()
    sign(trial, check_ecg_every_months=None)
    lines, unset = reading.overdue(trial.unit, at=trial.now)
    assert unset == ["ECG"]
    assert not any(one.row.kind is CheckKind.ECG for one in lines)


def test_who_has_left_is_asked_for_nothing_more(trial):
    patient, prescriber = hepatitis_c_of(trial, PAST_IT), trial.staff["prescriber"]
    order, approval = patient.orders.get(), patient.approvals.get()

    def listed():
        return {one.patient for one in reading.overdue(trial.unit, at=trial.now)[0]}

    assert listed() == {patient}
    consulting.stop_order(order=order, reason="left", by=prescriber, at=trial.now)
    assert listed() == {patient}  # still approved: the next order may come
    consulting.end_approval(
        approval=approval, ended_on=TODAY, reason="left", by=prescriber, at=trial.now
    )
    assert listed() == set()
