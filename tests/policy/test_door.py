"""The model's rules of entry are the clinic's: for anybody, in any month, in all six countries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vangnet.policy.door import Facts, Needs, admits
from vangnet.policy.entry import product_of, protocol_of, thresholds
from vangnet.policy.reading import load_spec
from vangnet.policy.words import Usage
from vangnet.rules.criteria import CriterionKind, Stage
from vangnet.rules.eligibility import EligibilityFacts, Evidence, Judged, assess
from vangnet.rules.ladder import DoseSpan, EpisodeEndReason, EpisodeFacts, Treatment
from vangnet.rules.protocol import load_country

COUNTRIES = ("nl", "ch", "de", "gb", "dk", "ca")
SPEC = load_spec("nl")
REFORM = (2025 - SPEC.first_year) * 12 + 6  # July 2025: Germany's rules change
MONTHS_A_YEAR, WEEKS = 12, 52


@dataclass(frozen=True)
class Person:
    """A life on the model's grid of months: methadone from and until, the last perhaps open."""

    month: int
    born: int
    begun: int  # year
    episodes: tuple[tuple[int, int | None], ...]
    usage: Usage
    judged: bool
    mg: int
    times: int


@st.composite
def people(draw: st.DrawFn) -> Person:
    month = draw(st.one_of(st.integers(300, 815), st.integers(REFORM - 2, REFORM + 2)))
    year = SPEC.first_year + month // 12
    begun = draw(st.integers(year - 12, year))
    episodes, at = [], (begun - SPEC.first_year) * 12
    for _ in range(draw(st.integers(0, 4))):
        start = at + draw(st.integers(1, 14))
        end = start + draw(st.integers(1, 14))
        if start > month:
            break
        episodes.append((start, end if end <= month else None))
        at = end
    since = month - draw(st.integers(0, 14))
    if since > at and draw(st.booleans()):
        episodes.append((since, None))
    return Person(
        month=month, born=begun - draw(st.sampled_from([12, 17, 22, 30, 40])), begun=begun,
        episodes=tuple(episodes), usage=draw(st.sampled_from(Usage)),
        judged=draw(st.sampled_from([True, True, True, False])),
        mg=draw(st.sampled_from([49, 50, 59, 60, 90])),
        times=draw(st.sampled_from([3, 5, 7])),
    )  # fmt: skip


# Long dependent, twice failed, in methadone at a good dose: let in nearly everywhere.
LET_IN = Person(
    month=700, born=1970, begun=2000, episodes=((360, 370), (380, 400), (650, None)),
    usage=Usage.INJECTING, judged=True, mg=90, times=7,
)  # fmt: skip


@cache
def rows(country: str) -> tuple[np.ndarray, np.ndarray]:
    return thresholds(country, SPEC)


