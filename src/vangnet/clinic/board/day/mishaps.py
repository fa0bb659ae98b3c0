"""What went wrong in the days behind a made-up unit: a few incidents, and what followed.

Told by the same actions as the pages; words and people are made up.
"""

from datetime import date, timedelta

from vangnet.clinic.board.day.ward import Ward
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.keyed import new_key
from vangnet.clinic.recovery.incidents import actions
from vangnet.clinic.recovery.incidents.models import Incident
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.rules.incidents import Grade, IncidentKind, MeasureKind

SOON, LATER = timedelta(minutes=12), timedelta(minutes=40)
WARNED_FOR = timedelta(days=28)


def keep(ward: Ward, *, day: date) -> None:
    """Three incidents on that day: one about nobody, one around a dose, one with a warning."""
    doses = HandOver.objects.filter(unit=ward.unit, clinic_day=day, allowed=True)
    first, last = doses.order_by("at").first(), doses.order_by("at").last()
    if first is None or last is None:
        return
    near = _told(ward, first, IncidentKind.NEAR_MISS, "The wrong container was on the tray.")
    actions.write_lesson(
        incident=near, words="One container on the tray at a time.", by=ward.staff["nurse"],
        at=near.recorded_at, request_id=new_key(),
    )  # fmt: skip
    _told(ward, first, IncidentKind.FALL, "Slid off the chair after the dose.", about=True)
    rude = _told(ward, last, IncidentKind.AGGRESSION, "Kicked the door of the room.", about=True)
    actions.take_measure(
        incident=rude, by=ward.staff["nurse"], at=rude.recorded_at, request_id=new_key(),
        new=actions.NewMeasure(
            kind=MeasureKind.WARNING, owner=ward.staff["prescriber"], ends_on=day + WARNED_FOR,
            words="Doors are opened by hand.",
        ),
    )  # fmt: skip


def _told(
    ward: Ward, dose: HandOver, kind: IncidentKind, words: str, *, about: bool = False
) -> Incident:
    happened_at = dose.at + SOON
    return actions.record_incident(
        unit=ward.unit, by=ward.staff["nurse"], at=dose.at + LATER, request_id=new_key(),
        new=actions.NewIncident(
            kind=kind, grade=Grade.NO_HARM, happened_at=happened_at, words=words,
            found_on=clinic_day_of(ward.unit, at=happened_at),
            patient=dose.patient if about else None, visit=dose.visit if about else None,
            dose=dose if about else None,
        ),
    )  # fmt: skip
