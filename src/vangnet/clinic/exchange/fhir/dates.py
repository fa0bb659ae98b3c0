"""FHIR's dates: whole, partial, or impossible. FHIR writes as much of a date as is known."""

import re
from datetime import date

from vangnet.clinic.exchange.fhir.finding import Fault

AGE_YEARS_MAX = 130  # no person has lived longer: a date before that is a slip
_PARTIAL = re.compile(r"[0-9]{4}(-[0-9]{2})?")
_WHOLE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def birth_date(value: str | None, *, on: date) -> date | Fault | None:
    """The day, or None where none is said, or why it is none that the desk can ask for."""
    if not value or not value.strip():
        return None
    if _PARTIAL.fullmatch(value):
        return Fault.BIRTH_DATE_PARTIAL
    born = _day(value) if _WHOLE.fullmatch(value) else None
    if born is None or born > on or on.year - born.year > AGE_YEARS_MAX:
        return Fault.BIRTH_DATE_IMPOSSIBLE
    return born


def is_over(end: str | None, *, on: date) -> bool:
    """Whether a period ended before `on`. An end that cannot be read is no end."""
    ended = _day((end or "")[:10])
    return ended is not None and ended < on


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
