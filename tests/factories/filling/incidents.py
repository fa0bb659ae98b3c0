"""An incident with a correction, its report, a measure that ended, a suspension, and a lesson."""

from datetime import date, timedelta
from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.recovery.incidents import actions
from vangnet.clinic.recovery.incidents.models import Incident
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.rules.incidents import Grade, IncidentKind, MeasureKind


def told(world: World, patient: Patient | None = None, **changes: object) -> Incident:
    """An incident that the nurse records now, a minute after it happened."""
    happened_at = world.now - timedelta(minutes=1)
    values: dict = {
        "kind": IncidentKind.AGGRESSION, "grade": Grade.NO_HARM, "patient": patient,
        "happened_at": happened_at, "found_on": clinic_day_of(world.unit, at=world.now),
        "words": "made up", **changes,
    }  # fmt: skip
    return actions.record_incident(
        unit=world.unit, new=actions.NewIncident(**values), by=world.nurse, at=world.now,
        request_id=uuid4(),
    )  # fmt: skip


def corrected(world: World, was: Incident, **changes: object) -> Incident:
    values: dict = {
        "kind": IncidentKind(was.kind), "grade": Grade(was.grade), "patient": was.patient,
        "visit": was.visit, "dose": was.dose, "happened_at": was.happened_at,
        "found_on": was.found_on, "words": was.words, **changes,
    }  # fmt: skip
    return actions.record_incident(
        unit=world.unit, new=actions.NewIncident(**values), by=world.nurse, at=world.now,
        request_id=uuid4(), corrects=was,
    )  # fmt: skip


def measured(
    world: World, incident: Incident, kind: MeasureKind = MeasureKind.WARNING, *, days: int = 14
) -> actions.Measure:
    ends_on: date = clinic_day_of(world.unit, at=world.now) + timedelta(days=days)
    return actions.take_measure(
        incident=incident, by=world.nurse, at=world.now, request_id=uuid4(),
        new=actions.NewMeasure(
            kind=kind, owner=world.staff["prescriber"], ends_on=ends_on, words="made up"
        ),
    )  # fmt: skip


def reported(world: World, incident: Incident) -> actions.IncidentReport:
    return actions.report_incident(
        incident=incident, to="Made-up inspectorate", reference="MU-1", words="",
        reported_at=world.now, by=world.staff["manager"], at=world.now, request_id=uuid4(),
    )  # fmt: skip


def lesson(world: World, incident: Incident, words: str = "Two people open the door.") -> None:
    actions.write_lesson(
        incident=incident, words=words, by=world.nurse, at=world.now, request_id=uuid4()
    )


def fill(world: World, patient: Patient) -> None:
    first = told(world, patient, kind=IncidentKind.DIVERSION, grade=Grade.PASSING_HARM)
    corrected(world, first, words="made up, and put right")
    reported(world, first)
    warning = measured(world, first)
    actions.end_measure(
        measure=warning, because="kept to it", by=world.staff["manager"], at=world.now
    )
    suspension = measured(world, first, MeasureKind.SUSPENSION)
    actions.end_measure(
        measure=suspension, because="spoken with", by=world.staff["prescriber"], at=world.now
    )
    lesson(world, first)
