"""How the ward writes numbers and times.

Plain values in, text out. No trailing zero, always a leading zero, a thin space in thousands,
24-hour clock, dates as 23 Nov 2026. A value that is not known gives an empty text: the page
says in words that it is not known, never a dash and never a zero.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

THIN_SPACE = "\u202f"
KEPT_SPACE = "\u00a0"  # a value and its unit never part at the end of a line
MINUS = "\u2212"
# The fewest decimals each unit of breath alcohol is read with.
READING_UNITS = {"ug/L": ("µg/L", 0), "mg/L": ("mg/L", 2), "[ppth]": ("‰", 2)}


def amount(value: Decimal | int | None) -> str:
    if value is None:
        return ""
    plain = format(Decimal(value).normalize(), "f")
    sign, digits = (MINUS, plain[1:]) if plain.startswith("-") else ("", plain)
    whole, _dot, part = digits.partition(".")
    if len(whole) > 3:
        whole = f"{int(whole):,}".replace(",", THIN_SPACE)
    return sign + whole + (get_format("DECIMAL_SEPARATOR") + part if part else "")


def mg(value: Decimal | int | None) -> str:
    return "" if value is None else f"{amount(value)}{KEPT_SPACE}mg"


def signed(value: Decimal | int | None) -> str:
    """With its sign, for the columns in and out of the register."""
    return f"+{amount(value)}" if value is not None and value > 0 else amount(value)


def reading_number(value: Decimal | None, unit: str) -> str:
    """A reading keeps every digit it was measured with: rounding could hide "over the limit"."""
    if value is None:
        return ""
    _sign, fewest = READING_UNITS[unit]
    decimals = max(fewest, -int(value.normalize().as_tuple().exponent), 0)
    return f"{value:.{decimals}f}".replace(".", get_format("DECIMAL_SEPARATOR"))


def reading_unit(unit: str) -> str:
    return READING_UNITS[unit][0]


def reading(value: Decimal | None, unit: str) -> str:
    number = reading_number(value, unit)
    return number and f"{number}{KEPT_SPACE}{reading_unit(unit)}"


def in_unit_time(at: datetime, zone: str | None = None) -> datetime:
    return timezone.localtime(at, ZoneInfo(zone) if zone else None)


def clock(at: datetime | None, zone: str | None = None) -> str:
    return "" if at is None else in_unit_time(at, zone).strftime("%H:%M")


def clock_seconds(at: datetime | None, zone: str | None = None) -> str:
    return "" if at is None else in_unit_time(at, zone).strftime("%H:%M:%S")


def _local_date(day: date) -> date:
    return in_unit_time(day) if isinstance(day, datetime) else day


def _dated(value: date, pattern: str) -> str:
    """Dutch writes its months and days small."""
    dutch = get_language() == "nl"
    text = date_format(_local_date(value), pattern.format("b" if dutch else "M"))
    return text.lower() if dutch else text


def day(value: date | None) -> str:
    return "" if value is None else _dated(value, "j {} Y")


def day_short(value: date | None) -> str:
    return "" if value is None else _dated(value, "j {}")


def weekday(value: date | None) -> str:
    return "" if value is None else _dated(value, "D j {} Y")


def minutes(length: timedelta | None) -> str:
    """Whole minutes, cut, never rounded up: 14 min 59 s is not yet 15 min."""
    return "" if length is None else f"{whole_minutes(length)}{KEPT_SPACE}min"


def whole_minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def duration(length: timedelta | None) -> str:
    if length is None:
        return ""
    hours, rest = divmod(max(whole_minutes(length), 0), 60)
    hour, minute = _("h"), _("min")
    parts = [f"{hours}{KEPT_SPACE}{hour}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest}{KEPT_SPACE}{minute}")
    return KEPT_SPACE.join(parts)


def digits(length: timedelta | None) -> str:
    """The face of a timer: 4:21, or 1:04:21."""
    if length is None:
        return ""
    hours, rest = divmod(max(int(length.total_seconds()), 0), 3600)
    minute, second = divmod(rest, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def age(born: date | None, on: date | None) -> int | None:
    if born is None or on is None:
        return None
    today = _local_date(on)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def initials(name: str) -> str:
    """Two letters for the round mark beside a name: S. de Vries is SV."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
