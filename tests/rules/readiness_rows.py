"""Is the unit ready: one thing wrong at a time, and the one reason it must give."""

from dataclasses import replace
from datetime import date, time

from tests.rules.routine import A_TICK, HOUR, MINUTE, NOON, TODAY

from vangnet.rules.decision import Reason
from vangnet.rules.readiness_facts import (
    DutyFacts,
    NaloxoneFacts,
    ReadinessFacts,
    UnitCheckFacts,
)

# The demonstration's shifts start at 07:30 and 15:30 in Amsterdam, in winter an hour ahead of UTC.
SHIFT = NOON - 5 * HOUR - 30 * MINUTE
LOT = NaloxoneFacts(lot="N-1", expires_on=date(2027, 12, 31), count=4)
NURSES, PRESCRIBER = DutyFacts(role="nurse", count=2), DutyFacts(role="prescriber", count=1)
UNIT_CHECK = UnitCheckFacts(
    checked_at=NOON - 4 * HOUR,
    naloxone=(LOT,),
    oxygen_ready=True,
    resuscitation_kit_ready=True,
    on_duty=(NURSES, PRESCRIBER),
)
READY = ReadinessFacts(
    zone="Europe/Amsterdam",
    day_starts_at=time(5),
    check=UNIT_CHECK,
    breath_testers_calibrated=1,
)


def checked(**changes: object) -> dict[str, object]:
    """A unit whose check differs in one thing."""
    return {"readiness": replace(READY, check=replace(UNIT_CHECK, **changes))}


OUT_OF_DATE = replace(LOT, expires_on=date(2026, 3, 1))
UNITS: list[tuple[dict[str, object], Reason]] = [
    ({"readiness": replace(READY, check=None)}, Reason.UNIT_NOT_CHECKED),
    (checked(checked_at=SHIFT - A_TICK), Reason.UNIT_NOT_CHECKED),
    (checked(checked_at=NOON + A_TICK), Reason.UNIT_NOT_CHECKED),
    (checked(naloxone=()), Reason.NALOXONE_TOO_LITTLE),
    (checked(naloxone=(replace(LOT, count=3), OUT_OF_DATE)), Reason.NALOXONE_TOO_LITTLE),
    (checked(oxygen_ready=False), Reason.OXYGEN_NOT_READY),
    (checked(resuscitation_kit_ready=False), Reason.RESUSCITATION_KIT_NOT_READY),
    (checked(on_duty=(replace(NURSES, count=1), PRESCRIBER)), Reason.STAFF_TOO_FEW),
    (checked(on_duty=(NURSES,)), Reason.STAFF_TOO_FEW),
    (
        {"readiness": replace(READY, breath_testers_calibrated=0)},
        Reason.NO_CALIBRATED_BREATH_TESTER,
    ),
]
UNITS_AT_THE_LIMIT: list[dict[str, object]] = [
    {"readiness": READY},
    {"readiness": None},  # asked before it counted whether a unit is ready
    checked(checked_at=SHIFT),
    checked(checked_at=NOON),
    checked(naloxone=(replace(LOT, expires_on=TODAY),)),
    checked(naloxone=(replace(LOT, count=2), replace(LOT, lot="N-2", count=2), OUT_OF_DATE)),
]
