"""The doses of one patient, read once, for the chart of the record and for the letter.

What counts is what was given; a dose that is still going on counts as handed over, as at the gate.
A bottle taken home is a dose of the day it is for, unless it came back.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from vangnet.clinic.dispensary.models import Bottle, Use
from vangnet.clinic.registry.models import Patient
from vangnet.rules.gaps import DayDosed

NOT_READ = ("hand_over__facts", "hand_over__reasons")  # large, and no page of this shows them


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One dose. `given_mg` is None while it goes on; `ended_at` as well."""

    on: date
    drug: str
    salt_form: str
    route: str
    at: datetime  # started, or handed over when nobody started it
    ended_at: datetime | None
    dose_mg: Decimal
    given_mg: Decimal | None
    taken_home: bool = False  # then `at` is when the bottle left

    @property
    def counted_mg(self) -> Decimal:
        return self.dose_mg if self.given_mg is None else self.given_mg


def doses(patient: Patient, *, since: date, until: date) -> list[Given]:
    """Of every drug, first given first; of which nothing was used are left out."""
    rows = Use.objects.filter(patient=patient, hand_over__clinic_day__gte=since)
    rows = rows.exclude(given_mg=0).select_related("hand_over").order_by("opened_at", "pk")
    here = [_given(one) for one in rows.defer(*NOT_READ)]
    home = bottles(patient).filter(for_on__gte=since, for_on__lte=until)
    return sorted([*here, *map(_drunk, home)], key=lambda one: (one.on, one.at))


def bottles(patient: Patient) -> QuerySet[Bottle]:
    """Those that did not come back."""
    rows = Bottle.objects.filter(patient=patient, back_at__isnull=True)
    return rows.select_related("supply").order_by("for_on", "drug")


def last_of(patient: Patient, *, until: date) -> dict[str, Given]:
    """The last dose of each drug, however long ago."""
    rows = Use.objects.filter(patient=patient).exclude(given_mg=0).select_related("hand_over")
    rows = rows.order_by("hand_over__drug", "-opened_at", "-pk").distinct("hand_over__drug")
    found = {one.hand_over.drug: _given(one) for one in rows.defer(*NOT_READ)}
    for bottle in bottles(patient).filter(for_on__lte=until):
        last = found.get(bottle.drug)
        if last is None or last.on < bottle.for_on:
            found[bottle.drug] = _drunk(bottle)
    return found


def _drunk(bottle: Bottle) -> Given:
    left = bottle.supply
    return Given(
        on=bottle.for_on, drug=bottle.drug, salt_form=left.salt_form, route=left.route, at=left.at,
        ended_at=None, dose_mg=bottle.dose_mg, given_mg=bottle.dose_mg, taken_home=True,
    )  # fmt: skip


def _given(one: Use) -> Given:
    dose = one.hand_over
    return Given(
        on=dose.clinic_day, drug=dose.drug, salt_form=dose.salt_form, route=dose.route,
        at=one.started_at or one.opened_at, ended_at=one.ended_at,
        dose_mg=one.dose_mg, given_mg=one.given_mg,
    )  # fmt: skip


def by_drug(given: list[Given]) -> dict[str, list[Given]]:
    found: dict[str, list[Given]] = {}
    for one in given:
        found.setdefault(one.drug, []).append(one)
    return found


def days(given: list[Given]) -> list[DayDosed]:
    """The clinic days of one drug's doses, as the rule of gaps reads them."""
    found: dict[date, list[Given]] = {}
    for one in given:
        found.setdefault(one.on, []).append(one)
    return [
        DayDosed(
            on=day, doses=len(rows), last_mg=rows[-1].counted_mg,
            day_mg=sum((one.counted_mg for one in rows), Decimal(0)),
        )
        for day, rows in sorted(found.items())
    ]  # fmt: skip
