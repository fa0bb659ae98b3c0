"""Rows in: the emergency that runs, what was done in it, the unit's signed values for it."""

from collections.abc import Iterable
from datetime import datetime

from vangnet.clinic.consulting.tasks.facts import value_of
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.protocols.models import ProtocolVersion
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery.emergency.models import (
    Emergency,
    EmergencyAct,
    EmergencyReview,
    Outcome,
)
from vangnet.clinic.recovery.emergency.stock.facts import naloxone_in_date as naloxone_in_date
from vangnet.clinic.registry.models import Patient
from vangnet.rules.decision import Decision
from vangnet.rules.overdose import LADDER_KEYS, AfterFacts, Ladder, may_leave_after


def running(patient: Patient) -> Emergency | None:
    """The one emergency of this person that has not ended, wherever it is."""
    return Emergency.objects.filter(patient=patient, ended_at__isnull=True).first()


def locking(patient: Patient) -> list[Emergency]:
    """Every emergency whose lock stands, the latest first: no review has released it."""
    released = EmergencyReview.objects.filter(releases=True).values("emergency")
    rows = Emergency.objects.filter(patient=patient).exclude(pk__in=released)
    return list(rows.order_by("-started_at"))


def is_locked(emergency: Emergency) -> bool:
    return not emergency.reviews.filter(releases=True).exists()


def acts(emergency: Emergency) -> list[EmergencyAct]:
    """Everything that was written, corrected and correction alike, in the order it happened."""
    rows = emergency.acts.select_related("by", "corrects", "corrected_by")
    return list(rows.order_by("happened_at", "recorded_at", "pk"))


def standing(written: Iterable[EmergencyAct]) -> list[EmergencyAct]:
    """What holds of them: nothing corrected, nothing that did not happen."""
    return [one for one in written if not one.is_void and not hasattr(one, "corrected_by")]


def ladder(signed: ProtocolVersion | None) -> Ladder:
    """The values of that version; without one every value is missing, and said so."""
    protocol = protocols.read(signed) if signed else None
    return Ladder.of({key: value_of(protocol, key) for key in LADDER_KEYS})


def may_leave(visit: Visit, *, at: datetime) -> Decision:
    """What the emergencies of this visit, and one that runs elsewhere, say about leaving now."""
    known = list(Emergency.objects.filter(visit=visit).prefetch_related("reviews"))
    elsewhere = running(visit.patient)
    if elsewhere is not None and elsewhere not in known:
        known.append(elsewhere)
    return may_leave_after([_after(one) for one in known], now=at)


def _after(one: Emergency) -> AfterFacts:
    return AfterFacts(
        started_at=one.started_at, ended_at=one.ended_at, watch_until=one.watch_until,
        was_overdose=one.outcome != Outcome.NO_OVERDOSE,
        reviewed=any(review.releases for review in one.reviews.all()),
    )  # fmt: skip