def day(month: int) -> date:
    return date(SPEC.first_year + month // 12, month % 12 + 1, 1)


def contacts(one: Person, needs: np.ndarray) -> int:
    here = [start for start, end in one.episodes if end is None]
    months = min(one.month - here[0], int(needs[Needs.CONTACTS_MONTHS])) if here else 0
    return int(months * (one.times * SPEC.rates["attendance"].value * WEEKS / MONTHS_A_YEAR))


def as_array(one: Person, needs: np.ndarray) -> np.ndarray:
    """What the kernel would have kept of that life."""
    ended = [(start, end) for start, end in one.episodes if end is not None]
    here = [start for start, end in one.episodes if end is None]
    long = [
        end
        for start, end in ended
        if end - start >= needs[Needs.DOSE_MONTHS] and one.mg >= needs[Needs.DOSE_MG]
    ]
    facts = np.zeros(len(Facts), dtype=np.int64)
    facts[Facts.AGE_YEARS] = SPEC.first_year + one.month // 12 - one.born
    facts[Facts.DEPENDENCE_YEARS] = SPEC.first_year + one.month // 12 - one.begun
    facts[Facts.FAILED] = len(ended)
    facts[Facts.LONGEST_FAILED_MONTHS] = max((end - start for start, end in ended), default=0)
    facts[Facts.LAST_DOSE_END_MONTHS_AGO] = one.month - max(long) if long else -1
    facts[Facts.MG], facts[Facts.TIMES_A_WEEK] = one.mg, one.times
    facts[Facts.INJECTING] = one.usage is Usage.INJECTING
    facts[Facts.JUDGED] = one.judged
    if here:
        facts[Facts.IN_METHADONE] = 1
        facts[Facts.RUN_MONTHS] = one.month - here[0]
        facts[Facts.RUN_DAYS] = (day(one.month) - day(here[0])).days + 1
    facts[Facts.CONTACTS] = contacts(one, needs)
    return facts


def as_facts(one: Person, country: str, needs: np.ndarray) -> EligibilityFacts:
    """The same life as the clinic would write it down."""
    on = day(one.month)
    protocol = protocol_of(load_country(country), on=on)
    return EligibilityFacts(
        on=on, stage=Stage.START, product=product_of(one.usage, SPEC.asking, protocol),
        birth_date=date(one.born, 1, 1), dependence_since=date(one.begun, 1, 1),
        episodes=tuple(episode(start, end, one.mg) for start, end in one.episodes),
        contacts=(), contacts_on_paper=contacts(one, needs), dispensing_days_per_week=one.times,
        opinions=(), evidence=tuple(evidence(one, protocol.criteria, on)), waivers=(),
    )  # fmt: skip


def episode(start: int, end: int | None, mg: int) -> EpisodeFacts:
    return EpisodeFacts(
        treatment=Treatment.METHADONE, started_on=day(start),
        ended_on=None if end is None else day(end) - timedelta(days=1),
        end_reason=None if end is None else EpisodeEndReason.DROPPED_OUT,
        doses=(DoseSpan(from_on=day(start), mg_per_day=Decimal(mg)),),
    )  # fmt: skip


def evidence(one: Person, criteria: Sequence, on: date) -> list[Evidence]:
    """Somebody looked at every paper; what they judged is the person's own trait."""
    asked = {CriterionKind.JUDGEMENT, CriterionKind.CONSENT}
    found = []
    for criterion in criteria:
        met = True
        if criterion.code in SPEC.asking.by_usage:
            met = one.usage is Usage.INJECTING
        elif criterion.kind in asked:
            met = one.judged
        found.append(
            Evidence(
                criterion=criterion.code, judged=Judged.MET if met else Judged.NOT_MET,
                document="Paper", verified_by="A", verified_on=on,
            )
        )  # fmt: skip
    return found


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_two_evaluators_say_the_same_of_anybody(country: str):
    said = set()

    @settings(max_examples=200, deadline=None)
    @given(people())
    @example(LET_IN)
    def same(one: Person) -> None:
        by_period, period_of = rows(country)
        needs = by_period[period_of[one.month], list(Usage).index(one.usage)]
        protocol = protocol_of(load_country(country), on=day(one.month))
        assessed = assess(as_facts(one, country, needs), protocol)
        assert admits(needs, as_array(one, needs)) == assessed.eligible, assessed.open
        said.add(assessed.eligible)

    same()
    assert said == {True, False}, "an answer that is always the same shows nothing"


def test_germany_has_other_rules_from_july_2025():
    by_period, period_of = rows("de")
    before, after = (by_period[period_of[month], 1] for month in (REFORM - 1, REFORM))
    assert (before[Needs.AGE_YEARS], after[Needs.AGE_YEARS]) == (23, 18)
    assert (before[Needs.FAILED], after[Needs.FAILED]) == (2, 1)
    assert after[Needs.FAILED_ONGOING] == 1


def test_what_a_country_leaves_open_is_said_with_the_file_to_set_it_in():
    from vangnet.policy import entry, reading

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entry, "DATA", reading.DATA / "scenarios")
        with pytest.raises(reading.SpecError, match=r"rules/ca.toml: set age_years_lowest"):
            thresholds("ca", SPEC)
