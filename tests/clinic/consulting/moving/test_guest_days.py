"""Guest days: the home gives nothing, the guest unit by its own order, and neither on one day."""

from uuid import uuid4

import pytest
from tests.factories.units import reasons

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import Order
from vangnet.clinic.consulting.moving import guests
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.reception.actions import DoorReason
from vangnet.clinic.reception.finding import find, look_alikes
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.rules.decision import Reason
from vangnet.rules.moving import Days
from vangnet.rules.moving import MovingReason as R


def test_a_guest_gets_the_dose_at_the_guest_unit_and_none_at_home(units, patient):
    units.guest(patient)
    refused = units.dose(units.home, patient)
    assert reasons(refused) == {Reason.GUEST_AT_ANOTHER_UNIT}
    assert refused.reasons[0]["values"] == {"unit": "West", "guest_until_on": "2026-03-08"}
    assert units.dose(units.host, patient).allowed


def test_without_guest_days_another_unit_lets_nobody_in(units, patient):
    answer = reception.check_in(
        unit=units.host.unit, patient=patient, face_matches=True, identifier=None,
        birth_date=patient.identity.birth_date, by=units.host.staff["desk"], at=units.host.now,
        request_id=uuid4(),
    )  # fmt: skip
    assert answer.reasons == (DoorReason.REGISTERED_ELSEWHERE,)


def test_without_a_guest_order_the_guest_unit_gives_nothing(units, patient):
    assert units.permit(patient, 0, 6).row
    assert reasons(units.dose(units.host, patient)) == {Reason.NO_GUEST_ORDER}


def test_a_guest_order_limits_the_dose_and_the_home_order_still_does(units, patient):
    permission = units.guest(patient)
    assert units.order(permission, dose_mg="150", doses_per_day=1).row
    above = units.dose(units.host, patient)
    assert reasons(above) == {Reason.DOSE_ABOVE_GUEST_ORDER, Reason.DAY_TOTAL_ABOVE_GUEST_ORDER}
    assert units.dose(units.host, patient, "150").allowed
    units.later(hours=5)
    again = reasons(units.dose(units.host, patient, "100"))
    assert {Reason.DOSES_ABOVE_GUEST_ORDER, Reason.DAY_TOTAL_ABOVE_GUEST_ORDER} <= again


def test_when_home_stops_its_order_the_guest_unit_gives_nothing(units, patient):
    units.guest(patient)
    order = Order.objects.get(patient=patient)
    consulting.stop_order(
        order=order, reason="side_effects", by=units.home.staff["prescriber"], at=units.home.now
    )
    assert reasons(units.dose(units.host, patient)) == {Reason.ORDER_STOPPED}


def test_doses_at_both_units_count_together(units, patient):
    assert units.dose(units.home, patient).allowed
    units.guest(patient, 1, 7)
    units.later(hours=24)
    assert units.dose(units.host, patient).allowed
    soon = units.dose(units.host, patient)
    assert Reason.TOO_SOON_AFTER_LAST_DOSE in reasons(soon)
    units.later(days=7)
    back = units.dose(units.home, patient)  # the last dose was six days ago, wherever it was
    assert Reason.GAP_WITHOUT_RESTART in reasons(back)


def test_the_guest_days_end_by_themselves(units, patient):
    units.guest(patient, 0, 1)
    assert units.dose(units.host, patient).allowed
    units.later(days=1)
    assert units.dose(units.host, patient).allowed
    units.later(days=1)
    assert units.dose(units.home, patient).allowed


def test_after_a_dose_at_the_guest_unit_the_days_end_tomorrow_at_the_earliest(units, patient):
    permission = units.guest(patient)
    assert units.dose(units.host, patient).allowed
    assert units.cut(permission, -1).reasons == (R.DOSED_ON_THESE_DAYS,)
    assert units.cut(permission, 0).row
    assert Reason.GUEST_AT_ANOTHER_UNIT in reasons(units.dose(units.home, patient))
    units.later(days=1)
    assert units.dose(units.home, patient).allowed


def test_without_a_dose_today_the_days_end_at_once_and_either_unit_may_end_them(units, patient):
    permission = units.guest(patient)
    assert units.cut(permission, -1, at=units.host).row
    assert units.dose(units.home, patient).allowed
    assert units.cut(permission, -1).reasons == (R.CUT_IS_NOT_SHORTER,)


