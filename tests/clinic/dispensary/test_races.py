"""Eight at the same moment, over real connections: one dose, one visit, one room, one kit.

Who comes second gets an answer with its reasons, never an exception.
"""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from tests.clinic.parallel import at_once
from tests.factories.methadone import bottle, order_methadone
from tests.factories.world import World, receive

from vangnet.clinic.dispensary import actions as dispensary
from vangnet.clinic.dispensary.models import HandOver, Use
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.reception.models import RoomStay, Visit
from vangnet.clinic.vault import facts as vault
from vangnet.clinic.vault.models import Account, Kit
from vangnet.rules.decision import Reason


def hand_over(request):
    return partial(dispensary.hand_over, request)


def reasons(dose: HandOver) -> set[str]:
    return {one["reason"] for one in dose.reasons}


def other_kits(world: World, number: int) -> list[Kit]:
    return list(Kit.objects.filter(unit=world.unit).order_by("code")[:number])


def test_eight_times_the_same_request_is_one_dose(open_world):
    visit = open_world.at_the_hatch(open_world.patient())
    request = open_world.request(visit)
    doses = at_once([hand_over(request)] * 8)
    assert {dose.pk for dose in doses} == {doses[0].pk}
    assert doses[0].allowed
    assert HandOver.objects.filter(visit=visit).count() == 1
    assert vault.totals(open_world.unit)["in_use"] == 200


def test_eight_different_requests_for_one_patient_are_one_dose(open_world):
    visit = open_world.at_the_hatch(open_world.patient())
    requests = [open_world.request(visit, kit=kit) for kit in other_kits(open_world, 8)]
    doses = at_once([hand_over(request) for request in requests])
    assert sum(dose.allowed for dose in doses) == 1
    assert all(Reason.DOSE_STILL_OPEN in reasons(dose) for dose in doses if not dose.allowed)
    assert Use.objects.filter(visit=visit).count() == 1
    assert vault.totals(open_world.unit)["in_use"] == 200


def test_the_same_request_with_another_amount_is_an_error_for_whoever_is_second(open_world):
    visit = open_world.at_the_hatch(open_world.patient())
    request = open_world.request(visit)
    less = replace(request, dose_mg=Decimal(150), witness_read_mg=Decimal(150))

    def ask(one):
        try:
            return dispensary.hand_over(one)
        except RequestReused:
            return None

    answers = at_once([partial(ask, one) for one in [request, less] * 4])
    kept = HandOver.objects.get(request_id=request.request_id)
    asked = [one.dose_mg for one in [request, less] * 4]
    for dose_mg, answer in zip(asked, answers, strict=True):
        assert (answer is not None) == (dose_mg == kept.dose_mg)


def test_one_kit_goes_with_one_of_eight_doses(open_world):
    visits = [open_world.at_the_hatch(open_world.patient()) for _ in range(8)]
    kit = open_world.next_kit()
    doses = at_once([hand_over(open_world.request(visit, kit=kit)) for visit in visits])
    assert sum(dose.allowed for dose in doses) == 1
    assert {frozenset(reasons(dose)) for dose in doses if not dose.allowed} == {
        frozenset({Reason.KIT_ALREADY_ISSUED})
    }


def test_a_container_with_enough_for_three_gives_three_of_eight(open_world):
    small = receive(open_world, code="V-SMALL", mg="600")
    visits = [open_world.at_the_hatch(open_world.patient()) for _ in range(8)]
    kits = other_kits(open_world, 8)
    doses = at_once([
        hand_over(open_world.request(visit, kit=kit, container=small))
        for visit, kit in zip(visits, kits, strict=True)
    ])  # fmt: skip
    assert sum(dose.allowed for dose in doses) == 3
    assert {frozenset(reasons(dose)) for dose in doses if not dose.allowed} == {
        frozenset({Reason.CONTAINER_TOO_LITTLE})
    }
    assert vault.in_account(small, Account.STOCK) == 0


def test_eight_requests_for_two_drugs_of_one_patient_are_one_dose(open_world):
    patient = open_world.patient()
    methadone = order_methadone(open_world, patient)
    visit = open_world.at_the_hatch(patient)
    drink = {
        "order": methadone, "dose_mg": Decimal(60), "container": bottle(open_world), "kit": None,
    }  # fmt: skip
    requests = [
        request
        for kit in other_kits(open_world, 4)
        for request in (open_world.request(visit, kit=kit), open_world.request(visit, **drink))
    ]
    doses = at_once([hand_over(request) for request in requests])
    assert sum(dose.allowed for dose in doses) == 1
    assert all(Reason.DOSE_STILL_OPEN in reasons(dose) for dose in doses if not dose.allowed)
    assert Use.objects.filter(visit=visit).count() == 1


def check_in(world: World, patient, request_id=None):
    return partial(
        reception.check_in, unit=world.unit, patient=patient, face_matches=True,
        birth_date=patient.identity.birth_date, identifier=None, by=world.staff["desk"],
        at=world.now, request_id=request_id or uuid4(),
    )  # fmt: skip


def test_eight_check_ins_of_one_person_are_one_visit(open_world):
    patient = open_world.patient()
    answers = at_once([check_in(open_world, patient) for _ in range(8)])
    assert sum(answer.visit is not None for answer in answers) == 1
    refused = {answer.reasons for answer in answers if answer.visit is None}
    assert refused == {(reception.DoorReason.ALREADY_HERE,)}


def test_the_same_check_in_eight_times_is_one_visit(open_world):
    patient = open_world.patient()
    same = check_in(open_world, patient, uuid4())
    answers = at_once([same] * 8)
    assert len({answer.visit.pk for answer in answers}) == 1
    assert Visit.objects.filter(patient=patient).count() == 1


def test_one_room_is_given_to_one_of_eight(open_world):
    visits = [open_world.check_in(open_world.patient()) for _ in range(8)]
    room = open_world.rooms[0]
    stays = at_once([
        partial(
            reception.give_room, visit=visit, room=room, by=open_world.nurse, at=open_world.now
        )
        for visit in visits
    ])  # fmt: skip
    assert sum(stay is not None for stay in stays) == 1
    assert RoomStay.objects.filter(room=room, until_at__isnull=True).count() == 1


@pytest.mark.parametrize("has_a_room", [False, True])
def test_one_visit_sent_to_eight_rooms_has_one(open_world, has_a_room):
    visit = open_world.check_in(open_world.patient())
    rooms = list(open_world.rooms)
    if has_a_room:
        room = rooms.pop()
        reception.give_room(visit=visit, room=room, by=open_world.nurse, at=open_world.now)
    at_once([
        partial(
            reception.give_room, visit=visit, room=room, by=open_world.nurse, at=open_world.now
        )
        for room in rooms
    ])  # fmt: skip
    assert RoomStay.objects.filter(visit=visit, until_at__isnull=True).count() == 1
