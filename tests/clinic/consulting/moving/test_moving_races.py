"""Home and guest unit at the same moment, over real connections: never a day with both."""

from functools import partial

from tests.clinic.parallel import at_once

from vangnet.clinic.dispensary import actions as dispensary
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.journal.actions import GuardRefused
from vangnet.clinic.registry.models import Patient


def quietly(call):
    """What a guard refuses is an answer here."""

    def tried():
        try:
            return call()
        except GuardRefused:
            return None

    return tried


def test_cutting_short_and_dosing_at_both_units_at_once_is_a_dose_at_one(open_units):
    units = open_units
    for _round in range(3):
        patient = units.home.patient()
        permission = units.guest(patient)
        known = Patient.objects.select_related("identity", "unit").get(pk=patient.pk)
        visit = units.host.at_the_hatch(known)
        request = units.host.request(visit)
        at_once(
            [
                quietly(partial(dispensary.hand_over, request)),
                quietly(partial(units.cut, permission, -1)),
            ]
        )
        if HandOver.objects.filter(patient=patient, allowed=True).exists():
            dose = HandOver.objects.get(patient=patient, allowed=True)
            units.host.use(dose)
            assert units.host.leave(visit).decision.allowed
        else:
            from vangnet.clinic.reception import actions as reception

            reception.turn_away(visit=visit, by=units.host.nurse, at=units.host.now)
        units.at(units.host)
        units.later(hours=4)
        units.dose(units.home, patient)
        days = HandOver.objects.filter(patient=patient, allowed=True)
        assert days.values("unit").distinct().count() == 1
        units.host.clean_rooms()


def test_signing_guest_days_while_the_home_doses_is_one_of_the_two(open_units):
    units = open_units
    for _round in range(3):
        patient = units.home.patient()
        known = Patient.objects.select_related("identity", "unit").get(pk=patient.pk)
        visit = units.home.at_the_hatch(known)
        request = units.home.request(visit)
        dose, permitted = at_once(
            [
                quietly(partial(dispensary.hand_over, request)),
                quietly(partial(units.permit, patient, 0, 2)),
            ]
        )
        assert (dose is not None and dose.allowed) != (
            permitted is not None and bool(permitted.row)
        )
        units.home.clean_rooms()


def test_two_units_accepting_and_guest_days_at_once_leave_one_agreement(open_units):
    units = open_units
    patient = units.home.patient()
    answers = at_once(
        [
            quietly(partial(units.permit, patient, 0, 5)),
            quietly(partial(units.transfer, patient, 3)),
            quietly(partial(units.permit, patient, 2, 4)),
        ]
    )
    assert sum(1 for one in answers if one is not None and one.row) == 1
