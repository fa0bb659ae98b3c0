"""How each kind of criterion is worked out from the facts, once its values are known."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from vangnet.rules.criteria import Criterion, CriterionKind
from vangnet.rules.eligibility.answers import Amounts, Worked, met, not_known, not_met
from vangnet.rules.eligibility.assessment import ChangeCode
from vangnet.rules.eligibility.dose import at_dose
from vangnet.rules.eligibility.facts import EligibilityFacts
from vangnet.rules.ladder import (
    ContactKind,
    EpisodeEndReason,
    EpisodeFacts,
    Run,
    contact_days,
    window,
)
from vangnet.rules.months import anniversary, full_years, months_after

DAY = timedelta(days=1)
WITHOUT_RESULT = frozenset(
    {
        EpisodeEndReason.NOT_EFFECTIVE,
        EpisodeEndReason.SIDE_EFFECTS,
        EpisodeEndReason.DROPPED_OUT,
    }
)
SEEN = frozenset(ContactKind) - {ContactKind.PHONE}  # a voice is not a person seen
TIMES_A_WEEK = re.compile(r"_(\d)_a_week$")  # a value's name says for whom it counts


def age(criterion: Criterion, facts: EligibilityFacts, amounts: Amounts) -> Worked:
    (needed,) = (amounts[key] for key in criterion.values)
    born, years = facts.birth_date, facts.age_years
    if born is not None:
        years = full_years(born, on=facts.on)
    if years is None:
        return not_known(ChangeCode.FIND_BIRTH_DATE)
    if needed is None or years >= needed:
        return met(years=years)
    if born is None:
        return not_met(ChangeCode.OLDER, {"years": needed - years}, years=years)
    on = anniversary(born, int(needed))
    return not_met(ChangeCode.REACHED_ON, {"reached_on": on}, years=years)


def dependence(criterion: Criterion, facts: EligibilityFacts, amounts: Amounts) -> Worked:
    since = facts.dependence_since
    if since is None or since > facts.on:
        return not_known(ChangeCode.FIND_SINCE_WHEN)
    (needed,) = (amounts[key] for key in criterion.values)
    years = full_years(since, on=facts.on)
    if needed is None or years >= needed:
        return met(years=years, since_on=since)
    on = anniversary(since, int(needed))
    return not_met(ChangeCode.REACHED_ON, {"reached_on": on}, years=years, since_on=since)


def in_treatment(criterion: Criterion, facts: EligibilityFacts, amounts: Amounts) -> Worked:
    here = [one for one in _tried(criterion, facts) if one.is_open_on(facts.on)]
    if here:
        return met(treatment=here[-1].treatment, since_on=here[-1].started_on)
    return not_met(ChangeCode.START_TREATMENT, {})


def days_in_treatment(criterion: Criterion, facts: EligibilityFacts, amounts: Amounts) -> Worked:
    (needed,) = (amounts[key] for key in criterion.values)
    assert needed is not None, "this has no no-limit"
    here = [one for one in _tried(criterion, facts) if one.is_open_on(facts.on)]
    if not here:
        return not_met(ChangeCode.START_TREATMENT, {}, days=0)
    run = Run(min(one.started_on for one in here), facts.on)
    if run.days >= needed:
        return met(days=run.days)
    on = run.first_on + DAY * (int(needed) - 1)
    values = {"reached_on": on, "days": (on - facts.on).days}
    return not_met(ChangeCode.REACHED_IF_KEPT, values, days=run.days)


def failed_treatments(criterion: Criterion, facts: EligibilityFacts, amounts: Amounts) -> Worked:
    (needed,) = (amounts[key] for key in criterion.values)
    number = sum(_without_result(one, criterion, facts) for one in _tried(criterion, facts))
    if needed is None or number >= needed:
        return met(number=number)
    return not_met(ChangeCode.MORE_TREATMENTS, {"number": needed - number}, number=number)


def substitution(criterion: Criterion, facts: EligibilityFacts, amounts: Amounts) -> Worked:
    (needed,) = (amounts[key] for key in criterion.values)
    assert needed is not None, "this has no no-limit"
    tried = [one for one in _tried(criterion, facts) if _without_result(one, criterion, facts)]
    runs = [Run(one.started_on, min(one.ended_on or facts.on, facts.on)) for one in tried]
    found: dict[str, object] = {}
    if best := max(runs, key=lambda run: run.days, default=None):
        found = {"days": best.days, "from_on": best.first_on, "until_on": best.last_on}
    if any(run.lasted_months(int(needed)) for run in runs):
        return met(**found)
    going_on = [one.started_on for one in tried if one.is_open_on(facts.on)]
    if going_on:
        on = months_after(min(going_on), int(needed)) - DAY
        values = {"reached_on": on, "days": (on - facts.on).days}
        return not_met(ChangeCode.REACHED_IF_KEPT, values, **found)
    return not_met(ChangeCode.MORE_TREATMENTS, {"number": 1}, **found)


def contacts(criterion: Criterion, facts: EligibilityFacts, amounts: Amounts) -> Worked:
    months, *by_frequency = criterion.values
    within = window(int(amounts[months] or 0), on=facts.on)
    counted = contact_days(facts.contacts, within=within, kinds=SEEN)
    number = max(counted, facts.contacts_on_paper or 0)
    times = facts.dispensing_days_per_week
    if times is None:
        return not_known(ChangeCode.FIND_FREQUENCY, number=number)
    needed = amounts[_for_whom(by_frequency, times)]
    assert needed is not None, "this has no no-limit"
    if number >= needed:
        return met(number=number, times=times)
    values = {"number": needed - number}
    return not_met(ChangeCode.MORE_CONTACTS, values, number=number, times=times)


def _for_whom(keys: list[str], times: int) -> str:
    """The first value made for coming as often, or oftener: between two, the stricter counts."""
    named = {int(found[1]): key for key in keys if (found := TIMES_A_WEEK.search(key))}
    return named[min((one for one in named if one >= times), default=max(named))]


def second_opinion(criterion: Criterion, facts: EligibilityFacts, amounts: Amounts) -> Worked:
    (months,) = (amounts[key] for key in criterion.values)
    given = [one for one in facts.opinions if one.given_on <= facts.on]
    if not given or months is None:
        return not_known(ChangeCode.ASK_OUTSIDE)
    last = max(given, key=lambda one: one.given_on)
    found = {"physician": last.physician, "given_on": last.given_on}
    if not last.continues:
        return not_met(ChangeCode.OPINION_AGAINST, {}, **found)
    if months_after(last.given_on, int(months)) < facts.on:
        return not_met(ChangeCode.ASK_OUTSIDE, {}, **found)
    return met(**found)


def looked_at(criterion: Criterion, facts: EligibilityFacts, amounts: Amounts) -> Worked:
    """Nothing to work out: who looked at the paper says how it stands."""
    return met()


def _tried(criterion: Criterion, facts: EligibilityFacts) -> list[EpisodeFacts]:
    return [
        one
        for one in facts.episodes
        if one.treatment in criterion.treatments and one.started_on <= facts.on
    ]


def _without_result(one: EpisodeFacts, criterion: Criterion, facts: EligibilityFacts) -> bool:
    if one.is_open_on(facts.on):
        return criterion.ongoing_counts
    return one.end_reason in WITHOUT_RESULT


WORKS_OUT: Mapping[CriterionKind, Callable[[Criterion, EligibilityFacts, Amounts], Worked]] = {
    CriterionKind.AGE: age,
    CriterionKind.DEPENDENCE: dependence,
    CriterionKind.IN_TREATMENT: in_treatment,
    CriterionKind.DAYS_IN_TREATMENT: days_in_treatment,
    CriterionKind.FAILED_TREATMENTS: failed_treatments,
    CriterionKind.SUBSTITUTION: substitution,
    CriterionKind.SUBSTITUTION_AT_DOSE: at_dose,
    CriterionKind.CONTACTS: contacts,
    CriterionKind.SECOND_OPINION: second_opinion,
    CriterionKind.CONSENT: looked_at,
    CriterionKind.JUDGEMENT: looked_at,
}
