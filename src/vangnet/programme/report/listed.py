"""Every figure of a report, group by group: one list for the page, the terminal and the file."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from vangnet.programme.report import listed_doses, words
from vangnet.programme.report.counting.copies import NOW, PLACES, WAS, Copy
from vangnet.programme.report.counting.year import Year
from vangnet.programme.report.lines import (
    PERCENT,
    Group,
    Line,
    count_line,
    hidden_unless,
    line,
    not_shown,
)

MONTHS = (6, 12)
NEVER = 12 * 100  # months: nobody is followed so long


def groups(year: Year, copy: Copy, *, country: str) -> list[Group]:
    """All of it, in the order of the report."""
    made = (
        (_("Where people are"), "standing", _standing(copy)),
        (_("Who came and went"), "flow", _flow(copy)),
        (_("How many stay"), "stay", _staying(year, copy)),
        (_("Why people leave, of all who started"), "cause", _causes(year, copy)),
        (_("How often people come"), "attendance", _attendance(year, copy)),
        *listed_doses.groups(year, copy, country=country),
    )
    return [
        Group(title=title, cannot=str(words.CANNOT[cannot]), lines=tuple(lines))
        for title, cannot, lines in made
    ]


def _standing(copy: Copy) -> Iterator[Line]:
    for place in PLACES:
        yield count_line(copy, f"{NOW}:{place}", words.PLACES[place])
    yield count_line(copy, f"{NOW}:all", _("Everybody"))
    for place in PLACES:
        title = _("%(place)s, a year before") % {"place": words.PLACES[place]}
        yield count_line(copy, f"{WAS}:{place}", title)
    yield count_line(copy, f"{WAS}:all", _("Everybody, a year before"))


def _flow(copy: Copy) -> Iterator[Line]:
    yield count_line(copy, "flow:was", _("In HAT here before the year"))
    yield count_line(copy, "flow:started", _("Started"))
    yield count_line(copy, "flow:came_over", _("Came over from another unit"))
    yield count_line(copy, "flow:left", _("Left"))
    for name in sorted(one for one in copy.counts if one.startswith("left:")):
        reason = words.REASONS[name.removeprefix("left:")]
        yield count_line(copy, name, _("Left: %(reason)s") % {"reason": reason})
    yield count_line(copy, "flow:went_over", _("Went over to another unit"))
    yield count_line(copy, "flow:now", _("In HAT here at the end"))
    yield count_line(copy, "flow:treated", _("Treated in the year"))


def hides_curve(copy: Copy) -> str:
    """A curve tells how many left: hidden where that number is, or the number who started."""
    told = copy.tells("curve:starts") and copy.tells("curve:gone")
    return hidden_unless(tells=told and copy.tells_of(copy.counts["curve:starts"]))


def hides_month(year: Year, copy: Copy, months: int, cause: str | None = None) -> str:
    """The share gone by a month tells how many that were, and how many left after it."""
    left, all_left = year.retention.left_by(months, cause), year.retention.left_by(NEVER, cause)
    told = all(copy.tells_of(one or None) for one in (left, all_left - left))
    return hides_curve(copy) or hidden_unless(tells=told)


def _staying(year: Year, copy: Copy) -> Iterator[Line]:
    since = _("Started since %(day)s, and followed") % {"day": year.retention_since.isoformat()}
    yield count_line(copy, "curve:starts", since)
    for months in MONTHS:
        title = _("Still in treatment after %(months)s months") % {"months": months}
        there = year.retention.still_there(months)
        yield line(f"stay:{months}", title, there, PERCENT, hidden=hides_month(year, copy, months))
    yield count_line(copy, "curve:before", _("Left out: in treatment before the records begin"))


def _causes(year: Year, copy: Copy) -> Iterator[Line]:
    for cause in sorted(year.retention.causes):
        title = _("Left within 12 months: %(reason)s") % {"reason": words.REASONS[cause]}
        own = hidden_unless(tells=copy.tells(f"curve:{cause}"))
        gone = year.retention.gone_by(cause, 12)
        yield line(
            f"gone:{cause}", title, gone, PERCENT, hidden=hides_month(year, copy, 12, cause) or own
        )


def _attendance(year: Year, copy: Copy) -> Iterator[Line]:
    title = _("Days on which people came, of all days in HAT")
    hidden = "" if copy.tells_of(year.attendance.persons) else not_shown()
    yield line("attendance", title, year.attendance, PERCENT, hidden=hidden)
