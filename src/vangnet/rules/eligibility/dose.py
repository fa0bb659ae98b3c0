"""So much methadone a day, for so long without a break, not too long ago."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from vangnet.rules.criteria import Criterion
from vangnet.rules.eligibility.answers import Amounts, Worked, met, not_known, not_met
from vangnet.rules.eligibility.assessment import ChangeCode
from vangnet.rules.eligibility.facts import EligibilityFacts
from vangnet.rules.ladder import ContactKind, EpisodeFacts, Run, dose_on, runs_at_or_above
from vangnet.rules.months import MONTHS_IN_A_YEAR, months_after

DAY = timedelta(days=1)


def at_dose(criterion: Criterion, facts: EligibilityFacts, amounts: Amounts) -> Worked:
    mg = Decimal(amounts[criterion.values[0]] or 0)  # of none of these can no limit be said
    months, years = (int(amounts[key] or 0) for key in criterion.values[1:])
    tried = [one for one in facts.episodes if one.treatment in criterion.treatments]
    runs = _runs(mg, tried, facts, since=months_after(facts.on, -MONTHS_IN_A_YEAR * years))
    best = max(runs, key=lambda run: run.days, default=None)
    found: dict[str, object] = {"days": best.days if best else 0}
    if best:
        found |= {"mg": _least(tried, best), "from_on": best.first_on, "until_on": best.last_on}
    if any(run.lasted_months(months) for run in runs):
        return met(**found)
    now = runs[-1] if runs and runs[-1].last_on == facts.on else None
    if now:
        on = months_after(now.first_on, months) - DAY
        left = (on - facts.on).days
        return not_met(ChangeCode.REACHED_IF_KEPT, {"reached_on": on, "days": left}, **found)
    here = [one for one in tried if one.is_open_on(facts.on)]
    if any(dose_on(one, facts.on) is None for one in here):
        return not_known(ChangeCode.FIND_DOSES, **found)
    code = ChangeCode.RAISE_DOSE if here else ChangeCode.START_TREATMENT
    return not_met(code, {"needed_mg": mg, "months": months}, **found)


def _runs(
    mg: Decimal, tried: Iterable[EpisodeFacts], facts: EligibilityFacts, *, since: date
) -> list[Run]:
    """The times at that dose, broken at each day on which it was to be fetched and was not."""
    missed = {one.on for one in facts.contacts if one.missed and one.kind is ContactKind.DISPENSING}
    came = {one.on for one in facts.contacts if not one.missed}
    unbroken = []
    for run in runs_at_or_above(mg, tried, since=since, on=facts.on):
        first = run.first_on
        for day in sorted(missed - came):
            if first <= day <= run.last_on:
                if first < day:
                    unbroken.append(Run(first, day - DAY))
                first = day + DAY
        if first <= run.last_on:
            unbroken.append(Run(first, run.last_on))
    return unbroken


def _least(tried: Iterable[EpisodeFacts], run: Run) -> Decimal:
    """The lowest dose within the run."""
    spans = [
        span.mg_per_day
        for one in tried
        for span in one.doses
        if run.first_on <= span.from_on <= run.last_on
    ]
    first = [dose_on(one, run.first_on) for one in tried]
    return min([*spans, *(span.mg_per_day for span in first if span)])
