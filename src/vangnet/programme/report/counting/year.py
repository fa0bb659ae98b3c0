"""One year of a unit, counted: every figure with its interval, method and n. No words, no tables.

What each figure cannot tell stands in report/cautions.py, beside its name.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vangnet.programme.report.counting import people
from vangnet.programme.report.counting.change import Change, changes, responders
from vangnet.programme.report.counting.cost import Cost, cost
from vangnet.programme.report.counting.estimate import Estimate, Of, nothing
from vangnet.programme.report.counting.need import Need, coverage, users
from vangnet.programme.report.counting.people import Flow
from vangnet.programme.report.counting.rates import per_thousand
from vangnet.programme.report.counting.rows import DosesOfPerson, Happened, Rows, Step
from vangnet.programme.report.counting.shares import share_of_many
from vangnet.programme.report.counting.spread import quantile
from vangnet.programme.report.counting.survival import Retention, retention, time_until

MG_A_GRAM = 1000
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
HALF, NINE_IN_TEN = 0.5, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosing:
    """Of each person the usual dose of a drug by a route; quantiles are over people."""

    drug: str
    route: str
    doses: int
    persons: int
    usual_mg: dict[float, Estimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Minutes. Of the days of the year: the usual day's middle visit, and its nine in ten."""

    step: Step
    visits: int
    usual: Estimate
    nine_in_ten: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    happened: Happened
    per_1000: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    first_on: date
    last_on: date
    standing: Counter[str]  # on the last day; the dead of the year
    stood: Counter[str]  # on the day before the first; the dead of the year before
    flow: Flow
    patient_years: Decimal
    retention: Retention
    retention_since: date
    before_records: int
    attendance: Estimate
    doses: int
    dosed_persons: int
    dosing: list[Dosing]
    rates: list[Rate]
    breath_over: Estimate
    breath_without_dose: Estimate
    breath_over_persons: int
    waits: list[Wait]
    application: Estimate  # days until half of those who applied have started
    need: Need | None  # the public number that `users` comes from
    users: Estimate | None  # None: the unit or the public figures do not say
    coverage: Estimate | None
    cost: Cost
    changes: list[Change]
    response: Estimate
    responders: int


def count_year(rows: Rows) -> Year:
    """Everything the report says."""
    begun, moving = people.started(rows), people.flow(rows)
    years, doses = people.patient_years(rows), sum(one.doses for one in rows.doses)
    need = _users(rows)
    return Year(
        first_on=rows.first_on, last_on=rows.last_on,
        standing=people.standing_on(rows.members, rows.last_on, died_since=rows.first_on),
        stood=_stood(rows), flow=moving, patient_years=years,
        retention=retention(begun.stays), retention_since=begun.since,
        before_records=begun.before_records,
        attendance=share_of_many(
            [(rows.days_come.get(one, 0), days) for one, days in people.days_in_hat(rows)],
            of=Of.DAYS,
        ),
        doses=doses, dosed_persons=len({one.person for one in rows.doses}),
        dosing=_dosing(rows.doses),
        rates=[
            Rate(happened=one, per_1000=per_thousand(one.count, doses, persons=one.persons))
            for one in rows.happened
        ],
        breath_over=share_of_many([(one.over, one.visits) for one in rows.breath], of=Of.VISITS),
        breath_without_dose=share_of_many(
            [(one.without_dose, one.over) for one in rows.breath], of=Of.VISITS
        ),
        breath_over_persons=sum(one.over > 0 for one in rows.breath),
        waits=_waits(rows), application=_application(rows), need=rows.need, users=need,
        coverage=None if need is None else coverage(moving.now, need),
        cost=cost(_amounts(rows, doses), rows.numbers.prices, patient_years=years),
        changes=changes(rows.answers), response=responders(rows.responded),
        responders=sum(rows.responded),
    )  # fmt: skip


def _stood(rows: Rows) -> Counter[str]:
    day = date.fromordinal(rows.first_on.toordinal() - 1)
    return people.standing_on(rows.members, day, died_since=date(day.year, 1, 1))


def _dosing(rows: Sequence[DosesOfPerson]) -> list[Dosing]:
    found: dict[tuple[str, str], list[DosesOfPerson]] = {}
    for one in rows:
        found.setdefault((one.drug, one.route), []).append(one)
    return [
        Dosing(
            drug=drug, route=route, doses=sum(one.doses for one in each), persons=len(each),
            usual_mg={
                at: quantile(
                    [float(one.usual_mg) for one in each if one.usual_mg is not None], at,
                    of=Of.PERSONS,
                )
                for at in QUANTILES
            },
        )
        for (drug, route), each in sorted(found.items())
    ]  # fmt: skip


def _waits(rows: Rows) -> list[Wait]:
    """Each day's visits wait for each other, so days are what is drawn, and not visits."""
    found = []
    for step in Step:
        days = [one for one in rows.waiting if one.step is step]
        found.append(Wait(
            step=step, visits=sum(one.visits for one in days),
            usual=quantile([one.usual for one in days], HALF, of=Of.DAYS),
            nine_in_ten=quantile([one.nine_in_ten for one in days], HALF, of=Of.DAYS),
        ))  # fmt: skip
    return found


def _application(rows: Rows) -> Estimate:
    waited = people.waited_for_entry(rows.applied, rows.stays, rows.last_on)
    return time_until(waited, share=HALF, of=Of.REFERRALS) if waited else nothing(of=Of.REFERRALS)


def _users(rows: Rows) -> Estimate | None:
    if rows.need is None or rows.numbers.inhabitants is None:
        return None
    return users(rows.need, inhabitants=rows.numbers.inhabitants)


def _amounts(rows: Rows, doses: int) -> dict[str, Decimal]:
    """What has a price, in the unit of its price. Each drug that was given stands in it."""
    mg: Counter[str] = Counter()
    for one in rows.doses:
        mg[one.drug] += one.given_mg  # type: ignore[assignment]  # milligrams are Decimal
    for drug, home_mg in rows.taken_home_mg.items():
        mg[drug] += home_mg  # type: ignore[assignment]
    grams = {f"gram_{drug}": Decimal(amount) / MG_A_GRAM for drug, amount in sorted(mg.items())}
    days = (rows.last_on - rows.first_on).days + 1
    return {
        **grams,
        "dose": Decimal(doses),
        "visit": Decimal(rows.visits),
        "year": Decimal(days) / people.YEAR_DAYS,
    }
