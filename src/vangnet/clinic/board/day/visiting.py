"""One made-up visit, from the door to the door, as a process of the day's timetable."""

from vangnet.clinic.board.day import after, before, hatch
from vangnet.clinic.board.day.guest import REST, Guest, Unitday
from vangnet.clinic.board.day.plan import Coming, Trouble
from vangnet.clinic.board.day.timetable import Process
from vangnet.clinic.dispensary import ordered


def come(day: Unitday, coming: Coming) -> None:
    """Put this visit into the day."""
    guest = Guest(day=day, coming=coming, trouble=coming.trouble)
    day.timetable.add(_visit(guest), at=coming.arrives_at)


def _visit(guest: Guest) -> Process:
    before.check_in(guest)
    yield guest.now + guest.coming.wait
    if guest.trouble is Trouble.CHANGES_MIND:
        after.turn_away(guest)
        return
    yield from before.test_and_check(guest)
    had_methadone = yield from hatch.methadone_first(guest)
    dose = None
    if not had_methadone or ordered.further(guest.visit):
        dose = yield from hatch.get_dose(guest)
    if dose is not None:
        yield from after.use_dose(guest, dose)
    elif not had_methadone:
        after.turn_away(guest)
        return
    yield from after.recover(guest)
    if guest.trouble is Trouble.BACK_TOO_SOON:
        again = Guest(day=guest.day, coming=guest.coming, trouble=Trouble.NONE)
        guest.day.timetable.add(_visit(again), at=guest.now + 2 * REST)
