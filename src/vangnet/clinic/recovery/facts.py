"""Rows in, the facts of leaving out."""

from collections.abc import Sequence
from datetime import datetime

from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery.models import Absence, Observation
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.rules.alarms import Reading
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.limits import Limits, Watch
from vangnet.rules.observation import ExitCheckFacts, LeavingFacts


def uses(visit: Visit) -> list[Use]:
    """Every dose of the visit, in the order they were handed over: one a drug."""
    rows = Use.objects.filter(visit=visit).select_related("hand_over__protocol")
    # What a protocol says is read once in its life, not with each dose.
    return list(rows.defer("hand_over__protocol__content").order_by("opened_at", "pk"))


def last_use(visit: Visit) -> Use | None:
    return next(reversed(uses(visit)), None)


def limits_of(use: Use) -> Limits | None:
    """The limits the dose was handed over by: a new protocol changes no clock that runs."""
    dose = use.hand_over
    if dose.protocol is None:
        return None
    product = Drug(dose.drug), SaltForm(dose.salt_form), Route(dose.route)
    return protocols.read(dose.protocol).for_dose(*product)


def clock_from(known: Sequence[Use]) -> datetime | None:
    """When the last dose ended; None while one is used. A top-up starts every clock again."""
    ended = [use.ended_at for use in known]
    return max((at for at in ended if at), default=None) if all(ended) else None


def watches(known: Sequence[Use]) -> tuple[Watch | None, ...]:
    """The signed lines of each dose; None for one whose protocol has none."""
    limits = [limits_of(use) for use in known]
    return tuple(one.watch if one else None for one in limits)


def gone_since(visit: Visit) -> datetime | None:
    """Since when the patient is not in the room; None when there, or seen back."""
    last = Absence.objects.filter(visit=visit).order_by("at", "pk").last()
    return last.at if last and last.is_gone else None


def last_exit_check(visit: Visit) -> Observation | None:
    return (
        Observation.objects.filter(visit=visit, is_exit_check=True, corrected_by__isnull=True)
        .order_by("at", "pk")
        .last()
    )


def looks_since(check: Observation) -> list[Observation]:
    """Signs noted at or after this check: the check was good, but it is not the last that is known.

    In the order of writing, where two were noted at the same moment.
    """
    rows = Observation.objects.filter(
        visit=check.visit_id, at__gte=check.at, corrected_by__isnull=True
    ).exclude(pk=check.pk)
    return list(rows.order_by("at", "pk"))


def at_the_door(
    visit: Visit, *, use: Use, at: datetime, measured: tuple[Reading, ...] = ()
) -> LeavingFacts:
    """Everything the rule of leaving weighs, read now. `measured`: by devices, of this visit."""
    check = last_exit_check(visit)
    return LeavingFacts(
        now=at,
        clinic_day=clinic_day_of(visit.unit, at=at),
        drug=Drug(use.hand_over.drug),
        salt_form=SaltForm(use.hand_over.salt_form),
        route=Route(use.hand_over.route),
        use_ended_at=use.ended_at,
        last_use_ended_at=clock_from(uses(visit)),
        gone_since=gone_since(visit),
        measured=measured,
        exit_check=None if check is None else _look(check),
        looks_since=() if check is None else tuple(map(_look, looks_since(check))),
    )


def _look(seen: Observation) -> ExitCheckFacts:
    return ExitCheckFacts(
        checked_at=seen.at,
        sedation_score=seen.sedation_score,
        asleep=seen.asleep,
        signs=tuple(seen.signs),
        oxygen_percent=seen.spo2_percent,
        breaths=seen.breaths_per_minute,
        pulse=seen.pulse_per_minute,
    )
