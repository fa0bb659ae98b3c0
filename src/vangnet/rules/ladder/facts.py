"""What the rules of the ladder know of one person: plain values, no tables."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vangnet.rules.ladder.words import ContactKind, EpisodeEndReason, Follows, Treatment


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseSpan:
    """From this day on, so many mg a day of the treatment's own drug; 0: none from here on."""

    from_on: date
    mg_per_day: Decimal
    supervised_days_per_week: int | None = None  # None: not known


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeFacts:
    """One rung for some time. `ended_on` is its last day; the doses stand in order of their days.

    An empty `provider` is the unit itself; an empty `evidence`: no paper says so yet.
    """

    treatment: Treatment
    started_on: date
    ended_on: date | None = None
    end_reason: EpisodeEndReason | None = None
    doses: tuple[DoseSpan, ...] = ()
    provider: str = ""
    evidence: str = ""

    @property
    def is_hat_here(self) -> bool:
        return self.treatment is Treatment.HAT and not self.provider

    @property
    def enrols(self) -> bool:
        """Whoever is on it is in treatment at the unit, and at no other."""
        here = not self.provider and self.ended_on is None
        return here and self.treatment in (Treatment.HAT, Treatment.METHADONE)

    def is_open_on(self, day: date) -> bool:
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """The person was seen or spoken to; or, when missed, should have been."""

    on: date
    kind: ContactKind
    missed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfAttendance:
    """One clinic day on which the person could come."""

    on: date
    came: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitFacts:
    """How someone left HAT here, and who gives methadone since."""

    ended_on: date
    reason: EpisodeEndReason
    follows: Follows
    provider: str = ""
