"""Days of a life, tried on the tables themselves: as the application and as their owner."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.clinic.attempts import BOTH, insert, row_of
from tests.clinic.consulting.approval.people import decide, proven
from tests.clinic.consulting.ladder.people import TODAY, hat_of, in_hat, leave
from tests.factories.filling.care import fill
from tests.factories.history import dose
from tests.factories.units import make_units

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.approval import afterwards
from vangnet.clinic.consulting.holding import latest_review
from vangnet.clinic.consulting.ladder import actions as ladder
from vangnet.clinic.consulting.life import life_of
from vangnet.clinic.consulting.models import (
    Consent,
    Contact,
    GuestOrder,
    HoldKind,
    Referral,
    Result,
)
from vangnet.clinic.consulting.orders.rungs import RUNGS
from vangnet.rules.days import EARLIEST_ON, fault_of_day
from vangnet.rules.eligibility.deciding import LATER_MONTHS_LONGEST, ObjectionCode, Outcome
from vangnet.rules.ladder import (
    ContactKind,
    EpisodeEndReason,
    EpisodeFacts,
    Follows,
    LadderReason,
    Treatment,
)
from vangnet.rules.months import months_after
from vangnet.rules.moving import MovingReason
from vangnet.rules.names import TITLES, name_key

DAY = timedelta(days=1)
DIED = {"reason": EpisodeEndReason.DECEASED, "follows": Follows.NOTHING}
DAYS = {
    "consulting_result": "taken_on", "consulting_consent": "on", "consulting_contact": "on",
}  # fmt: skip


@pytest.fixture
def filled(trial):
    patient = in_hat(trial)
    fill(trial, patient)
    return patient


def again(model, patient, **changes):
    table = model._meta.db_table
    row = row_of(table, model.objects.filter(patient=patient).first().pk)
    return table, {**row, "id": uuid4(), "request_id": uuid4(), **changes}


@BOTH
@pytest.mark.parametrize("model", [Consent, Contact])
def test_nothing_happened_before_a_birth(filled, model, role):
    born = filled.identity.birth_date
    table, row = again(model, filled, on=born)
    assert insert(role, table, row) is None
    for day in (born - DAY, date.min):
        assert insert(role, table, {**row, "on": day}) == "day_is_not_before_birth"
        assert fault_of_day(day, life_of(filled))


@BOTH
def test_a_paper_and_a_referral_are_not_of_before_a_birth(trial, role):
    referral = proven(trial)
    paper = row_of("consulting_criterionevidence", referral.evidence.first().pk)
    paper = {**paper, "id": uuid4(), "request_id": uuid4()}
    for name in ("verified_on", "found_on"):
        assert insert(role, "consulting_criterionevidence", {**paper, name: "0001-01-01"}) == (
            "day_is_not_before_birth"
        )
    table, row = again(Referral, trial.patient(), referred_on="0001-01-01")
    assert insert(role, table, row) == "day_is_not_before_birth"


@BOTH
def test_after_a_death_nothing_clinical_is_written(trial, filled, role):
    rows = [again(model, filled) for model in (Result, Consent, Contact)]
    hold = consulting.put_on_hold(
        patient=filled, kind=HoldKind.SOFT, reason="ill", owner=trial.nurse, by=trial.nurse,
        at=trial.now,
    )  # fmt: skip
    kept = {**row_of("consulting_hold", hold.pk), "id": uuid4(), "lifted_at": None}
    assert leave(trial, filled, **DIED).reasons == ()
    for table, row in rows:  # of the day itself: written down late
        assert insert(role, table, row) is None
    trial.later(days=1)
    new = ladder.NewContact(kind=ContactKind.VISIT, on=TODAY + DAY)
    answer = ladder.record_contact(
        patient=filled, new=new, by=trial.nurse, at=trial.now, request_id=uuid4()
    )
    assert answer.reasons == (LadderReason.AFTER_DEATH,)
    late = {"recorded_at": trial.now, "placed_at": trial.now, "review_on": TODAY + DAY}
    for table, row in [*rows, ("consulting_hold", kept)]:
        day = {DAYS[table]: TODAY + DAY} if table in DAYS else {}
        known = {name: value for name, value in late.items() if name in row}
        assert insert(role, table, {**row, **known, **day}) == "the_dead_are_left_in_peace"


@BOTH
def test_an_episode_does_not_end_before_its_last_dose(trial, role):
    patient = in_hat(trial)
    dose(trial, patient, "200")
    end = {
        "id": uuid4(), "episode_id": patient.episodes.get(treatment="hat", withdrawn=False).pk,
        "ended_on": TODAY - DAY, "reason": "own_choice", "words": "", "recorded_at": trial.now,
        "recorded_by_id": trial.staff["prescriber"].pk,
    }  # fmt: skip
    guard = "episode_ends_after_its_last_dose"
    assert insert(role, "consulting_episodeend", end) == guard
    died = {**end, "reason": "deceased"}
    assert insert(role, "consulting_episodeend", died) == guard
    assert (
        insert(role, "consulting_episodeend", {**end, "ended_on": TODAY}) == "hat_ends_by_an_exit"
    )


@BOTH
@pytest.mark.parametrize(("day", "guard"), [
    (TODAY, "decision_later_comes_within_a_year"), (TODAY + DAY, None),
    (months_after(TODAY, LATER_MONTHS_LONGEST), None),
    (months_after(TODAY, LATER_MONTHS_LONGEST) + DAY, "decision_later_comes_within_a_year"),
    (date.min, "decision_later_comes_within_a_year"),
    (date.max, "decision_later_comes_within_a_year"),
])  # fmt: skip
def test_later_is_a_day_that_comes(trial, day, guard, role):
    referral = proven(trial)
    later = {"outcome": Outcome.DEFER, "words": "Wait"}
    decision = decide(trial, referral, look_again_on=TODAY + DAY, **later).row
    row = row_of("consulting_eligibilitydecision", decision.pk)
    row |= {"id": uuid4(), "request_id": uuid4(), "look_again_on": day}
    assert insert(role, "consulting_eligibilitydecision", row) == guard
    said = decide(trial, referral, look_again_on=day, **later).objections
    assert bool(said) is bool(guard)


@BOTH
def test_a_hold_is_looked_at_before_anybody_forgets_it(trial, role):
    patient = trial.patient()
    latest = latest_review(patient, at=trial.now)
    with connection.cursor() as cursor:
        cursor.execute(
            "select consulting_hold_latest(%s, %s, %s)", [patient.pk, trial.unit.pk, trial.now]
        )
        assert cursor.fetchone() == (latest,)
    hold = consulting.put_on_hold(
        patient=patient, kind=HoldKind.SOFT, reason="ill", owner=trial.nurse, by=trial.nurse,
        at=trial.now, review_on=latest,
    )  # fmt: skip
    for day in (latest + DAY, date.max):
        row = {**row_of("consulting_hold", hold.pk), "id": uuid4(), "review_on": day}
        assert insert(role, "consulting_hold", row) == "hold_is_looked_at_in_time"


def test_the_database_knows_the_same_days_drugs_and_names(db):
    with connection.cursor() as cursor:
        cursor.execute("select earliest_day()")
        assert cursor.fetchone() == (EARLIEST_ON,)
        for drug, rung in RUNGS.items():
            cursor.execute("select %s = any (consulting_drugs_of(%s))", [drug.value, rung.value])
            assert cursor.fetchone() == (True,), drug
        for name in (
            "Dr. Pieter Prescriber", "PRESCRIBER, Pieter", "P. Préscriber-Jansén", "", "drs. A B",
            *(f"{title} Özgür Yılmaz" for title in sorted(TITLES)),
        ):  # fmt: skip
            cursor.execute("select name_key(%s)", [name])
            assert cursor.fetchone() == (name_key(name),), name


DIED_BEFORE = "the_dead_are_left_in_peace"


@BOTH
def test_after_a_death_no_guest_order_no_cut_and_no_dose_on_a_rung(db, role):
    units = make_units()
    patient, prescriber = in_hat(units.home), units.home.staff["prescriber"].pk
    stay = units.guest(patient)
    order = row_of("consulting_guestorder", GuestOrder.objects.get(permission=stay).pk)
    cut = {
        "id": uuid4(), "permission_id": stay.pk, "unit_id": units.home.unit.pk, "why": "x",
        "last_on": TODAY + DAY, "request_id": uuid4(), "cut_at": units.home.now,
        "cut_by_id": prescriber, "signed_with": "pin",
    }  # fmt: skip
    assert insert(role, "consulting_guestcut", cut) is None
    rung = {
        "id": uuid4(), "episode_id": hat_of(patient).pk, "from_on": TODAY + DAY, "dose_mg": 5,
        "recorded_at": units.home.now + DAY, "recorded_by_id": prescriber,
    }  # fmt: skip
    assert insert(role, "consulting_episodedose", rung) is None
    assert leave(units.home, patient, **DIED).reasons == ()
    now = units.later(days=1).host.now
    row = {**order, "id": uuid4(), "request_id": uuid4(), "signed_at": now}
    assert insert(role, "consulting_guestorder", row) == DIED_BEFORE
    assert units.order(stay).reasons[0] is MovingReason.HAS_DIED
    assert insert(role, "consulting_guestcut", {**cut, "cut_at": now}) == DIED_BEFORE
    assert units.cut(stay, 1).reasons == (MovingReason.HAS_DIED,)
    assert insert(role, "consulting_episodedose", rung) == DIED_BEFORE


@BOTH
def test_after_a_death_nobody_appeals_any_more(trial, role):
    refused = decide(trial, proven(trial), outcome=Outcome.REFUSE, words="No").row
    written = {"by": trial.staff["prescriber"], "at": trial.now}
    rung = ladder.begin_episode(
        patient=refused.patient, request_id=uuid4(), **written,
        new=EpisodeFacts(treatment=Treatment.BUPRENORPHINE, started_on=TODAY),
    ).row  # fmt: skip
    died = {"ended_on": TODAY, "reason": EpisodeEndReason.DECEASED}
    assert ladder.end_episode(episode=rung, **died, **written).reasons == ()
    at = trial.later(days=1).now
    row = {
        "id": uuid4(), "decision_id": refused.pk, "words": "No", "request_id": uuid4(),
        "recorded_at": at, "recorded_by_id": trial.nurse.pk, "made_on": TODAY,
    }  # fmt: skip
    assert insert(role, "consulting_appeal", row) is None  # of the day itself: written down late
    assert insert(role, "consulting_appeal", {**row, "made_on": TODAY + DAY}) == DIED_BEFORE
    said = afterwards.appeal(
        decision=refused, made_on=TODAY + DAY, words="No", by=trial.nurse, at=at,
        request_id=uuid4(),
    )  # fmt: skip
    assert [one.code for one in said.objections] == [ObjectionCode.HAS_DIED]
