"""What the rule of readiness is told: the unit's last check of itself, and its testers.

All instants are aware datetimes in UTC; expiry days are calendar days, the last day included.
"""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True, kw_only=True)
class NaloxoneFacts:
    """So many doses of one lot, as the person who checked counted them."""

    lot: str
    expires_on: date
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFacts:
    """So many people of one role on duty."""

    role: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCheckFacts:
    """The unit's last check, signed by the person who did it. A later one takes its place."""

    checked_at: datetime
    naloxone: tuple[NaloxoneFacts, ...]
    oxygen_ready: bool
    resuscitation_kit_ready: bool
    on_duty: tuple[DutyFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessFacts:
    """One unit at one moment. `check` is None when there never was one."""

    zone: str  # the unit's time zone; shifts start by the clock on its wall
    day_starts_at: time
    check: UnitCheckFacts | None
    breath_testers_calibrated: int  # in service, and calibrated on this clinic day
