"""People who would just be let in, by country: the cases change one thing of them."""

from datetime import date
from decimal import Decimal
from functools import cache

from vangnet.rules.country import FOLDER
from vangnet.rules.eligibility import (
    Assessment,
    EligibilityFacts,
    Evidence,
    Judged,
    Opinion,
    Stage,
    assess,
)
from vangnet.rules.ladder import DoseSpan, EpisodeEndReason, EpisodeFacts, Treatment
from vangnet.rules.protocol import Protocol, load_country, load_site, resolve

TODAY = date(2026, 3, 2)
BEFORE_THE_REFORM = date(2024, 6, 3)
COUNTRIES = ("nl", "ch", "de", "ca", "gb", "dk")


@cache
def protocol(country: str, on: date = TODAY) -> Protocol:
    """The demonstration's: made-up values, so that no criterion is open for want of one."""
    site = load_site(FOLDER / "demonstration" / f"{country}.toml")
    return resolve(load_country(country), site, on=on)


def episode(
    first: date, last: date | None = None, *, treatment: Treatment = Treatment.METHADONE,
    mg: str = "80", end: EpisodeEndReason = EpisodeEndReason.NOT_EFFECTIVE,
) -> EpisodeFacts:  # fmt: skip
    return EpisodeFacts(
        treatment=treatment, started_on=first, ended_on=last, end_reason=end if last else None,
        doses=(DoseSpan(from_on=first, mg_per_day=Decimal(mg)),), provider="Elsewhere",
        evidence="Letter",
    )  # fmt: skip


METHADONE = episode(date(2025, 1, 1))
FAILED = (
    episode(date(2021, 1, 1), date(2022, 1, 31)),
    episode(
        date(2022, 3, 1), date(2022, 9, 1), treatment=Treatment.ABSTINENCE,
        end=EpisodeEndReason.DROPPED_OUT,
    ),
)  # fmt: skip


def evidence(code: str, judged: Judged = Judged.MET, *, on: date = date(2020, 1, 1),
             document: str = "Paper") -> Evidence:  # fmt: skip
    return Evidence(
        criterion=code, judged=judged, document=document, verified_by="A", verified_on=on
    )


def facts(country: str = "nl", *, on: date = TODAY, **changes: object) -> EligibilityFacts:
    """Everything met and verified, unless changed."""
    codes = dict.fromkeys(one.code for one in load_country(country).criteria)
    known: dict = {
        "on": on, "stage": Stage.START, "product": "intravenous", "birth_date": date(1980, 1, 1),
        "dependence_since": date(2000, 1, 1), "episodes": (*FAILED, METHADONE), "contacts": (),
        "contacts_on_paper": 70, "dispensing_days_per_week": 7, "opinions": (), "waivers": (),
        "evidence": tuple(evidence(code) for code in codes if code != "second_opinion"),
        **changes,
    }  # fmt: skip
    return EligibilityFacts(**known)


def opinion(on: date, *, continues: bool = True) -> Opinion:
    return Opinion(physician="Dr Outside", given_on=on, continues=continues, document="Letter")


def asked(country: str, *, on: date = TODAY, **changes: object) -> Assessment:
    return assess(facts(country, on=on, **changes), protocol(country, on))


def state(country: str, code: str, *, on: date = TODAY, **changes: object) -> str:
    found = {one.code: one for one in asked(country, on=on, **changes).findings}
    return found[code].state.value
