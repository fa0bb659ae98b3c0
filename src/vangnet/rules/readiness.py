"""Is the unit ready to give a dose to anyone? Every reason why not, in the order staff act on them.

The unit is checked anew on each clinic day and at each signed start of a shift. A protocol that
does not say all of readiness makes no unit ready (docs/decisions/0018).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vangnet.rules.clinic_day import day_bounds
from vangnet.rules.decision import Decision, Reason, Refusal, refuse
from vangnet.rules.keys import READINESS
from vangnet.rules.protocol import Protocol
from vangnet.rules.readiness_facts import ReadinessFacts, UnitCheckFacts
from vangnet.rules.readiness_keys import DUTIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What the unit's protocol asks, all of it set."""

    shift_starts: tuple[time, ...]
    naloxone_fewest: int
    oxygen_needed: bool
    resuscitation_kit_needed: bool
    breath_tester_needed: bool
    on_duty_fewest: tuple[tuple[str, int], ...]


def not_set(protocol: Protocol) -> tuple[str, ...]:
    """Names of the values of readiness that nobody has signed."""
    return tuple(key.name for key in READINESS if key.name not in protocol.values)


def signed(protocol: Protocol) -> Signed | None:
    """None while one value is open: there is no half of readiness."""
    if not_set(protocol):
        return None
    says = {key.name.removeprefix("readiness_"): protocol.values[key.name] for key in READINESS}
    return Signed(
        shift_starts=tuple(time.fromisoformat(one) for one in says["shift_starts"].value),
        naloxone_fewest=says["naloxone_fewest"].value,
        oxygen_needed=says["oxygen_needed"].value,
        resuscitation_kit_needed=says["resuscitation_kit_needed"].value,
        breath_tester_needed=says["breath_tester_needed"].value,
        on_duty_fewest=tuple((role, says[f"on_duty_{role}_fewest"].value) for role in DUTIES),
    )


def readiness(
    facts: ReadinessFacts, protocol: Protocol, *, now: datetime, clinic_day: date
) -> Decision:
    """Ready, or every reason why not."""
    return Decision(tuple(refusals(facts, protocol, now=now, clinic_day=clinic_day)))


def refusals(
    facts: ReadinessFacts, protocol: Protocol, *, now: datetime, clinic_day: date
) -> Iterator[Refusal]:
    asks = signed(protocol)
    if asks is None:
        yield refuse(Reason.READINESS_NOT_SET, count=len(not_set(protocol)))
        return
    began = shift_began(facts, asks, now=now, clinic_day=clinic_day)
    check = facts.check
    if check is None or not began <= check.checked_at <= now:
        yield refuse(Reason.UNIT_NOT_CHECKED, shift_at=began)
    else:
        yield from _found(check, asks, clinic_day)
    if asks.breath_tester_needed and facts.breath_testers_calibrated < 1:
        yield refuse(Reason.NO_CALIBRATED_BREATH_TESTER)


def _found(check: UnitCheckFacts, asks: Signed, clinic_day: date) -> Iterator[Refusal]:
    """What the check of this shift found, against what is signed."""
    in_date = naloxone_in_date(check, clinic_day)
    if in_date < asks.naloxone_fewest:
        yield refuse(Reason.NALOXONE_TOO_LITTLE, count=in_date, count_fewest=asks.naloxone_fewest)
    if asks.oxygen_needed and not check.oxygen_ready:
        yield refuse(Reason.OXYGEN_NOT_READY)
    if asks.resuscitation_kit_needed and not check.resuscitation_kit_ready:
        yield refuse(Reason.RESUSCITATION_KIT_NOT_READY)
    on_duty = {one.role: one.count for one in check.on_duty}
    for role, fewest in asks.on_duty_fewest:
        if on_duty.get(role, 0) < fewest:
            yield refuse(
                Reason.STAFF_TOO_FEW, what=role, count=on_duty.get(role, 0), count_fewest=fewest
            )


def naloxone_in_date(check: UnitCheckFacts, clinic_day: date) -> int:
    """Doses of naloxone that may be given on that day, its last day included."""
    return sum(one.count for one in check.naloxone if one.expires_on >= clinic_day)


def shift_began(
    facts: ReadinessFacts, asks: Signed, *, now: datetime, clinic_day: date
) -> datetime:
    """When this shift began: the last signed start that has passed, or the clinic day itself."""
    starts = shift_starts(facts, asks.shift_starts, clinic_day)
    return max((at for at in starts if at <= now), default=starts[0])


def shift_starts(
    facts: ReadinessFacts, starts: tuple[time, ...], clinic_day: date
) -> tuple[datetime, ...]:
    """The instants of one clinic day from which a new check is needed, the first of them its own.

    A start before the hour at which the clinic day begins is one of the night after it.
    """
    zone = ZoneInfo(facts.zone)
    began, _ends = day_bounds(clinic_day, zone, facts.day_starts_at)
    days = (clinic_day + timedelta(days=start < facts.day_starts_at) for start in starts)
    shifts = (day_bounds(day, zone, at)[0] for day, at in zip(days, starts, strict=True))
    return (began, *sorted(at for at in shifts if at > began))
