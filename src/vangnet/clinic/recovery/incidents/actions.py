"""Recording an incident and what follows from it. Twice the same is once; nothing is edited."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import models

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.holding import latest_review
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery.incidents.models import (
    Incident,
    IncidentReport,
    Lesson,
    Measure,
    MeasureEnd,
)
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.incidents import Grade, IncidentKind, MeasureKind, duty

HOLD_REASON = "suspension_after_an_incident"
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """What is told. About a patient, a visit and a dose as far as there are any."""

    kind: IncidentKind
    grade: Grade
    happened_at: datetime
    found_on: date  # clinic day
    words: str
    patient: Patient | None = None
    visit: Visit | None = None
    dose: HandOver | None = None
    emergency_key: UUID | None = None  # of the record of the emergency, which holds the minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeasure:
    """What follows for the patient. `ends_on` is its last day."""

    kind: MeasureKind
    owner: User
    ends_on: date
    words: str


def record_incident(
    *, unit: Unit, new: NewIncident, by: User, at: datetime, request_id: UUID,
    corrects: Incident | None = None,
) -> Incident:  # fmt: skip
    """Keep an incident; with `corrects` it takes the place of that row."""
    by.must(Task.RECORD_INCIDENT)
    with acting(str(by.pk)):
        if kept := _earlier(Incident, request_id, kind=new.kind, grade=new.grade, words=new.words):
            return kept
        return Incident.objects.create(
            request_id=request_id, unit=unit, corrects=corrects,
            first_id=_first(corrects) if corrects else None, recorded_at=at, recorded_by=by,
            **_columns(unit, new, at),
        )  # fmt: skip


def strike_incident(
    *, incident: Incident, because: str, by: User, at: datetime, request_id: UUID
) -> Incident:
    """It never happened, or was told twice. The rows stay to be read."""
    by.must(Task.SEE_INCIDENTS)
    was = NewIncident(
        kind=IncidentKind(incident.kind), grade=Grade(incident.grade),
        happened_at=incident.happened_at, found_on=incident.found_on, words=because,
        patient=incident.patient, visit=incident.visit, dose=incident.dose,
        emergency_key=incident.emergency_key,
    )  # fmt: skip
    with acting(str(by.pk)):
        if kept := _earlier(Incident, request_id, corrects_id=incident.pk, is_void=True):
            return kept
        return Incident.objects.create(
            request_id=request_id, unit_id=incident.unit_id, corrects=incident, is_void=True,
            first_id=_first(incident), recorded_at=at, recorded_by=by,
            **_columns(incident.unit, was, at),
        )  # fmt: skip


def report_incident(
    *, incident: Incident, to: str, reference: str, words: str, reported_at: datetime, by: User,
    at: datetime, request_id: UUID, corrects: IncidentReport | None = None,
) -> IncidentReport:  # fmt: skip
    """The authority was told. From then on it is no task any more."""
    by.must(Task.REPORT_INCIDENT)
    with acting(str(by.pk)):
        if kept := _earlier(IncidentReport, request_id, incident_id=_first(incident), to=to):
            return kept
        return IncidentReport.objects.create(
            request_id=request_id, incident_id=_first(incident), corrects=corrects, to=to,
            reference=reference, words=words, reported_at=reported_at, recorded_at=at,
            recorded_by=by,
        )  # fmt: skip


def take_measure(
    *, incident: Incident, new: NewMeasure, by: User, at: datetime, request_id: UUID
) -> Measure:
    """A warning, a contract, or a suspension: that one holds every dose until it is lifted."""
    by.must(Task.TAKE_MEASURES)
    assert incident.patient is not None, "a measure is about a person"
    suspends = new.kind is MeasureKind.SUSPENSION
    if suspends:
        by.must(Task.PUT_ON_HOLD)
    with acting(str(by.pk)):
        Patient.objects.select_for_update(no_key=True).get(pk=incident.patient.pk)
        if kept := _earlier(Measure, request_id, incident_id=_first(incident), kind=new.kind):
            return kept
        hold = (
            consulting.put_on_hold(
                patient=incident.patient, kind=HoldKind.HARD, reason=HOLD_REASON, owner=new.owner,
                by=by, at=at,
                # A long suspension is looked at again no later than any other hold.
                review_on=min(new.ends_on, latest_review(incident.patient, at=at)),
            )
            if suspends
            else None
        )  # fmt: skip
        return Measure.objects.create(
            request_id=request_id, unit_id=incident.unit_id, incident_id=_first(incident),
            patient=incident.patient, kind=new.kind, owner=new.owner, ends_on=new.ends_on,
            words=new.words, hold=hold, taken_at=at, taken_by=by,
        )  # fmt: skip


def end_measure(*, measure: Measure, because: str, by: User, at: datetime) -> MeasureEnd | None:
    """End it and say why; None when this person may not lift its hold. Twice is once."""
    by.must(Task.TAKE_MEASURES)
    with acting(str(by.pk)):
        Patient.objects.select_for_update(no_key=True).get(pk=measure.patient_id)
        if earlier := MeasureEnd.objects.filter(measure=measure).first():
            return earlier
        if measure.hold is not None and measure.hold.lifted_at is None:
            if not by.may(Task.PRESCRIBE):
                return None
            if consulting.lift_hold(hold=measure.hold, because=because, by=by, at=at) is None:
                return None
        return MeasureEnd.objects.create(measure=measure, because=because, ended_at=at, ended_by=by)


def write_lesson(
    *, incident: Incident, words: str, by: User, at: datetime, request_id: UUID,
    corrects: Lesson | None = None,
) -> Lesson:  # fmt: skip
    """What others can learn from it. The form has seen to it that it names nobody and no day."""
    by.must(Task.LEARN_FROM_INCIDENTS)
    with acting(str(by.pk)):
        if kept := _earlier(Lesson, request_id, incident_id=_first(incident), words=words):
            return kept
        return Lesson.objects.create(
            request_id=request_id, incident_id=_first(incident), corrects=corrects, words=words,
            written_at=at, written_by=by,
        )  # fmt: skip


def _columns(unit: Unit, new: NewIncident, at: datetime) -> dict[str, object]:
    signed = protocols.in_force(unit=unit, at=at)
    asks = duty(new.kind, new.grade, found_on=new.found_on, protocol=signed[1] if signed else None)
    return {
        "kind": new.kind.value, "grade": new.grade.value, "patient": new.patient,
        "visit": new.visit, "dose": new.dose, "happened_at": new.happened_at,
        "found_on": new.found_on, "words": new.words, "emergency_key": new.emergency_key,
        "duty": asks.state.value,
        "report_to": asks.to, "report_due_on": asks.due_on,
    }  # fmt: skip


def _first(incident: Incident) -> UUID:
    """The key by which an incident is named for good."""
    return incident.first_id or incident.pk


def _earlier(model: type[Row], request_id: UUID, **content: object) -> Row | None:
    """What this request wrote before. Other content under it is an error: nothing is written."""
    row = model._default_manager.filter(request_id=request_id).first()
    if row is not None and any(getattr(row, name) != value for name, value in content.items()):
        raise RequestReused(request_id)
    return row
