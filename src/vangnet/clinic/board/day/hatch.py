"""At the hatch of a made-up day: ask the gate, act on every reason it gives, ask again.

Staff here do what the reasons ask of them; only the gate says yes.
"""

from collections.abc import Generator
from datetime import datetime
from decimal import Decimal

from vangnet.clinic.board.day.before import blow, look, refresh
from vangnet.clinic.board.day.guest import MOMENT, REST, TALK, Guest
from vangnet.clinic.board.day.plan import Trouble
from vangnet.clinic.board.day.timetable import Process, Seats
from vangnet.clinic.board.day.ward import Ordered
from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import Hold, HoldKind
from vangnet.clinic.dispensary import actions as dispensary
from vangnet.clinic.dispensary import ordered, use
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.keyed import new_key
from vangnet.clinic.reception import actions as reception
from vangnet.rules.decision import Reason, Refusal

ASKED_AT_MOST = 4  # then nobody asks again
FIVE = Decimal(5)
GO_HOME = {
    Reason.BREATH_OVER_LIMIT,
    Reason.TOO_SOON_AFTER_LAST_DOSE,
    Reason.GAP_WITHOUT_RESTART,
    Reason.DAY_TOTAL_ABOVE_ORDER,
    Reason.DOSES_ABOVE_ORDER,
}
REST_FIRST = {Reason.TOO_SEDATED, Reason.ASLEEP, Reason.INTOXICATION_SIGNS}
# Whose first check does not pass, or who goes without: no drink at that visit.
NOT_WITH_METHADONE = {
    Trouble.FAILED_TEST, Trouble.FAILED_TWICE, Trouble.RETEST_EARLY, Trouble.DROWSY,
    Trouble.ASLEEP, Trouble.SIGNS, Trouble.OLD_CHECK, Trouble.ON_HOLD, Trouble.CHANGES_MIND,
}  # fmt: skip
TALK_FIRST = {Reason.HOLD_SOFT, Reason.HOLD_HARD}


def get_dose(guest: Guest) -> Generator[datetime | Seats, None, HandOver | None]:
    """Until the gate says yes, or until there is no more to be done today."""
    if guest.trouble is Trouble.ON_HOLD:
        _put_on_hold(guest)
    if guest.trouble is not Trouble.FAILED_TWICE and guest.limits.room_needed is not False:
        yield from _take_room(guest)
    if guest.trouble is Trouble.OLD_CHECK:
        yield guest.now + guest.limits.pre_dose_check_valid + MOMENT
    while guest.asked < ASKED_AT_MOST:
        yield from refresh(guest)
        yield from guest.seat(guest.day.hatches)
        yield guest.now + guest.coming.step / 2
        answer = _ask(guest)
        guest.free(guest.day.hatches)
        guest.asked += 1
        if answer.allowed:
            return answer
        reasons = {Refusal.from_json(one).reason for one in answer.reasons}
        if reasons & GO_HOME:
            return None
        yield from _act_on(reasons, guest)
    return None


def _act_on(reasons: set[Reason], guest: Guest) -> Process:
    if Reason.BREATH_RETEST_TOO_EARLY in reasons:
        yield guest.now + guest.limits.breath_retest_wait
        yield from blow(guest)
    if reasons & REST_FIRST:
        yield guest.now + REST
    if reasons & TALK_FIRST:
        yield guest.now + TALK
        _lift_holds(guest)
    yield from look(guest)


def methadone_first(guest: Guest) -> Generator[datetime | Seats, None, bool]:
    """The drink of the day beside the dose: once, at a visit whose first check passes."""
    beside, day = guest.person.beside, guest.day
    if beside is None or guest.coming.staged or guest.trouble in NOT_WITH_METHADONE:
        return False
    if guest.coming.person in day.had_methadone:
        return False
    yield from guest.seat(day.hatches)
    yield guest.now + guest.coming.step / 2
    answer = _ask_for(guest, beside, beside.dose_mg)
    guest.free(day.hatches)
    if not answer.allowed:
        return False
    day.had_methadone.add(guest.coming.person)
    yield guest.now + MOMENT
    use.start_use(use=answer.use, by=guest.nurse, at=guest.now)
    yield guest.now + MOMENT
    amounts = use.Amounts(given_mg=answer.dose_mg)
    use.end_use(use=answer.use, amounts=amounts, attempts=1, by=guest.nurse, at=guest.now)
    yield guest.now + MOMENT
    if ordered.further(guest.visit):
        yield from look(guest)
    return True


