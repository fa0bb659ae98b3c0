"""Rows of the ladder in, plain facts for the rules out."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from vangnet.clinic.consulting.models import (
    Approval,
    Contact,
    Episode,
    Order,
    TreatmentExit,
)
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.ladder import (
    HAT_DRUGS,
    ContactFacts,
    ContactKind,
    DayOfAttendance,
    DoseSpan,
    EpisodeEndReason,
    EpisodeFacts,
    ExitFacts,
    Follows,
    Treatment,
)


def standing_episodes(**which: object) -> QuerySet[Episode]:
    """The episodes that count, first begun first: not corrected, not withdrawn."""
    return (
        Episode.objects.filter(corrected_by__isnull=True, withdrawn=False, **which)
        .select_related("end")
        .prefetch_related("doses")
        .order_by("started_on", "pk")
    )


def as_facts(episode: Episode) -> EpisodeFacts:
    end = getattr(episode, "end", None)
    doses = sorted(episode.doses.all(), key=lambda dose: dose.from_on)
    return EpisodeFacts(
        treatment=Treatment(episode.treatment), started_on=episode.started_on,
        ended_on=end.ended_on if end else None,
        end_reason=EpisodeEndReason(end.reason) if end else None,
        doses=tuple(
            DoseSpan(
                from_on=dose.from_on, mg_per_day=dose.dose_mg,
                supervised_days_per_week=dose.supervised_days_per_week,
            )
            for dose in doses
        ),
        provider=episode.provider, evidence=episode.evidence,
    )  # fmt: skip


def episodes_of(patient: Patient) -> tuple[EpisodeFacts, ...]:
    """What was tried, first begun first."""
    return tuple(as_facts(one) for one in standing_episodes(patient=patient))


def episodes_of_unit(unit: Unit) -> dict[UUID, tuple[EpisodeFacts, ...]]:
    """The same for everyone of the unit, in three questions."""
    found: dict[UUID, list[EpisodeFacts]] = defaultdict(list)
    for one in standing_episodes(patient__unit=unit):
        found[one.patient_id].append(as_facts(one))
    return {key: tuple(episodes) for key, episodes in found.items()}


def standing_contacts(patient: Patient, *, since: date | None = None) -> QuerySet[Contact]:
    rows = Contact.objects.filter(patient=patient, corrected_by__isnull=True, withdrawn=False)
    return (rows if since is None else rows.filter(on__gte=since)).order_by("-on", "-pk")


def contacts_of(patient: Patient, *, since: date | None = None) -> tuple[ContactFacts, ...]:
    """Every contact, newest first, those that were missed as well."""
    return tuple(
        ContactFacts(on=one.on, kind=ContactKind(one.kind), missed=one.missed)
        for one in standing_contacts(patient, since=since)
    )


def attendance_of(patient: Patient, *, days: int, on: date) -> tuple[DayOfAttendance, ...]:
    """Came or missed, for the last `days` days up to `on`, oldest first.

    It begins with the HAT that runs here now, else with the registration. A day that is not over
    counts only once the person came. Every unit counts: a guest has not missed the day.
    """
    first = max(on - timedelta(days=days - 1), _could_come_from(patient))
    came = set(
        Visit.objects.filter(
            patient=patient, clinic_day__gte=first, clinic_day__lte=on
        ).values_list("clinic_day", flat=True)
    )  # fmt: skip
    span = (first + timedelta(days=n) for n in range((on - first).days + 1))
    return tuple(
        DayOfAttendance(on=day, came=day in came) for day in span if day < on or day in came
    )


def _could_come_from(patient: Patient) -> date:
    hat = standing_episodes(
        patient=patient, treatment=Treatment.HAT, provider="", end__isnull=True
    ).first()
    if hat is not None:
        return hat.started_on
    return clinic_day_of(patient.unit, at=patient.registered_at)


def standing_exit(patient: Patient) -> TreatmentExit | None:
    """The last time this person left HAT here, unless they are in it again."""
    if any(one.is_hat_here and one.ended_on is None for one in episodes_of(patient)):
        return None
    return exits_of(patient).select_related("end", "signed_by").order_by("signed_at", "pk").last()


def exits_of(patient: Patient) -> QuerySet[TreatmentExit]:
    """Every time this person left HAT here; what was taken back did not happen."""
    return TreatmentExit.objects.filter(patient=patient, taken_back__isnull=True)


def exit_of(patient: Patient) -> ExitFacts | None:
    """How this person left HAT here, for who asks whether and how they may come back."""
    kept = standing_exit(patient)
    if kept is None:
        return None
    return ExitFacts(
        ended_on=kept.end.ended_on, reason=EpisodeEndReason(kept.end.reason),
        follows=Follows(kept.follows), provider=kept.provider,
    )  # fmt: skip


def died_on(patient: Patient) -> date | None:
    """The day of death, as it stands on the ladder; None: nobody has written one down."""
    ended = standing_episodes(patient=patient, end__reason=EpisodeEndReason.DECEASED.value)
    days: list[date] = list(ended.values_list("end__ended_on", flat=True))
    return max(days, default=None)


def has_died(episodes: Iterable[EpisodeFacts]) -> bool:
    return any(one.end_reason is EpisodeEndReason.DECEASED for one in episodes)


def open_orders(patient: Patient, *, on: date, only_hat: bool) -> QuerySet[Order]:
    """Orders that nothing supersedes or stopped, and whose last day is not over."""
    rows = Order.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        patient=patient, superseded_by__isnull=True, stop__isnull=True,
    )  # fmt: skip
    return rows.filter(drug__in=[drug.value for drug in HAT_DRUGS]) if only_hat else rows


def open_approvals(patient: Patient, *, on: date) -> QuerySet[Approval]:
    """Approvals that were not ended and whose last day is not over, also those yet to begin."""
    return Approval.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on), patient=patient, end__isnull=True
    )
