"""Whose is this reading? Pure. The guard of devices_reading says the same once more.

A reading belongs to a visit only when staff had the device on that patient while it was measured,
as far as that can be known. Whatever is not certain is nobody's, and says why.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto

from vangnet.clinic.devices.frames.measured import Flag, Measured


class Unbound(StrEnum):
    """Why a reading is nobody's. Stored by value."""

    NO_BINDING = auto()
    VISIT_CLOSED = auto()
    BEFORE_BINDING = auto()
    CLOCK_OFF = auto()
    SOMEONE_ELSE = auto()
    TRIAL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOn:
    """A device on a patient: since when, until when, and the numbers that name the patient."""

    bound_at: datetime
    ended_at: datetime | None = None
    visit_closed_at: datetime | None = None
    numbers: frozenset[str] = frozenset()


def why_unbound(
    one: Measured, *, received_at: datetime, put_on: PutOn | None, goes_by_own_clock: bool,
    clock_skew_max: timedelta,
) -> Unbound | None:  # fmt: skip
    """None when it belongs to the patient of `put_on`."""
    if Flag.TRIAL in one.flags:
        return Unbound.TRIAL
    if put_on is None or not _during(received_at, put_on.bound_at, put_on.ended_at):
        return Unbound.NO_BINDING
    if put_on.visit_closed_at is not None and received_at > put_on.visit_closed_at:
        return Unbound.VISIT_CLOSED
    if one.about and one.about not in put_on.numbers:
        return Unbound.SOMEONE_ELSE
    if not goes_by_own_clock:
        return Unbound.BEFORE_BINDING if Flag.FROM_MEMORY in one.flags else None
    if one.measured_at is None or one.measured_at > received_at + clock_skew_max:
        return Unbound.CLOCK_OFF
    return Unbound.BEFORE_BINDING if one.measured_at < put_on.bound_at else None


def _during(at: datetime, start: datetime, end: datetime | None) -> bool:
    return start <= at and (end is None or at <= end)
