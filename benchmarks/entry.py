"""How many people a second the rule of entry looks at: every criterion of a country each."""

from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter
from typing import Any

from vangnet.rules.country import FOLDER
from vangnet.rules.criteria import Stage
from vangnet.rules.eligibility import EligibilityFacts, Evidence, Judged, assess
from vangnet.rules.ladder import DoseSpan, EpisodeFacts, Treatment
from vangnet.rules.protocol import load_country, load_site, resolve

PEOPLE = 100_000
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def measure(people: int = PEOPLE) -> dict[str, Any]:
    """Made-up people who differ in age, dose and length of methadone."""
    site = load_site(FOLDER / "demonstration" / "nl.toml")
    rules = resolve(load_country("nl"), site, on=TODAY)
    papers = tuple(
        Evidence(
            criterion=one.code, judged=Judged.MET, document="Paper", verified_by="A",
            verified_on=TODAY,
        )
        for one in rules.criteria
    )  # fmt: skip
    crowd = [_person(number, papers) for number in range(people)]
    began = perf_counter()
    eligible = sum(assess(one, rules).eligible for one in crowd)
    seconds = perf_counter() - began
    assert 0 < eligible < people, "the crowd is mixed"
    return {
        "people": people,
        "eligible": eligible,
        "seconds": round(seconds, 1),
        "people_per_s": round(people / seconds),
    }


def _person(number: int, papers: tuple[Evidence, ...]) -> EligibilityFacts:
    since = TODAY - (number % 60) * DAY
    methadone = EpisodeFacts(
        treatment=Treatment.METHADONE, started_on=since, evidence="Paper",
        doses=(DoseSpan(from_on=since, mg_per_day=Decimal(50 + number % 31)),),
    )  # fmt: skip
    return EligibilityFacts(
        on=TODAY, stage=Stage.START, product="intravenous",
        birth_date=date(1960 + number % 40, 1 + number % 12, 1 + number % 28),
        dependence_since=TODAY - (number % 4000) * DAY, episodes=(methadone,), contacts=(),
        contacts_on_paper=number % 100, dispensing_days_per_week=1 + number % 7, opinions=(),
        evidence=papers, waivers=(),
    )  # fmt: skip
