"""How the programme writes numbers: rounded, grouped, with a true minus, and never a plus-minus.

English groups by a comma, Dutch by a full stop: "17,700" would be seventeen point seven there.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

from django.utils.translation import get_language, gettext

Number: TypeAlias = Decimal | float | int
MINUS = "\u2212"
EMPTY = "\u2013"
_MARKS = {"nl": (".", ","), "en": (",", ".")}
_PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth",
          10: "tenth"}  # fmt: skip
_CLOSE_ENOUGH = 0.06  # of the part itself: 0.209 is a fifth, 0.23 is none


def exact(value: Number) -> Decimal:
    """As written, without the tail of a float. Already Decimal: unchanged."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def rounded(value: Number, decimals: int) -> Decimal:
    """Halves go up: to `decimals` places, or to tens, hundreds when it is negative."""
    step = Decimal(1).scaleb(-decimals)
    return (exact(value) / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def number(value: Number | None, decimals: int = 0, *, sign: bool = False) -> str:
    """`17,700`, `−486`, with `sign` also `+22.8`; nothing for None."""
    if value is None:
        return ""
    group, point = _MARKS.get((get_language() or "en")[:2], _MARKS["en"])
    found = rounded(value, decimals)
    text = f"{abs(found):,.{max(decimals, 0)}f}"
    text = text.translate(str.maketrans(",.", group + point))
    before = MINUS if found < 0 else "+" if sign and found > 0 else ""
    return before + text


def interval(
    low: Number | None, high: Number | None, decimals: int = 0, *, sign: bool = False
) -> str:
    """`17,300 to 18,100`; one limit alone is "at least" or "at most"; nothing without any."""
    values = {"low": number(low, decimals, sign=sign), "high": number(high, decimals, sign=sign)}
    if low is not None and high is not None:
        return gettext("%(low)s to %(high)s") % values
    if low is not None:
        return gettext("at least %(low)s") % values
    return gettext("at most %(high)s") % values if high is not None else ""


def with_interval(
    value: Number | None, low: Number | None, high: Number | None, decimals: int = 0
) -> str:
    """`14,000 (12,700 to 16,300)`, or only what there is of it."""
    around = interval(low, high, decimals)
    middle = number(value, decimals)
    return f"{middle} ({around})" if middle and around else middle or around


def percent(share: Number, decimals: int = 0) -> str:
    """A share of one as `5%`."""
    return f"{number(exact(share) * 100, decimals)}%"


def about_a(share: Number) -> str:
    """A share in words, "a fifth", where it is near enough to one; else as a percentage."""
    wanted = float(share)
    for parts, name in _PARTS.items():
        if wanted > 0 and abs(wanted * parts - 1) <= _CLOSE_ENOUGH:
            return part_names()[name]
    return percent(share)


def part_names() -> Mapping[str, str]:
    return {
        "half": gettext("half"), "third": gettext("a third"), "quarter": gettext("a quarter"),
        "fifth": gettext("a fifth"), "sixth": gettext("a sixth"),
        "seventh": gettext("a seventh"), "eighth": gettext("an eighth"),
        "tenth": gettext("a tenth"),
    }  # fmt: skip


def d3_locale() -> dict[str, Any]:
    """The same marks for the axes that Vega writes."""
    group, point = _MARKS.get((get_language() or "en")[:2], _MARKS["en"])
    return {
        "decimal": point, "thousands": group, "grouping": [3], "currency": ["€", ""],
        "minus": MINUS,
    }  # fmt: skip
