"""The breath test and the check before the dose. Each is a row that is never edited."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from vangnet.clinic.consulting.models import Order
from vangnet.clinic.devices.models import BreathTester, Reading
from vangnet.clinic.dispensary import facts, ordered
from vangnet.clinic.dispensary.models import BreathTest, PreDoseCheck
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.breath import alcohol_ug_per_l
from vangnet.rules.facts import BreathUnit
from vangnet.rules.limits import Limits
from vangnet.rules.visit import Stage

BEFORE_THE_DOSE = frozenset({Stage.WAITING, Stage.TESTED, Stage.CHECKED})


class NoProtocol(Exception):
    """Nothing can be measured against a limit that nobody has signed."""


class TesterNotUsable(Exception):
    """The breath tester is of another unit, out of service, or was never calibrated."""


class NotReadBack(Exception):
    """It was typed once, and what one finger types is not yet a reading."""


class VisitNotWaiting(Exception):
    """The visit is closed, or its dose has been handed over already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a nurse saw. `sedation_score` is None when it could not be assessed."""

    sedation_score: int | None
    asleep: bool
    intoxication_signs: tuple[str, ...]


def record_breath_test(
    *, visit: Visit, tester: BreathTester, reading: Decimal, by: User, at: datetime,
    request_id: UUID, corrects: BreathTest | None = None, read_back: Decimal | None = None,
    sent: Reading | None = None,
) -> BreathTest:  # fmt: skip
    """Keep a reading as the device gave it (in the device's unit), and move the visit along.

    A reading that the device did not send itself is read back: `read_back` is it once more.
    """
    by.must(Task.TEST_BREATH)
    with acting(str(by.pk)):
        locked = reception.lock(visit)
        if earlier := BreathTest.objects.filter(request_id=request_id).first():
            was = (earlier.visit_id, earlier.reading, earlier.tester_id, earlier.corrects_id)
            if was != (visit.pk, reading, tester.pk, corrects.pk if corrects else None):
                raise RequestReused(request_id)
            return earlier
        _must_be_waiting(locked)
        if sent is None and read_back != reading:
            raise NotReadBack
        limits = limits_for(locked, at=at)
        calibrated = facts.calibration_of(tester)
        if calibrated is None or not tester.in_service or tester.unit_id != locked.unit_id:
            raise TesterNotUsable(tester.pk)
        test = BreathTest.objects.create(
            unit_id=locked.unit_id, visit=locked, patient_id=locked.patient_id, tester=tester,
            reading=reading, reading_unit=tester.reading_unit, read_back=read_back, sent=sent,
            alcohol_ug_per_l=alcohol_ug_per_l(
                reading, BreathUnit(tester.reading_unit), ratio=limits.breath_ratio
            ),
            limit_ug_per_l=limits.breath_alcohol_max_ug_per_l, calibrated_on=calibrated[0],
            calibration_due_on=calibrated[1], taken_at=at, taken_by=by, corrects=corrects,
            request_id=request_id,
        )  # fmt: skip
        _move(locked, limits)
        return test


def record_check(
    *, visit: Visit, signs: Signs, by: User, at: datetime, request_id: UUID,
    corrects: PreDoseCheck | None = None,
) -> PreDoseCheck:  # fmt: skip
    """Keep what was seen just before the dose, and move the visit along when it passes."""
    by.must(Task.CHECK_BEFORE_DOSE)
    with acting(str(by.pk)):
        locked = reception.lock(visit)
        if earlier := PreDoseCheck.objects.filter(request_id=request_id).first():
            was = Signs(
                sedation_score=earlier.sedation_score, asleep=earlier.asleep,
                intoxication_signs=tuple(earlier.intoxication_signs),
            )  # fmt: skip
            if (earlier.visit_id, was) != (visit.pk, signs):
                raise RequestReused(request_id)
            return earlier
        _must_be_waiting(locked)
        limits = limits_for(locked, at=at)
        check = PreDoseCheck.objects.create(
            unit_id=locked.unit_id, visit=locked, patient_id=locked.patient_id,
            sedation_score=signs.sedation_score, asleep=signs.asleep,
            intoxication_signs=list(signs.intoxication_signs), checked_at=at, checked_by=by,
            corrects=corrects, request_id=request_id,
        )  # fmt: skip
        _move(locked, limits)
        return check


def check_passes(signs: Signs, limits: Limits) -> bool:
    """Whether the signs alone let a dose by. The gate decides; this moves the queue."""
    return (
        signs.sedation_score is not None
        and signs.sedation_score <= limits.sedation_score_max
        and not signs.asleep
        and not signs.intoxication_signs
    )


def limits_for(visit: Visit, *, at: datetime, order: Order | None = None) -> Limits:
    """The limits of this order, else of what is ordered, else of the unit's first product."""
    signed = protocols.in_force(unit=visit.unit, at=at)
    if signed is None:
        raise NoProtocol(visit.unit.name)
    orders = [order] if order else ordered.current_orders(visit.patient)
    known = (
        signed[1].for_dose(Drug(one.drug), SaltForm(one.salt_form), Route(one.route))
        for one in orders
    )
    first = next(iter(signed[1].limits.values()))
    return next((limits for limits in known if limits is not None), first)


def _must_be_waiting(visit: Visit) -> None:
    if not may_be_checked(visit):
        raise VisitNotWaiting(visit.pk)


def may_be_checked(visit: Visit) -> bool:
    """Before the dose, or in recovery while a dose of another drug is due."""
    if Stage(visit.stage) is Stage.RECOVERING:
        return bool(ordered.further(visit))
    return Stage(visit.stage) in BEFORE_THE_DOSE


def _move(visit: Visit, limits: Limits) -> None:
    """To where the latest test and the latest check leave the visit, in whatever order."""
    test, check = facts.latest_breath_test(visit), facts.latest_check(visit)
    blown = test is not None and test.alcohol_ug_per_l <= test.limit_ug_per_l
    seen = check is not None and check_passes(
        Signs(
            sedation_score=check.sedation_score, asleep=check.asleep,
            intoxication_signs=tuple(check.intoxication_signs),
        ),
        limits,
    )  # fmt: skip
    goal = Stage.CHECKED if blown and seen else Stage.TESTED if blown else Stage.WAITING
    if goal is not Stage.CHECKED and visit.uses.exists():
        goal = Stage.RECOVERING  # who had a dose waits under observation, not in the waiting room
    if goal is Stage.CHECKED and visit.stage == Stage.WAITING:
        reception.move(visit, Stage.TESTED)
    if visit.stage != goal:
        reception.move(visit, goal)
