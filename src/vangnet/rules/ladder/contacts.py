"""How often someone was seen, and came. A day counts once, whatever was written down of it."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from vangnet.rules.ladder.facts import ContactFacts, DayOfAttendance
from vangnet.rules.ladder.time import Run
from vangnet.rules.ladder.words import ContactKind


def contact_days(
    contacts: Iterable[ContactFacts], *, within: Run, kinds: Collection[ContactKind] | None = None
) -> int:
    """Days in the window on which the person was seen or spoken to. No kinds: any of them."""
    return len(
        {
            one.on
            for one in contacts
            if not one.missed
            and within.first_on <= one.on <= within.last_on
            and (kinds is None or one.kind in kinds)
        }
    )


def missed_days(contacts: Iterable[ContactFacts], *, within: Run) -> int:
    """Days in the window on which a contact was agreed and nobody came at all."""
    days = [one for one in contacts if within.first_on <= one.on <= within.last_on]
    seen = {one.on for one in days if not one.missed}
    return len({one.on for one in days if one.missed} - seen)


def attendance_share(days: Sequence[DayOfAttendance]) -> Decimal | None:
    """The part of the days on which the person came; None when there was no day to come."""
    if not days:
        return None
    return Decimal(sum(day.came for day in days)) / len(days)


def missed_in_a_row(days: Sequence[DayOfAttendance]) -> int:
    """Days without a visit up to the last of them, which stand in order."""
    missed = 0
    for day in reversed(days):
        if day.came:
            break
        missed += 1
    return missed
