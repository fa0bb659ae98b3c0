"""Who writes what, whose entry a correction names, and how long a dose may lie."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, row_of
from tests.factories.devices import breath_tester, keep, measured, put_on

from vangnet.clinic.devices.frames.measured import Kind
from vangnet.clinic.dispensary import testing, use
from vangnet.clinic.journal.actions import GuardRefused, RequestReused
from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.registry.actions import set_room_state
from vangnet.clinic.registry.models import RoomState
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.clinic.vault import closing
from vangnet.clinic.vault.models import Account, PostingKind

QUIET = testing.Signs(sedation_score=0, asleep=False, intoxication_signs=())
ALL_GIVEN = use.Amounts(given_mg=Decimal(200))


def test_a_manager_does_nothing_of_the_ward_or_the_register(world):
    manager, witness = world.staff["manager"], world.witness
    visit = world.at_the_hatch(world.patient())
    now = {"by": manager, "at": world.now}
    once = {**now, "request_id": uuid4()}
    with pytest.raises(NotAllowed):
        testing.record_breath_test(visit=visit, tester=world.tester, reading=Decimal(0), **once)
    with pytest.raises(NotAllowed):
        testing.record_check(visit=visit, signs=QUIET, **once)
    dose = world.hand_over(visit)
    with pytest.raises(NotAllowed):
        use.start_use(use=dose.use, **now)
    with pytest.raises(NotAllowed):
        use.end_use(use=dose.use, amounts=ALL_GIVEN, attempts=1, **now)
    world.use(dose)
    with pytest.raises(NotAllowed):
        recovery.observe(visit=visit, signs=recovery.Signs(sedation_score=0), **once)
    for leave in (recovery.release, recovery.leave_against_advice):
        more = {"owner": manager} if leave is recovery.leave_against_advice else {}
        with pytest.raises(NotAllowed):
            leave(visit=visit, **more, **now)
    box = world.containers[0]
    with pytest.raises(NotAllowed):
        closing.waste(container=box, account=Account.STOCK, mg=Decimal(1), reason="x",
                      witness=witness, second_witness=witness, **once)  # fmt: skip
    with pytest.raises(NotAllowed):
        closing.count(container=box, counted_mg=Decimal(1), witness=witness, **now)
    with pytest.raises(NotAllowed):
        closing.close_day(unit=world.unit, day=visit.clinic_day, witness=witness, **now)
    with pytest.raises(NotAllowed):
        set_room_state(room=world.rooms[-1], state=RoomState.CLOSED, **now)


@BOTH
@pytest.mark.parametrize(
    ("table", "who"),
    [("dispensary_breathtest", "taken_by_id"), ("dispensary_predosecheck", "checked_by_id"),
     ("recovery_observation", "by_id")],
)  # fmt: skip
def test_the_database_knows_who_may_write_what_was_seen(trial, table, who, role):
    visit = trial.at_the_hatch(trial.patient())
    trial.use(trial.hand_over(visit))
    trial.observe(visit)
    tests = {"dispensary_breathtest": visit.breath_tests, "dispensary_predosecheck": visit.checks,
             "recovery_observation": visit.observations}  # fmt: skip
    row = {**row_of(table, tests[table].get().pk), "id": uuid4(), "request_id": uuid4()}
    assert insert(role, table, row) is None
    desk = trial.staff["desk"].pk
    assert insert(role, table, {**row, who: desk}) == "entry_is_by_who_may"


@BOTH
def test_a_typed_reading_was_read_back_and_a_sent_one_is_the_devices_own(trial, role):
    plugged, visit = breath_tester(trial), trial.check_in(trial.patient())
    put_on(trial, visit, plugged)
    sent = keep(trial, plugged, measured(61, kind=Kind.BREATH_ALCOHOL, unit="ug/L"))
    trial.blow(visit, "61")
    other = trial.blow(trial.check_in(trial.patient()), "61").breath_tests.get()
    row = row_of("dispensary_breathtest", visit.breath_tests.get().pk)

    def write(**changes):
        return insert(role, "dispensary_breathtest",
                      {**row, "id": uuid4(), "request_id": uuid4(), **changes})  # fmt: skip

    refused, theirs = "breath_reading_is_read_back", {"visit_id": other.visit_id,
                                                      "patient_id": other.patient_id}  # fmt: skip
    assert write() is None
    assert write(read_back=None) == refused
    assert write(read_back="16") == refused
    by_device = {"read_back": None, "sent_id": sent.pk}
    assert write(**by_device, reading="16") == refused
    assert write(**by_device, **theirs) == refused
    assert write(**by_device, reading_unit="permille") == refused
    assert write(**by_device) is None


@BOTH
def test_a_correction_names_an_entry_of_the_same_visit(trial, role):
    theirs = trial.blow(trial.check_in(trial.patient()), "900").breath_tests.get()
    mine = trial.blow(trial.check_in(trial.patient())).breath_tests.get()
    row = {**row_of("dispensary_breathtest", mine.pk), "id": uuid4(), "request_id": uuid4(),
           "taken_by_id": trial.witness.user.pk}  # fmt: skip
    own = {**row, "corrects_id": mine.pk}
    other = {**row, "corrects_id": theirs.pk}
    assert insert(role, "dispensary_breathtest", own) is None
    assert insert(role, "dispensary_breathtest", other) == "correction_is_of_the_same_visit"


def test_another_person_lowers_a_reading_and_anyone_raises_it(world):
    visit = world.blow(world.check_in(world.patient()), "300")
    first = visit.breath_tests.get()

    def correct(reading: str, name: str):
        return testing.record_breath_test(
            visit=visit, tester=world.tester, reading=Decimal(reading), corrects=first,
            read_back=Decimal(reading), by=world.staff[name], at=world.now, request_id=uuid4(),
        )  # fmt: skip

    with pytest.raises(GuardRefused, match="lower_reading_is_by_another_person"):
        correct("299", "nurse")
    assert correct("299", "second_nurse").corrects == first


def test_a_dose_is_started_until_the_minute_its_protocol_says_and_not_after(world):
    dose = world.hand_over(world.at_the_hatch(world.patient()))
    until = use.start_until(dose.use)
    assert until == dose.use.opened_at + timedelta(minutes=10)  # the demonstration's value
    late = until + timedelta(microseconds=1)
    with pytest.raises(use.StartTooLate):
        use.start_use(use=dose.use, by=world.nurse, at=late)
    back = use.Amounts(given_mg=Decimal(0), not_used_mg=dose.dose_mg)
    taken_back = use.end_use(use=dose.use, amounts=back, attempts=0, by=world.nurse, at=late)
    assert (taken_back.given_mg, taken_back.not_used_mg) == (0, dose.dose_mg)
    again = world.hand_over(world.at_the_hatch(world.patient()))
    assert use.start_use(use=again.use, by=world.nurse, at=until).started_at == until


def test_the_same_press_with_another_witness_or_giver_is_an_error(world):
    visit = world.at_the_hatch(world.patient())
    asked = world.request(visit)
    from vangnet.clinic.dispensary.actions import hand_over

    first = hand_over(asked)
    assert hand_over(asked) == first
    same = {"request_id": asked.request_id, "kit": asked.kit}
    with pytest.raises(RequestReused):
        world.hand_over(visit, witness=world.signature("pharmacist"), **same)
    with pytest.raises(RequestReused):
        world.hand_over(visit, by=world.staff["prescriber"], **same)


def test_after_the_day_is_closed_the_hatch_refuses_with_its_reason_and_keeps_the_refusal(world):
    visit = world.at_the_hatch(world.patient())
    keeper, witness = world.staff["pharmacist"], world.signature("nurse")
    for box in world.containers:
        closing.count(
            container=box, counted_mg=box.postings.get(kind=PostingKind.RECEIPT).mg, by=keeper,
            witness=witness, at=world.now,
        )  # fmt: skip
    closed = closing.close_day(
        unit=world.unit, day=visit.clinic_day, by=keeper, witness=witness, at=world.now
    )
    assert closed.close, closed
    answer = world.hand_over(visit)
    assert not answer.allowed
    assert [one["reason"] for one in answer.reasons] == ["register_closed"]


def test_a_room_that_somebody_is_in_is_not_closed_around_them(world):
    visit = world.at_the_hatch(world.patient())
    with pytest.raises(GuardRefused, match="room_is_empty_first"):
        set_room_state(
            room=visit.stays.get().room, state=RoomState.CLOSED, by=world.nurse, at=world.now
        )
