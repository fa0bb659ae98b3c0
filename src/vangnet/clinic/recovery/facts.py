"""Rows in, the facts of leaving out."""

from datetime import datetime

from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery.models import Observation
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.observation import ExitCheckFacts, LeavingFacts


def uses(visit: Visit) -> list[Use]:
    """Every dose of the visit, in the order they were handed over: one a drug."""
    rows = Use.objects.filter(visit=visit).select_related("hand_over__protocol")
    return list(rows.order_by("opened_at", "pk"))


def last_use(visit: Visit) -> Use | None:
    return next(reversed(uses(visit)), None)


def last_exit_check(visit: Visit) -> Observation | None:
    return (
        Observation.objects.filter(visit=visit, is_exit_check=True, corrected_by__isnull=True)
        .order_by("at", "pk")
        .last()
    )


def at_the_door(visit: Visit, *, use: Use, at: datetime) -> LeavingFacts:
    """Everything the rule of leaving weighs, read now."""
    check = last_exit_check(visit)
    return LeavingFacts(
        now=at,
        clinic_day=clinic_day_of(visit.unit, at=at),
        drug=Drug(use.hand_over.drug),
        salt_form=SaltForm(use.hand_over.salt_form),
        route=Route(use.hand_over.route),
        use_ended_at=use.ended_at,
        exit_check=None
        if check is None
        else ExitCheckFacts(
            checked_at=check.at,
            sedation_score=check.sedation_score,
            asleep=check.asleep,
            signs=tuple(check.signs),
            oxygen_percent=check.spo2_percent,
        ),
    )
