"""From one unit to another: signed, answered, taken over. Who gives the dose is always known."""

from decimal import Decimal

import pytest
from django.db import connection
from tests.factories.units import reasons

from vangnet.clinic.consulting.approval.facts import running_approval
from vangnet.clinic.consulting.models import Enrolment, Order
from vangnet.clinic.consulting.orders import actions as orders
from vangnet.clinic.consulting.orders.facts import Wanted
from vangnet.clinic.consulting.tasks.listing import lines
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.registry.models import Patient
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.decision import Reason
from vangnet.rules.dosing.facts import OrderKind, StepFacts
from vangnet.rules.moving import Answer
from vangnet.rules.moving import MovingReason as R


@pytest.fixture
def agreed(units, patient):
    """Signed and accepted, from tomorrow on."""
    signed = units.transfer(patient, 1)
    assert signed.row, signed.reasons
    assert units.answer(signed.row).row
    return signed.row


def moved(units, patient, transfer):
    units.later(days=1)
    done = units.take_over(transfer)
    assert done.row, done.reasons
    return Patient.objects.select_related("unit", "identity").get(pk=patient.pk)


def kinds(world):
    day = world.now.date()
    return {one.due.kind for one in lines(world.unit, on=day) if "transfer" in one.due.kind}


def test_the_home_doses_until_the_day_before_and_the_receiver_from_the_day_on(
    units, patient, agreed, settle
):
    assert units.dose(units.home, patient).allowed
    units.later(hours=20)
    refused = units.dose(units.home, patient)
    assert reasons(refused) == {Reason.MOVED_TO_ANOTHER_UNIT}
    done = units.take_over(agreed)
    assert done.row, done.reasons
    patient = Patient.objects.select_related("unit").get(pk=patient.pk)
    assert patient.unit == units.host.unit
    assert (done.row.number_before, patient.number) == ("C-001", done.row.number_after)
    settle()
    assert Reason.ORDER_STOPPED in reasons(units.dose(units.host, patient))
    units.host.order(patient, valid_from=units.today)
    assert units.dose(units.host, patient).allowed
    settle()
    assert [one.unit for one in Enrolment.objects.filter(patient=patient, ended_at=None)] == [
        units.host.unit
    ]


def test_the_new_order_is_held_against_the_doses_of_the_old_unit(units, patient, agreed):
    assert units.dose(units.home, patient).allowed
    patient = moved(units, patient, agreed)
    step = StepFacts(
        from_on=units.today, dose_mg=Decimal(400), doses_per_day=2, day_mg=Decimal(800)
    )
    wanted = Wanted(
        kind=OrderKind.FIXED, drug=Drug.DIAMORPHINE, route=Route.INTRAVENOUS,
        salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE, steps=(step,), valid_until=units.on(20),
    )  # fmt: skip
    looked = orders.look(
        patient=patient, wanted=wanted, by=units.host.staff["prescriber"], at=units.host.now
    )
    assert [dose.clinic_day for dose in looked.facts.doses] == [units.on(-1)]
    assert Reason.ORDERING_CHANGE_ASKS_REASON in looked.decision.reasons


def test_the_approval_goes_along_only_where_the_receiver_says_it_holds(units):
    for keeps in (True, False):
        patient = units.home.patient()
        signed = units.transfer(patient, 0).row
        assert units.answer(signed, keeps_approval=keeps).row
        assert units.take_over(signed).row
        patient = Patient.objects.select_related("unit").get(pk=patient.pk)
        assert (running_approval(patient, on=units.today) is not None) == keeps


def test_until_it_is_accepted_a_transfer_changes_nothing_and_can_be_taken_back(units, patient):
    signed = units.transfer(patient, 0).row
    assert units.dose(units.home, patient).allowed
    assert units.answer(signed, Answer.ACCEPTED).reasons == (R.DOSED_ON_THESE_DAYS,)
    assert units.answer(signed, Answer.TAKEN_BACK).row
    assert units.answer(signed, Answer.ACCEPTED).reasons == (
        R.ANSWERED_ALREADY,
        R.DOSED_ON_THESE_DAYS,
    )
    assert units.transfer(patient, 1).row


def test_after_it_is_accepted_it_cannot_be_taken_back(units, patient, agreed):
    assert units.answer(agreed, Answer.TAKEN_BACK).reasons == (R.ANSWERED_ALREADY,)


def test_a_declined_transfer_is_a_task_with_its_reason_at_home(units, patient):
    signed = units.transfer(patient, 0).row
    assert kinds(units.host) == {"transfer_coming"}
    assert kinds(units.home) == {"transfer_unanswered"}
    assert units.answer(signed, Answer.DECLINED).row
    assert kinds(units.host) == set()
    assert kinds(units.home) == {"transfer_declined"}


def test_an_accepted_transfer_is_a_task_until_the_record_is_taken_over(units, patient, agreed):
    assert kinds(units.host) == {"transfer_coming"}
    moved(units, patient, agreed)
    assert kinds(units.host) == set()


@pytest.mark.parametrize(
    ("day", "changes", "why"),
    [
        (-1, {}, R.DAYS_IN_THE_PAST),
        (0, {"to": "home"}, R.SAME_UNIT),
        (0, {"at": "host"}, R.PATIENT_OF_ANOTHER_UNIT),
    ],
)
def test_what_cannot_be_signed_is_refused_with_its_reason(units, patient, day, changes, why):
    named = {name: getattr(units, world) for name, world in changes.items()}
    assert why in units.transfer(patient, day, **named).reasons


def test_one_transfer_at_a_time_and_no_guest_days_into_it(units, patient, agreed):
    assert units.transfer(patient, 3).reasons == (R.TRANSFER_IS_OPEN,)
    assert units.permit(patient, 0, 1).reasons == (R.TRANSFER_IS_OPEN,)
    assert units.permit(patient, 0, 0).row


def test_guest_days_come_before_a_transfer(units, patient):
    units.guest(patient, 0, 3)
    assert units.transfer(patient, 3).reasons == (R.GUEST_DAYS_REACH_INTO_IT,)
    assert units.transfer(patient, 4).row


def test_the_record_is_taken_over_by_the_receiver_from_the_day_on_and_once(units, patient, agreed):
    assert units.take_over(agreed).reasons == (R.DAY_HAS_NOT_COME,)
    units.later(days=1)
    assert units.take_over(agreed, at=units.home).reasons == (R.NOT_THE_RECEIVING_UNIT,)
    visit = units.home.check_in(patient)
    assert units.take_over(agreed).reasons == (R.VISIT_IS_OPEN,)
    reception.turn_away(visit=visit, by=units.home.nurse, at=units.home.now)
    first = units.take_over(agreed)
    assert units.take_over(agreed).row == first.row
    assert not Order.objects.filter(patient=patient, stop__isnull=True).exists()


def test_who_moved_may_move_back(units, patient, agreed, settle):
    patient = moved(units, patient, agreed)
    settle()
    back = units.transfer(patient, 0, at=units.host, to=units.home)
    assert back.row, back.reasons
    assert units.answer(back.row, at=units.home).row
    assert units.take_over(back.row, at=units.home).row
    settle()
    patient.refresh_from_db()
    assert patient.unit == units.home.unit
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from consulting_transferdone")
        assert cursor.fetchone() == (2,)
