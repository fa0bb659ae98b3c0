"""One figure as it is read: its value in words, interval, method, and of how many.

What a copy may not tell is hidden here: a line without a raw value is never drawn.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from vangnet.programme.charts.numbers import interval, number
from vangnet.programme.report import words
from vangnet.programme.report.counting.copies import Copy
from vangnet.programme.report.counting.estimate import Estimate, Method
from vangnet.programme.report.counting.hiding import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`raw`, `low` and `high` are for files and drawings, in the unit of `value`; None: none."""

    key: str
    name: str
    value: str
    interval: str = ""
    method: str = ""
    n: str = ""
    raw: float | None = None
    low: float | None = None
    high: float | None = None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    cannot: str  # what its figures cannot tell
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """How a figure is written: times so much, with decimals, and a pattern around it."""

    times: float = 1
    decimals: int = 0
    pattern: str = "%s"

    def say(self, value: float) -> str:
        return self.pattern.replace("%s", number(value * self.times, self.decimals))

    def between(self, low: float, high: float) -> str:
        found = interval(low * self.times, high * self.times, self.decimals)
        return self.pattern.replace("%s", found)


PERCENT = Unit(times=100, pattern="%s%")
PER_1000 = Unit(decimals=2)


def few() -> str:
    return _("fewer than 5")


def not_shown() -> str:
    return _("not shown, to hide a small number")


def hidden_unless(*, tells: bool) -> str:
    return "" if tells else not_shown()


def count_line(copy: Copy, name: str, title: Any) -> Line:
    """A count of people, as this copy tells it."""
    count, told = copy.counts[name], copy.told[name]
    if told is Told.PLAINLY:
        return Line(
            key=name, name=str(title), value=number(count), raw=count,
            method=str(words.METHODS[Method.COUNTED]),
        )  # fmt: skip
    hidden = few() if told is Told.FEWER_THAN_FIVE else not_shown()
    return Line(key=name, name=str(title), value=hidden, is_hidden=True)


def line(key: str, title: Any, one: Estimate, unit: Unit, *, hidden: str = "") -> Line:
    """An estimate. `hidden`: why it is not told in this copy."""
    if hidden:
        return Line(key=key, name=str(title), value=hidden, is_hidden=True)
    of = str(words.OF[one.of]) % {"n": number(one.n)}
    if one.persons is not None and one.persons != one.n:
        of = _("%(of)s of %(persons)s people") % {"of": of, "persons": number(one.persons)}
    if one.value is None:
        return Line(key=key, name=str(title), value=_("not known"), n=of)
    low, high = one.low, one.high
    return Line(
        key=key, name=str(title), value=unit.say(one.value), n=of,
        interval="" if low is None or high is None else unit.between(low, high),
        method=str(words.METHODS[one.method]), raw=one.value * unit.times,
        low=None if low is None else low * unit.times,
        high=None if high is None else high * unit.times,
    )  # fmt: skip
