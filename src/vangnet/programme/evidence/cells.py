"""Cells that the kit's tables do not have: a count of people, and an effect with its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from vangnet.programme.charts.cells import Words, plain
from vangnet.programme.charts.numbers import EMPTY, Number, number


@dataclass(frozen=True)
class Count:
    """`346/515`; events and people in a file."""

    events: int | None
    people: int | None
    missing: Words = EMPTY

    def html(self) -> SafeString:
        return conditional_escape(self.text())

    def text(self) -> str:
        if self.events is None or self.people is None:
            return str(self.missing)
        return f"{number(self.events)}/{number(self.people)}"

    def raw(self) -> tuple[str, ...]:
        return plain(self.events), plain(self.people)

    def numbers(self) -> Sequence[Number]:
        return ()


@dataclass(frozen=True)
class Effect:
    """An effect in words, `OR 1.41 (1.05 to 1.89)`; its three numbers in a file."""

    words: str
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    small: Words = ""

    def html(self) -> SafeString:
        under = format_html("<small>{}</small>", self.small) if self.small else ""
        return format_html("{}{}", self.words or EMPTY, under)

    def text(self) -> str:
        return " ".join(filter(None, (self.words or EMPTY, str(self.small))))

    def raw(self) -> tuple[str, ...]:
        return plain(self.value), plain(self.low), plain(self.high)

    def numbers(self) -> Sequence[Number]:
        return [one for one in (self.value, self.low, self.high) if one is not None]


COUNT_PARTS = ("events", "people")
EFFECT_PARTS = ("value", "low", "high")


def not_found() -> Count:
    return Count(None, None, gettext("not found"))
