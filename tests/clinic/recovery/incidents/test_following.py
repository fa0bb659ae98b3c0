"""What follows an incident: its report, its tasks, measures that hold the dose, and corrections."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.factories.filling.incidents import corrected, measured, reported, told

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.tasks import incidents_due, listing
from vangnet.clinic.consulting.tasks.actions import NotDone, mark_done
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.recovery.incidents import actions, facts, reading
from vangnet.clinic.recovery.incidents.models import Incident
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.rules.incidents import DutyState, Grade, IncidentKind, MeasureKind

DAY = timedelta(days=1)
DIVERSION = {"kind": IncidentKind.DIVERSION, "grade": Grade.PASSING_HARM}


def today(world):
    return clinic_day_of(world.unit, at=world.now)


def due(world, *, days=0):
    return incidents_due.due(world.unit, on=today(world) + days * DAY)


def test_the_signed_protocol_says_whether_to_whom_and_by_when(world):
    kept = told(world, **DIVERSION)
    assert (kept.duty, kept.report_to) == (DutyState.NEEDED, "Made-up inspectorate")
    assert kept.report_due_on == today(world) + DAY
    slight = told(world, kind=IncidentKind.DIVERSION, grade=Grade.NO_HARM)
    assert slight.duty == DutyState.NOT_NEEDED
    assert told(world, kind=IncidentKind.FALL).duty == DutyState.NOT_SET


def test_it_is_a_task_until_it_was_reported_also_about_nobody(world):
    about, nobody = told(world, world.patient(), **DIVERSION), told(world, **DIVERSION)
    assert [one.number for one in due(world)] == [about.patient.number, "Incident"]
    reported(world, about)
    assert [one.patient for one in due(world)] == [None]
    reported(world, nobody)
    assert due(world) == []


def test_a_note_ends_the_task_of_one_day_only(world):
    told(world, world.patient(), **DIVERSION)
    world.later(days=1)
    key = due(world)[0].key
    manager = world.staff["manager"]
    assert mark_done(unit=world.unit, key=key, words="called", by=manager, at=world.now).done
    assert key not in {one.due.key for one in listing.lines(world.unit, on=today(world))}
    assert due(world, days=1)[0].key != key


def test_a_task_about_nobody_is_ended_on_its_own_page(world):
    told(world, **DIVERSION)
    key = due(world.later(days=1))[0].key
    answer = mark_done(unit=world.unit, key=key, words="x", by=world.staff["manager"], at=world.now)
    assert answer.why_not is NotDone.NOT_DUE


def test_a_correction_takes_the_task_of_the_row_before(world):
    kept = told(world, **DIVERSION)
    corrected(world, kept, grade=Grade.NO_HARM)
    assert due(world) == []
    assert facts.counting(world.unit).count() == 1


def test_a_struck_incident_counts_nowhere(world):
    kept = told(world, **DIVERSION)
    key = uuid4()
    for _twice in range(2):
        actions.strike_incident(
            incident=kept, because="told twice", by=world.nurse, at=world.now, request_id=key
        )
    assert due(world) == []
    assert not facts.counting(world.unit).exists()
    assert Incident.objects.count() == 2


def test_a_suspension_holds_every_dose_until_a_prescriber_ends_it(world):
    patient = world.patient()
    visit = world.at_the_hatch(patient)
    suspension = measured(world, told(world, patient), MeasureKind.SUSPENSION)
    dose = world.hand_over(visit)
    assert [one["reason"] for one in dose.reasons] == ["hold_hard"]
    assert suspension.hold.review_on == suspension.ends_on
    because = {"because": "spoken with", "at": world.now}
    assert actions.end_measure(measure=suspension, by=world.nurse, **because) is None
    ended = actions.end_measure(measure=suspension, by=world.staff["prescriber"], **because)
    assert ended == actions.end_measure(measure=suspension, by=world.nurse, **because)
    assert world.hand_over(visit).allowed


def test_a_suspension_is_over_when_its_hold_was_lifted_elsewhere(world):
    suspension = measured(world, told(world, world.patient()), MeasureKind.SUSPENSION)
    consulting.lift_hold(
        hold=suspension.hold, because="seen", by=world.staff["prescriber"], at=world.now
    )
    suspension.refresh_from_db()
    assert reading.ended_of(suspension) == world.now


def test_a_warning_is_a_task_of_its_owner_on_its_last_day(world):
    warning = measured(world, told(world, world.patient()), days=2)
    assert [(one.due_on, one.roles) for one in due(world)] == [(warning.ends_on, ("prescriber",))]
    actions.end_measure(measure=warning, because="kept to it", by=world.nurse, at=world.now)
    assert due(world) == []


def test_a_manager_takes_no_suspension(world):
    incident, manager = told(world, world.patient()), world.staff["manager"]
    new = actions.NewMeasure(
        kind=MeasureKind.SUSPENSION, owner=manager, ends_on=today(world), words="x"
    )
    with pytest.raises(NotAllowed):
        actions.take_measure(
            incident=incident, new=new, by=manager, at=world.now, request_id=uuid4()
        )


def test_one_request_is_one_incident(world):
    key = uuid4()
    new = actions.NewIncident(
        kind=IncidentKind.FALL, grade=Grade.NO_HARM, happened_at=world.now,
        found_on=today(world), words="fell on the step",
    )  # fmt: skip

    def record(told_as):
        return actions.record_incident(
            unit=world.unit, new=told_as, by=world.staff["desk"], at=world.now, request_id=key
        )

    assert record(new) == record(new)
    with pytest.raises(RequestReused):
        record(replace(new, words="something else"))
    with pytest.raises(NotAllowed):
        actions.record_incident(
            unit=world.unit, new=new, by=world.staff["auditor"], at=world.now, request_id=uuid4()
        )
