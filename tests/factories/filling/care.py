"""Checks with their parts, a plan, an appointment that was kept, notes, consent, a complaint."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.consulting.care import actions, appointments, talking
from vangnet.clinic.registry.models import Patient
from vangnet.rules.care import AppointmentKind, ComplaintMove, ConsentScope, Finding, NoteKind
from vangnet.rules.check_keys import CheckKind


def fill(world: World, patient: Patient, *, today: date | None = None) -> None:
    prescriber, nurse = world.staff["prescriber"], world.nurse
    today = today or world.now.date()

    def written(by: object = nurse) -> dict:
        return {"by": by, "at": world.now, "request_id": uuid4()}

    actions.record_result(
        patient=patient, **written(),
        new=actions.NewResult(kind=CheckKind.WEIGHT, taken_on=today, value=Decimal("71.5")),
    )  # fmt: skip
    panel = (("heroin_marker", Finding.NEGATIVE), ("cocaine", Finding.POSITIVE))
    actions.record_result(
        patient=patient, **written(),
        new=actions.NewResult(kind=CheckKind.URINE, taken_on=today, parts=panel),
    )  # fmt: skip
    assert actions.plan_checks(
        patient=patient, kind=CheckKind.HIV, every_months=3, reason="made up", **written(prescriber)
    )
    booked = appointments.make(
        patient=patient, **written(),
        new=appointments.NewAppointment(
            staff=prescriber, kind=AppointmentKind.MEDICAL, starts_at=world.now, minutes=30
        ),
    )  # fmt: skip
    one = booked.appointment
    assert one
    appointments.say_came(appointment=one, came=True, **written(world.staff["desk"]))
    assert appointments.say_seen(appointment=one, **written())
    _talked(world, patient, today)


def _talked(world: World, patient: Patient, today: date) -> None:
    """A note, a consent and a complaint that somebody took up."""

    def written() -> dict:
        return {"by": world.nurse, "at": world.now, "request_id": uuid4()}

    talking.write_note(
        patient=patient, kind=NoteKind.CLINICAL, about_at=world.now - timedelta(hours=1),
        words="made up", **written(),
    )  # fmt: skip
    talking.give_consent(
        patient=patient, scope=ConsentScope.TREATMENT, on=today, form_version="1",
        witness=world.staff["prescriber"], words="", **written(),
    )  # fmt: skip
    complaint = talking.receive_complaint(
        patient=patient, received_on=today, words="made up", **written()
    )
    talking.move_complaint(complaint=complaint, move=ComplaintMove.TAKEN_UP, words="", **written())
