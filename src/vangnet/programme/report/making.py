"""A report of a year: the days it tells, read, counted, and set as a page. No request here."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import translation

from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.programme.report import typeset
from vangnet.programme.report.content import Report, report_of, say
from vangnet.programme.report.drawings import FONT_ON_PAPER
from vangnet.programme.report.facts import rows_of


def years_of(unit: Unit, *, at: datetime) -> list[int]:
    """The years that can be told, the newest first: from the first visit on, else this one."""
    today = clinic_day_of(unit, at=at)
    first = unit.visits.order_by("clinic_day").values_list("clinic_day", flat=True).first()
    return list(range(today.year, (first or today).year - 1, -1))


def make(unit: Unit, year: int, *, public: bool, at: datetime) -> Report | None:
    """None: nothing is known of that year. The running year is told up to today."""
    if year not in years_of(unit, at=at):
        return None
    today = clinic_day_of(unit, at=at)
    last_on = min(date(year, 12, 31), today)
    with _one_moment():
        rows = rows_of(unit, first_on=date(year, 1, 1), last_on=last_on)
    return report_of(unit, rows, public=public, is_over=today.year > year)


@contextmanager
def _one_moment() -> Iterator[None]:
    """All questions see the same moment of the database, while others go on working."""
    with transaction.atomic():
        if not connection.savepoint_ids:  # inside another transaction its moment is the one
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def paper(report: Report, *, language: str) -> bytes:
    """The one page as PDF, in that language."""
    with translation.override(language):
        return typeset.pdf(say(report, language=language, font=FONT_ON_PAPER))
