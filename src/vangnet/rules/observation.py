"""May this person leave? The time since the end of use has run, and a check after it is good.

Asked of every dose of a visit. It holds nobody: staff record a departure against advice. When to
look, and what a value asks for in the meantime: `watching`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vangnet.rules.alarms import Reading
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.decision import Decision, Reason, Refusal, refuse
from vangnet.rules.gate import policy
from vangnet.rules.limits import Limits, NoLimit
from vangnet.rules.protocol import Protocol
from vangnet.rules.watching import Asks, Sign, asked_by, minute_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitCheckFacts:
    """The latest look at a person in recovery, corrections applied."""

    checked_at: datetime
    sedation_score: int | None
    asleep: bool
    signs: tuple[str, ...]
    oxygen_percent: int | None
    breaths: int | None = None  # a minute
    pulse: int | None = None  # a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingFacts:
    """One person at the door, at one moment, after one dose of this visit."""

    now: datetime
    clinic_day: date
    drug: Drug
    salt_form: SaltForm
    route: Route
    use_ended_at: datetime | None  # None: still using
    exit_check: ExitCheckFacts | None
    looks_since: tuple[ExitCheckFacts, ...] = ()  # at signs, after that check: a bad one undoes it
    last_use_ended_at: datetime | None = None  # of the visit: a top-up starts the clock again
    measured: tuple[Reading, ...] = ()  # by devices on this person, oldest first
    gone_since: datetime | None = None  # seen to be out of the room before being let go

    @property
    def clock_from(self) -> datetime | None:
        """Where the clock and the minutes of this dose begin; None while it is used."""
        if self.use_ended_at is None or self.last_use_ended_at is None:
            return self.use_ended_at
        return max(self.use_ended_at, self.last_use_ended_at)


def may_leave(facts: LeavingFacts, protocol: Protocol | None) -> Decision:
    return Decision(tuple(_refusals(facts, protocol)))


def of_all(decisions: Sequence[Decision]) -> Decision:
    """One answer from those after each dose: every reason once, that of the longest clock."""
    found: dict[Reason, Refusal] = {}
    for one in (refusal for decision in decisions for refusal in decision.refusals):
        known = found.get(one.reason)
        if known is None or one.values.get("leave_at", "") > known.values.get("leave_at", ""):
            found[one.reason] = one
    return Decision(tuple(found.values()))


def _refusals(facts: LeavingFacts, protocol: Protocol | None) -> Iterator[Refusal]:
    """The checklist at the door."""
    limits = policy.limits_of(facts, protocol)
    if facts.clock_from is None:
        yield refuse(Reason.USE_STILL_OPEN)
    elif limits is not None:
        yield from _time(facts, facts.clock_from, limits)
    yield from _check(facts, limits)
    for look in facts.looks_since:
        yield from _seen(look, limits, measured_only=True)
    yield from _asking(facts, limits)
    yield from _devices(facts, limits)
    if facts.gone_since is not None:
        yield refuse(Reason.EXIT_NOT_IN_ROOM, gone_at=facts.gone_since)
    yield from policy.signed(facts, protocol)
    yield from _future(facts)


def _time(facts: LeavingFacts, ended_at: datetime, limits: Limits) -> Iterator[Refusal]:
    leave_at = ended_at + limits.observation_shortest
    if facts.now < leave_at:
        yield refuse(
            Reason.OBSERVATION_NOT_OVER,
            ended_at=ended_at,
            leave_at=leave_at,
            wait_minutes=leave_at - facts.now,
        )


def _check(facts: LeavingFacts, limits: Limits | None) -> Iterator[Refusal]:
    check = facts.exit_check
    if check is None:
        yield refuse(Reason.NO_EXIT_CHECK)
        return
    if facts.clock_from is None or check.checked_at < facts.clock_from:
        yield refuse(Reason.EXIT_CHECK_BEFORE_LAST_DOSE, checked_at=check.checked_at)
    if limits is not None:
        until = check.checked_at + limits.exit_check_valid
        if facts.now > until:
            yield refuse(Reason.EXIT_CHECK_EXPIRED, checked_at=check.checked_at, until_at=until)
    yield from _seen(check, limits, measured_only=False)


def _seen(look: ExitCheckFacts, limits: Limits | None, *, measured_only: bool) -> Iterator[Refusal]:
    """What speaks against leaving in one look; only an exit check must have everything in it."""
    yield from _alertness(look, limits)
    if look.signs:
        yield refuse(Reason.EXIT_SIGNS, signs=look.signs)
    if limits is not None and not (measured_only and look.oxygen_percent is None):
        yield from _oxygen(look, limits.exit_oxygen_percent_lowest)


def _alertness(check: ExitCheckFacts, limits: Limits | None) -> Iterator[Refusal]:
    score = check.sedation_score
    if score is None or score < 0:
        yield refuse(Reason.EXIT_SEDATION_NOT_ASSESSED)
    elif limits is not None and score > limits.exit_sedation_score_max:
        yield refuse(Reason.EXIT_TOO_SEDATED, score=score, score_max=limits.exit_sedation_score_max)
    if check.asleep:
        yield refuse(Reason.EXIT_ASLEEP)


def _oxygen(check: ExitCheckFacts, lowest: int | NoLimit) -> Iterator[Refusal]:
    if isinstance(lowest, NoLimit):
        return
    if check.oxygen_percent is None:
        yield refuse(Reason.EXIT_OXYGEN_NOT_MEASURED)
    elif check.oxygen_percent < lowest:
        yield refuse(Reason.EXIT_OXYGEN_TOO_LOW, percent=check.oxygen_percent, lowest=lowest)


def _asking(facts: LeavingFacts, limits: Limits | None) -> Iterator[Refusal]:
    """A value that asks to call somebody is no value to leave with."""
    if limits is None or facts.exit_check is None:
        return
    for look in (facts.exit_check, *facts.looks_since):
        measured = {
            Sign.OXYGEN: look.oxygen_percent, Sign.BREATHS: look.breaths, Sign.PULSE: look.pulse,
        }  # fmt: skip
        if (look.sedation_score or 0) <= limits.exit_sedation_score_max:  # else it is said already
            measured[Sign.SEDATION] = look.sedation_score
        for sign, value in measured.items():
            if value is not None:
                seen = Reading(at=look.checked_at, sign=sign, value=value)
                yield from _asks_for_help(seen, facts, limits)


def _asks_for_help(seen: Reading, facts: LeavingFacts, limits: Limits) -> Iterator[Refusal]:
    if limits.watch is None:
        return
    minute = minute_of(seen.at, facts.clock_from)
    found = asked_by(seen.sign, seen.value, minute=minute, watch=limits.watch)
    if found.asks in (Asks.CALL, Asks.OVERDOSE):
        yield refuse(
            Reason.EXIT_VALUE_ASKS_FOR_HELP,
            what=seen.sign, value=seen.value, bound=found.bound, checked_at=seen.at,
        )  # fmt: skip


def _devices(facts: LeavingFacts, limits: Limits | None) -> Iterator[Refusal]:
    """A device lets nobody go: the check has its own oxygen. What it says against it counts."""
    if limits is None or facts.exit_check is None:
        return
    lowest = limits.exit_oxygen_percent_lowest
    for said in _said_by_devices(facts, facts.exit_check, limits):
        too_low = not isinstance(lowest, NoLimit) and said.value < lowest
        if said.sign is Sign.OXYGEN and too_low:
            yield refuse(
                Reason.EXIT_DEVICE_OXYGEN_TOO_LOW,
                percent=said.value, lowest=lowest, device=said.device, measured_at=said.at,
            )  # fmt: skip
        yield from _asks_for_help(said, facts, limits)


def _said_by_devices(
    facts: LeavingFacts, check: ExitCheckFacts, limits: Limits
) -> Iterator[Reading]:
    """All since the check, and the last word of each before it while that is fresh.

    A check that is newer than a device's last word of long ago stands against it.
    """
    last = {(one.device, one.sign): one for one in facts.measured}
    fresh_for = limits.watch.signal_lost_after if limits.watch else timedelta()
    for one in facts.measured:
        is_last = last[one.device, one.sign] is one
        if one.at >= check.checked_at or (is_last and facts.now - one.at < fresh_for):
            yield one


def _future(facts: LeavingFacts) -> Iterator[Refusal]:
    stamped = [("dose", facts.use_ended_at)]
    if facts.exit_check is not None:
        stamped.append(("exit_check", facts.exit_check.checked_at))
    stamped += [("exit_check", look.checked_at) for look in facts.looks_since]
    for what, at in stamped:
        if at is not None and at > facts.now:
            yield refuse(Reason.FACT_IN_THE_FUTURE, what=what, fact_at=at, now_at=facts.now)
