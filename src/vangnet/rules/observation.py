"""May this person leave? The time since the end of use has run, and a check after it is good.

It asks about doses of this visit only. It holds nobody: staff record a departure against advice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from vangnet.rules.decision import Decision, Reason, Refusal, refuse
from vangnet.rules.facts import DoseFacts
from vangnet.rules.limits import Limits, NoLimit
from vangnet.rules.protocol import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitCheckFacts:
    """The latest look at a person in recovery, corrections applied."""

    checked_at: datetime
    sedation_score: int | None
    asleep: bool
    signs: tuple[str, ...]
    oxygen_percent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingFacts:
    """One person at the door, at one moment."""

    now: datetime
    doses: tuple[DoseFacts, ...]  # handed over in this visit, oldest first
    check: ExitCheckFacts | None
    clock_skew_seconds: int | None


def may_leave(facts: LeavingFacts, protocol: Protocol | None) -> Decision:
    """Who had no dose in this visit may always go."""
    return Decision(tuple(_refusals(facts, protocol)) if facts.doses else ())


def _refusals(facts: LeavingFacts, protocol: Protocol | None) -> Iterator[Refusal]:
    for dose in facts.doses:
        if dose.ended_at is None:
            yield refuse(
                Reason.USE_STILL_OPEN, handed_mg=dose.handed_mg, handed_at=dose.handed_over_at
            )
    limits = [_limits_of(dose, protocol) for dose in facts.doses]
    known = [one for one in limits if one is not None]
    yield from _protocol(facts, protocol, whole=len(known) == len(limits))
    for dose, one in zip(facts.doses, limits, strict=True):
        yield from _time(facts, dose, one)
    yield from _check(facts, known)
    yield from _clock(facts, known)


def _limits_of(dose: DoseFacts, protocol: Protocol | None) -> Limits | None:
    return protocol.for_dose(dose.drug, dose.salt_form, dose.route) if protocol else None


def _protocol(facts: LeavingFacts, protocol: Protocol | None, *, whole: bool) -> Iterator[Refusal]:
    if protocol is None:
        yield refuse(Reason.NO_PROTOCOL)
    elif not protocol.complete:
        yield refuse(
            Reason.PROTOCOL_INCOMPLETE,
            missing_count=len(protocol.missing),
            unaccepted_count=len(protocol.unaccepted),
            loosened_count=len(protocol.loosened),
            missing=protocol.missing,
            unaccepted=protocol.unaccepted,
            loosened=protocol.loosened,
        )
    elif not whole:
        last = facts.doses[-1]
        yield refuse(
            Reason.PRODUCT_NOT_IN_PROTOCOL,
            drug=last.drug,
            salt_form=last.salt_form,
            route=last.route,
        )


def _time(facts: LeavingFacts, dose: DoseFacts, limits: Limits | None) -> Iterator[Refusal]:
    if limits is None or dose.ended_at is None:
        return
    leave_at = dose.ended_at + limits.observation_shortest
    if facts.now < leave_at:
        yield refuse(
            Reason.OBSERVATION_NOT_OVER,
            ended_at=dose.ended_at,
            leave_at=leave_at,
            wait_minutes=leave_at - facts.now,
        )


def _check(facts: LeavingFacts, limits: list[Limits]) -> Iterator[Refusal]:
    check = facts.check
    if check is None:
        yield refuse(Reason.NO_EXIT_CHECK)
        return
    if any(check.checked_at < (d.ended_at or d.handed_over_at) for d in facts.doses):
        yield refuse(Reason.EXIT_CHECK_BEFORE_LAST_DOSE, checked_at=check.checked_at)
    if limits:
        until = check.checked_at + limits[0].exit_check_valid
        if facts.now > until:
            yield refuse(Reason.EXIT_CHECK_EXPIRED, checked_at=check.checked_at, until_at=until)
    yield from _alertness(check, limits)
    if check.signs:
        yield refuse(Reason.EXIT_SIGNS, signs=check.signs)
    yield from _oxygen(check, limits)


def _alertness(check: ExitCheckFacts, limits: list[Limits]) -> Iterator[Refusal]:
    score = check.sedation_score
    if score is None or score < 0:
        yield refuse(Reason.EXIT_SEDATION_NOT_ASSESSED)
    elif limits and score > limits[0].exit_sedation_score_max:
        yield refuse(
            Reason.EXIT_TOO_SEDATED, score=score, score_max=limits[0].exit_sedation_score_max
        )
    if check.asleep:
        yield refuse(Reason.EXIT_ASLEEP)


def _oxygen(check: ExitCheckFacts, limits: list[Limits]) -> Iterator[Refusal]:
    lowest = [
        one.exit_oxygen_percent_lowest
        for one in limits
        if not isinstance(one.exit_oxygen_percent_lowest, NoLimit)
    ]
    if not lowest:
        return
    if check.oxygen_percent is None:
        yield refuse(Reason.EXIT_OXYGEN_NOT_MEASURED)
    elif check.oxygen_percent < max(lowest):
        yield refuse(Reason.EXIT_OXYGEN_TOO_LOW, percent=check.oxygen_percent, lowest=max(lowest))


def _clock(facts: LeavingFacts, limits: list[Limits]) -> Iterator[Refusal]:
    skew = facts.clock_skew_seconds
    if skew is None:
        yield refuse(Reason.CLOCK_NOT_COMPARED)
    elif limits and abs(skew) > limits[0].clock_skew_seconds_max:
        yield refuse(Reason.CLOCK_OFF, seconds=skew, seconds_max=limits[0].clock_skew_seconds_max)
    if facts.check is not None and facts.check.checked_at > facts.now:
        yield refuse(
            Reason.FACT_IN_THE_FUTURE,
            what="exit_check",
            fact_at=facts.check.checked_at,
            now_at=facts.now,
        )
