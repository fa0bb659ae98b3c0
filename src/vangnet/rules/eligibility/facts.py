"""What `assess` is told of one person: plain values, and what somebody has verified.

`assess` looks nothing up. `None` always means "not known". All dates are clinic days.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto

from vangnet.rules.criteria import Stage
from vangnet.rules.ladder import ContactFacts, EpisodeFacts
from vangnet.rules.months import full_years


class Judged(StrEnum):
    """What the person who looked at the paper says of it. Stored by value."""

    MET = auto()
    NOT_MET = auto()
    NOT_KNOWN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Somebody looked at a paper and says what it shows. The last of a criterion counts."""

    criterion: str
    judged: Judged
    document: str  # which paper; without one it is no evidence
    verified_by: str
    verified_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """An exception of the authority: it alone can make one, and says why."""

    criterion: str
    authority: str
    reason: str
    document: str
    verified_by: str
    granted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a physician from outside thought of the treatment going on."""

    physician: str
    given_on: date
    continues: bool
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityFacts:
    """Everything that is known of one person on one day, for one product of the protocol."""

    on: date
    stage: Stage
    product: str | None  # its name in the country's file; None: none was chosen
    birth_date: date | None  # never kept: `for_the_record` leaves only the years
    dependence_since: date | None
    episodes: tuple[EpisodeFacts, ...]  # oldest first
    contacts: tuple[ContactFacts, ...]
    contacts_on_paper: int | None  # as another clinic counted them for us, over the same window
    dispensing_days_per_week: int | None
    opinions: tuple[Opinion, ...]  # oldest first
    evidence: tuple[Evidence, ...]  # oldest first
    waivers: tuple[Waiver, ...]
    age_years: int | None = None  # where the birth date itself is not told


def for_the_record(facts: EligibilityFacts) -> EligibilityFacts:
    """The same without the birth date, which is of the person's identity and is kept apart."""
    if facts.birth_date is None:
        return facts
    return replace(facts, birth_date=None, age_years=full_years(facts.birth_date, on=facts.on))