def test_after_a_dose_at_home_guest_days_begin_tomorrow(units, patient):
    assert units.dose(units.home, patient).allowed
    assert units.permit(patient, 0, 3).reasons == (R.DOSED_ON_THESE_DAYS,)
    assert units.permit(patient, 1, 3).row


@pytest.mark.parametrize(
    ("first", "last", "changes", "why"),
    [
        (-1, 3, {}, R.DAYS_IN_THE_PAST),
        (3, 2, {}, R.ENDS_BEFORE_IT_STARTS),
        (0, 3, {"to": "home"}, R.SAME_UNIT),
        (0, 3, {"at": "host"}, R.PATIENT_OF_ANOTHER_UNIT),
        (0, 3650, {}, R.NO_ORDER_ON_THESE_DAYS),
    ],
)
def test_what_cannot_be_signed_is_refused_with_its_reason(
    units, patient, first, last, changes, why
):
    named = {name: getattr(units, world) for name, world in changes.items()}
    assert why in units.permit(patient, first, last, **named).reasons


def test_guest_days_do_not_overlap_but_may_follow_each_other(units, patient):
    assert units.permit(patient, 0, 3).row
    assert units.permit(patient, 3, 5).reasons == (R.GUEST_DAYS_OVERLAP,)
    assert units.permit(patient, 4, 5).row


def test_only_a_prescriber_signs(units, patient):
    with pytest.raises(NotAllowed):
        units.permit(patient, 0, 3, by="nurse")


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"dose_mg": "200.001", "day_mg": 600}, R.DOSE_ABOVE_HOME_ORDER),
        ({"day_mg": 601}, R.DAY_ABOVE_HOME_ORDER),
        ({"doses_per_day": 4, "day_mg": 600}, R.DOSES_ABOVE_HOME_ORDER),
        ({"route": "inhaled", "salt_form": "base"}, R.ANOTHER_PRODUCT_THAN_HOME),
        ({"day_mg": 100}, R.DAY_BELOW_ONE_DOSE),
        ({"drug": "methadone"}, R.HOME_ORDER_MISSING),
    ],
)
def test_a_guest_order_never_says_more_than_the_home_order(units, patient, wanted, why):
    from vangnet.rules.amounts import Drug, Route, SaltForm

    kinds = {"drug": Drug, "route": Route, "salt_form": SaltForm}
    typed = {name: kinds[name](value) if name in kinds else value for name, value in wanted.items()}
    permission = units.permit(patient, 0, 6).row
    assert why in units.order(permission, **typed).reasons
    assert units.order(permission).row


def test_only_the_guest_unit_writes_its_order_and_not_when_the_days_are_over(units, patient):
    permission = units.permit(patient, 0, 1).row
    assert units.order(permission, at=units.home).reasons == (R.NOT_THE_GUEST_UNIT,)
    units.later(days=2)
    assert units.order(permission).reasons == (R.GUEST_DAYS_ARE_OVER,)


def test_the_same_request_twice_is_one_and_with_other_days_an_error(units, patient):
    request, signature = uuid4(), units.home.signature("prescriber")
    asked = {
        "patient": patient, "host": units.host.unit, "words": "", "signature": signature,
        "at": units.home.now, "request_id": request,
    }  # fmt: skip
    days = Days(first_on=units.on(0), last_on=units.on(3))
    first = guests.permit_guest(days=days, **asked)
    assert guests.permit_guest(days=days, **asked).row == first.row
    with pytest.raises(RequestReused):
        guests.permit_guest(days=Days(first_on=units.on(0), last_on=units.on(4)), **asked)


def test_the_desk_of_the_guest_unit_finds_the_guest_and_sees_the_same_number_of_its_own(
    units, patient
):
    own = units.host.patient()
    assert own.number == patient.number
    units.guest(patient)
    assert set(find(units.host.unit, patient.number, day=units.today)) == {own, patient}
    assert own in look_alikes(patient, unit=units.host.unit, day=units.today)
    assert find(units.host.unit, patient.number) == [own]
    visit = units.host.check_in(patient)
    assert visit.shown_number == f"{patient.number} {units.home.unit.code}"
