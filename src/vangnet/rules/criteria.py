"""Who may enter a country's treatment, and who lets them: the shape of that part of its file.

Each criterion says how it is worked out and which values it compares with; the values themselves
stand with the country's others. Nothing is decided here: that is `eligibility`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum, auto
from typing import Self

from pydantic import model_validator

from vangnet.rules.keys import KEYS
from vangnet.rules.ladder.words import Treatment
from vangnet.rules.standing import HANDLE, OF_A_UNIT, Standing, Strict


class CriterionKind(StrEnum):
    """How a criterion is worked out."""

    AGE = auto()  # whole years since birth
    DEPENDENCE = auto()  # whole years since the dependence began
    IN_TREATMENT = auto()  # on one of these rungs today
    DAYS_IN_TREATMENT = auto()  # on one of them for so many days up to today
    FAILED_TREATMENTS = auto()  # so many that ended without result
    SUBSTITUTION = auto()  # one that lasted so long, and did not help
    SUBSTITUTION_AT_DOSE = auto()  # so much a day, for so long without a break, not too long ago
    CONTACTS = auto()  # days on which the person was seen
    SECOND_OPINION = auto()  # of a physician from outside, not too long ago
    CONSENT = auto()  # agreed in writing
    JUDGEMENT = auto()  # somebody looked, and says so


class Stage(StrEnum):
    """When a criterion is asked."""

    START = auto()
    RENEWAL = auto()


# The values each kind compares with, in the order the kind reads them.
COMPARES: Mapping[CriterionKind, tuple[str, ...]] = {
    CriterionKind.AGE: ("age_years_lowest",),
    CriterionKind.DEPENDENCE: ("dependence_years_shortest",),
    CriterionKind.DAYS_IN_TREATMENT: ("methadone_days_shortest",),
    CriterionKind.FAILED_TREATMENTS: ("failed_treatments_fewest",),
    CriterionKind.SUBSTITUTION: ("substitution_months_shortest",),
    CriterionKind.SUBSTITUTION_AT_DOSE: (
        "methadone_mg_lowest", "methadone_months_shortest", "methadone_lookback_years",
    ),
    CriterionKind.CONTACTS: (
        "contacts_window_months", "contacts_fewest_3_a_week", "contacts_fewest_5_a_week",
        "contacts_fewest_7_a_week",
    ),
    CriterionKind.SECOND_OPINION: ("review_months_longest",),
}  # fmt: skip
ASKS_FOR_RUNGS = frozenset(
    {
        CriterionKind.IN_TREATMENT,
        CriterionKind.DAYS_IN_TREATMENT,
        CriterionKind.FAILED_TREATMENTS,
        CriterionKind.SUBSTITUTION,
        CriterionKind.SUBSTITUTION_AT_DOSE,
    }
)


class Criterion(Strict):
    """One thing that must be so, and the paper that shows it."""

    code: HANDLE
    kind: CriterionKind
    values: tuple[str, ...] = ()  # names of the values it compares with
    treatments: tuple[Treatment, ...] = ()  # which rungs count
    ongoing_counts: bool = False  # a treatment that goes on may count as one without result
    stages: tuple[Stage, ...] = (Stage.START,)
    waivable: bool = False  # the authority may make an exception
    papers: tuple[HANDLE, ...] = ()  # what counts as evidence; the words are in `wording`
    standing: Standing
    source: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    note: str | None = None

    @property
    def name(self) -> str:
        """As a unit accepts it."""
        return f"criterion.{self.code}"

    def in_force(self, on: date) -> bool:
        return (self.valid_from or date.min) <= on <= (self.valid_until or date.max)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        compared = COMPARES.get(self.kind, ())
        if unknown := [name for name in self.values if name not in KEYS]:
            raise ValueError(f"unknown keys {unknown}")
        if self.values != compared:
            raise ValueError(f"{self.kind} compares with {list(compared)}")
        if (self.kind in ASKS_FOR_RUNGS) != bool(self.treatments):
            raise ValueError(f"{self.kind} and its treatments do not fit")
        if self.standing is Standing.UNSET or self.standing in OF_A_UNIT:
            raise ValueError("a criterion is somebody's rule: say how far it can be trusted")
        if not (self.stages and self.papers):
            raise ValueError("says neither when it is asked nor by which paper it is shown")
        return self


class ApprovedBy(StrEnum):
    """Who says yes to one patient."""

    OWN_PHYSICIAN = auto()
    COMMITTEE = auto()
    AUTHORITY = auto()  # by a permit with a number


class Approver(Strict):
    """Whom a country lets decide."""

    by: ApprovedBy
    standing: Standing
    source: tuple[str, ...] = ()
    note: str | None = None


def overlapping_criteria(criteria: Iterable[Criterion]) -> list[str]:
    """Codes that would be asked twice on one day."""
    seen: dict[str, list[Criterion]] = {}
    found = []
    for one in criteria:
        others = seen.setdefault(one.code, [])
        if any(
            (one.valid_from or date.min) <= (other.valid_until or date.max)
            and (other.valid_from or date.min) <= (one.valid_until or date.max)
            for other in others
        ):
            found.append(f"{one.name}: asked twice on the same day")
        others.append(one)
    return found
