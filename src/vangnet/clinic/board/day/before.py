"""Before the hatch: the desk, the breath test, the check. Each keeps what it saw by its action."""

from decimal import Decimal

from vangnet.clinic.board.day.guest import MOMENT, Guest
from vangnet.clinic.board.day.plan import Trouble
from vangnet.clinic.board.day.timetable import Process
from vangnet.clinic.dispensary import testing
from vangnet.clinic.keyed import new_key
from vangnet.clinic.reception import actions as reception

FAILS = {Trouble.FAILED_TEST, Trouble.FAILED_TWICE, Trouble.RETEST_EARLY}


def check_in(guest: Guest) -> None:
    ward, patient = guest.day.ward, guest.person.patient
    answer = reception.check_in(
        unit=ward.unit, patient=patient, face_matches=True,
        birth_date=patient.identity.birth_date, identifier=None, by=ward.staff["desk"],
        at=guest.now, request_id=new_key(),
    )  # fmt: skip
    assert answer.visit is not None, answer.reasons
    guest.visit = answer.visit


def test_and_check(guest: Guest) -> Process:
    """The breath test with its retest, if there has to be one, and the first check."""
    trouble, wait = guest.trouble, guest.limits.breath_retest_wait
    yield from blow(guest, failed=trouble in FAILS)
    if trouble in FAILS:
        yield guest.now + (wait / 2 if trouble is Trouble.RETEST_EARLY else wait + MOMENT)
        yield from blow(guest, failed=trouble is Trouble.FAILED_TWICE)
    yield from look(guest, first=True)


def blow(guest: Guest, *, failed: bool = False) -> Process:
    day = guest.day
    yield from guest.seat(day.testers)
    reading = Decimal(guest.coming.breath_ug)
    if failed:
        reading += guest.limits.breath_alcohol_max_ug_per_l + 1
    testing.record_breath_test(
        visit=guest.visit, tester=day.ward.tester, reading=reading, read_back=reading,
        by=guest.nurse, at=guest.now, request_id=new_key(),
    )  # fmt: skip
    guest.tested_at = guest.now
    yield guest.now + guest.coming.step
    guest.free(day.testers)


def look(guest: Guest, *, first: bool = False) -> Process:
    """The check before the dose; what is wrong is wrong the first time only."""
    trouble = guest.trouble if first else Trouble.NONE
    most = guest.limits.sedation_score_max
    testing.record_check(
        visit=guest.visit, by=guest.nurse, at=guest.now, request_id=new_key(),
        signs=testing.Signs(
            sedation_score=most + 1 if trouble is Trouble.DROWSY else 0,
            asleep=trouble is Trouble.ASLEEP,
            intoxication_signs=("slurred_speech",) if trouble is Trouble.SIGNS else (),
        ),
    )  # fmt: skip
    guest.checked_at = guest.now
    yield guest.now + guest.coming.step / 2


def refresh(guest: Guest) -> Process:
    """Nobody presses the button on a test they can see is too old. Except once, when told to."""
    soon = guest.now + guest.coming.step + MOMENT
    if guest.tested_at is None or soon - guest.tested_at > guest.limits.breath_test_valid:
        yield from blow(guest)
    if guest.trouble is Trouble.OLD_CHECK and not guest.asked:
        return
    if guest.checked_at is None or soon - guest.checked_at > guest.limits.pre_dose_check_valid:
        yield from look(guest)
