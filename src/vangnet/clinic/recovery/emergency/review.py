"""What comes after: a prescriber's review of the next dose. Nothing else lifts the lock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from uuid import UUID

from vangnet.clinic.consulting.actions import lift_lock, stop_order
from vangnet.clinic.dispensary.ordered import current_orders
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.recovery.emergency import facts
from vangnet.clinic.recovery.emergency.models import Emergency, EmergencyReview
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task


class NextDose(StrEnum):
    """What the prescriber decides about it. The program proposes no dose."""

    STAYS_LOCKED = auto()
    AS_ORDERED = auto()
    NEW_ORDER_FIRST = auto()  # the present orders stop with the release


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """The review; None while the emergency still runs."""

    review: EmergencyReview | None


def review(
    *, emergency: Emergency, next_dose: NextDose, words: str, by: User, at: datetime,
    request_id: UUID,
) -> Reviewed:  # fmt: skip
    """Keep what was found; a release lifts the lock. Released once is released.

    Several emergencies may lock one person: each has its own review.
    """
    by.must(Task.PRESCRIBE)
    assert words.strip(), "the form asks what was found"
    with acting(str(by.pk)):
        Patient.objects.select_for_update(no_key=True).get(pk=emergency.patient_id)
        kept = Emergency.objects.select_related("hold", "patient__unit").get(pk=emergency.pk)
        if earlier := EmergencyReview.objects.filter(request_id=request_id).first():
            if earlier.emergency_id != kept.pk:
                raise RequestReused(request_id)
            return Reviewed(review=earlier)
        if kept.ended_at is None:
            return Reviewed(review=None)
        if not facts.is_locked(kept):
            return Reviewed(review=kept.reviews.get(releases=True))
        releases = next_dose is not NextDose.STAYS_LOCKED
        written = EmergencyReview.objects.create(
            unit_id=kept.unit_id, emergency=kept, patient_id=kept.patient_id, releases=releases,
            words=words.strip(), at=at, by=by, request_id=request_id,
        )  # fmt: skip
        if next_dose is NextDose.NEW_ORDER_FIRST:
            _stop_orders(kept.patient, by=by, at=at)
        if releases:
            lift_lock(hold=kept.hold, because=words, by=by, at=at)
        return Reviewed(review=written)


def _stop_orders(patient: Patient, *, by: User, at: datetime) -> None:
    for order in current_orders(patient):
        if getattr(order, "stop", None) is None:
            stop_order(order=order, reason="overdose", by=by, at=at)
