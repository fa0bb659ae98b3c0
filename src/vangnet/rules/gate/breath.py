"""The breath test: there, fresh, from a calibrated device, at most the limit, not too early."""

from collections.abc import Iterator
from decimal import Decimal

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import BreathTestFacts, BreathUnit, Facts
from vangnet.rules.limits import Limits

UG_PER_MG = 1000
UG_PER_G = 1_000_000  # per mille: one gram of alcohol in a litre of blood


def refusals(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    test = facts.breath_test
    if test is None:
        yield refuse(Reason.NO_BREATH_TEST)
        return
    yield from _device(test, facts)
    if not test.reading.is_finite() or test.reading < 0:
        yield refuse(Reason.BREATH_READING_IMPOSSIBLE)
    elif limits is not None:
        yield from _reading(test, limits)
    if limits is not None:
        yield from _times(test, facts, limits)


def _device(test: BreathTestFacts, facts: Facts) -> Iterator[Refusal]:
    due_on, calibrated_on = test.device_calibration_due_on, test.device_calibrated_on
    if calibrated_on is None or due_on is None or calibrated_on > facts.clinic_day:
        yield refuse(Reason.BREATH_TESTER_NOT_CALIBRATED, device=test.device_serial)
    elif due_on < facts.clinic_day:
        yield refuse(Reason.BREATH_TESTER_OVERDUE, device=test.device_serial, due_on=due_on)


def _reading(test: BreathTestFacts, limits: Limits) -> Iterator[Refusal]:
    if over_limit(test, limits):
        yield refuse(
            Reason.BREATH_OVER_LIMIT,
            reading=test.reading,
            reading_unit=test.unit,
            limit=limit_in(test.unit, limits),
            retest_at=test.taken_at + limits.breath_retest_wait,
        )


def over_limit(test: BreathTestFacts, limits: Limits) -> bool:
    """Compared by multiplying, never by dividing: nothing is rounded at the limit."""
    limit = limits.breath_alcohol_max_ug_per_l
    if test.unit is BreathUnit.PER_MILLE:
        return test.reading * UG_PER_G > limit * limits.breath_ratio
    if test.unit is BreathUnit.MILLIGRAM_PER_LITRE:
        return test.reading * UG_PER_MG > limit
    return test.reading > limit


def limit_in(unit: BreathUnit, limits: Limits) -> Decimal:
    """The limit in the unit of the device, so that the page shows two like numbers."""
    limit = limits.breath_alcohol_max_ug_per_l
    if unit is BreathUnit.PER_MILLE:
        return limit * limits.breath_ratio / UG_PER_G
    return limit / UG_PER_MG if unit is BreathUnit.MILLIGRAM_PER_LITRE else limit


def _times(test: BreathTestFacts, facts: Facts, limits: Limits) -> Iterator[Refusal]:
    until = test.taken_at + limits.breath_test_valid
    if facts.now > until:
        yield refuse(Reason.BREATH_TEST_EXPIRED, taken_at=test.taken_at, until_at=until)
    over = max(facts.breath_tests_over_limit_at, default=None)
    if over is None or (over == test.taken_at and over_limit(test, limits)):
        return
    first_allowed = over + limits.breath_retest_wait
    if test.taken_at < first_allowed:
        yield refuse(
            Reason.BREATH_RETEST_TOO_EARLY, taken_at=test.taken_at, retest_at=first_allowed
        )