def _ask_for(guest: Guest, wanted: Ordered, dose_mg: Decimal) -> HandOver:
    """An ordinary question: the right container, two people, no kit where none is needed."""
    ward = guest.day.ward
    giver, second = ward.pair()
    held = ward.cabinet.container_for(route=wanted.route, dose_mg=dose_mg, at=guest.now)
    answer = dispensary.hand_over(
        dispensary.Request(
            visit=guest.visit, order=wanted.order, dose_mg=dose_mg, container=held.container,
            kit=None, by=giver, witness=ward.signature(second, at=guest.now),
            witness_read_mg=dose_mg, at=guest.now, request_id=new_key(),
        )
    )  # fmt: skip
    if answer.allowed:
        ward.cabinet.taken(held, None, mg=dose_mg)
    return answer


def _ask(guest: Guest) -> HandOver:
    ward, route, first = guest.day.ward, guest.person.route, guest.asked == 0
    giver, second = ward.pair()
    dose_mg = _dose_mg(guest, first=first)
    held = ward.cabinet.container_for(route=route, dose_mg=dose_mg, at=guest.now)
    kit = ward.cabinet.take_kit(route=route)
    if first and guest.trouble is Trouble.WRONG_CONTAINER:
        held = ward.cabinet.too_little(route=route)
    if first and guest.trouble is Trouble.KIT_USED_BEFORE:
        kit = ward.cabinet.used.get(route, kit)
    if first and guest.trouble is Trouble.WITNESS_IS_GIVER:
        second = giver
    answer = dispensary.hand_over(
        dispensary.Request(
            visit=guest.visit, order=guest.person.main.order, dose_mg=dose_mg,
            container=held.container, kit=kit, by=giver,
            witness=ward.signature(second, at=guest.now), witness_read_mg=dose_mg, at=guest.now,
            request_id=new_key(),
        )
    )  # fmt: skip
    if answer.allowed:
        guest.container = held.container
        ward.cabinet.taken(held, kit, mg=dose_mg)
    return answer


def _dose_mg(guest: Guest, *, first: bool) -> Decimal:
    ordered_mg = guest.person.main.dose_mg
    if guest.trouble is Trouble.WANTS_LESS:
        return in_fives(ordered_mg * guest.coming.share)
    if guest.trouble is Trouble.WANTS_MORE and first:
        return ordered_mg + 10 * FIVE
    return ordered_mg


def in_fives(mg: Decimal) -> Decimal:
    """Down to whole fives of milligrams, as people ask."""
    return mg // FIVE * FIVE


def _take_room(guest: Guest) -> Process:
    yield from guest.seat(guest.day.rooms)
    room = reception.first_ready_room(unit=guest.day.ward.unit)
    assert room is not None, "a seat without a room"
    given = reception.give_room(visit=guest.visit, room=room, by=guest.nurse, at=guest.now)
    assert given is not None, "nobody else gives rooms here"
    guest.room = room


def _put_on_hold(guest: Guest) -> None:
    nurse = guest.day.ward.staff["nurse"]
    consulting.put_on_hold(
        patient=guest.person.patient, kind=HoldKind.SOFT, reason="Wants to speak to someone",
        owner=nurse, by=nurse, at=guest.now,
    )  # fmt: skip


def _lift_holds(guest: Guest) -> None:
    """The prescriber comes, talks, and lifts what is in force."""
    prescriber = guest.day.ward.staff["prescriber"]
    held = Hold.objects.filter(patient=guest.person.patient, lifted_at__isnull=True)
    for hold in held.order_by("placed_at", "pk"):
        consulting.lift_hold(hold=hold, because="Spoken with", by=prescriber, at=guest.now)
