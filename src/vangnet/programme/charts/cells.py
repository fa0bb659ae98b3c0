"""What may stand in a table under a chart: shown in a page, and raw in a CSV file.

`raw` is for machines: a full stop in numbers, nothing grouped, nothing rounded that was not
rounded by who made the cell. A kind of cell that is missing here is any class with these methods.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify

from vangnet.programme.charts import standing as standings
from vangnet.programme.charts import verdicts
from vangnet.programme.charts.numbers import EMPTY, Number, exact, interval, number
from vangnet.programme.charts.verdicts import Verdict
from vangnet.programme.sources import Source, Standing

Words = str | Promise


class Cell(Protocol):
    def html(self) -> SafeString: ...

    def text(self) -> str:
        """What a reader sees, without marks."""
        ...

    def raw(self) -> tuple[str, ...]:
        """The fields of a CSV file, as many as the column has parts."""
        ...

    def numbers(self) -> Sequence[Number]:
        """What a chart may draw of it."""
        ...


@dataclass(frozen=True)
class Text:
    """Words; `small` stands under them."""

    words: Words = ""
    small: Words = ""

    def html(self) -> SafeString:
        under = format_html("<small>{}</small>", self.small) if self.small else ""
        return format_html("{}{}", self.words, under)

    def text(self) -> str:
        return " ".join(filter(None, (str(self.words), str(self.small))))

    def raw(self) -> tuple[str, ...]:
        return (self.text(),)

    def numbers(self) -> Sequence[Number]:
        return ()


@dataclass(frozen=True)
class Num:
    """A number of `decimals`; `pattern` may be "about %s", `missing` says why there is none."""

    value: Number | None
    decimals: int = 0
    pattern: Words = "%s"
    missing: Words = EMPTY
    sign: bool = False

    def html(self) -> SafeString:
        return conditional_escape(self.text())

    def text(self) -> str:
        if self.value is None:
            return str(self.missing)
        return str(self.pattern) % number(self.value, self.decimals, sign=self.sign)

    def raw(self) -> tuple[str, ...]:
        return (plain(self.value),)

    def numbers(self) -> Sequence[Number]:
        return () if self.value is None else (self.value,)


@dataclass(frozen=True)
class Between:
    """An interval, `12,700 to 16,300`; its column has two parts in a file."""

    low: Number | None
    high: Number | None
    decimals: int = 0
    missing: Words = EMPTY
    sign: bool = False

    def html(self) -> SafeString:
        return conditional_escape(self.text())

    def text(self) -> str:
        found = interval(self.low, self.high, self.decimals, sign=self.sign)
        return found or str(self.missing)

    def raw(self) -> tuple[str, ...]:
        return plain(self.low), plain(self.high)

    def numbers(self) -> Sequence[Number]:
        return [limit for limit in (self.low, self.high) if limit is not None]


@dataclass(frozen=True)
class Stood:
    """A standing: mark and word. None where there is nothing to stand for."""

    standing: Standing | None

    def html(self) -> SafeString:
        return standings.marked(self.standing) if self.standing is not None else SafeString(EMPTY)

    def text(self) -> str:
        return str(standings.WORDS[self.standing]) if self.standing is not None else EMPTY

    def raw(self) -> tuple[str, ...]:
        return (self.text() if self.standing is not None else "",)

    def numbers(self) -> Sequence[Number]:
        return ()


@dataclass(frozen=True)
class Judged:
    """A verdict's chip, or nothing."""

    verdict: Verdict | None = None
    words: Words = ""

    def html(self) -> SafeString:
        return verdicts.chip(self.verdict, str(self.words)) if self.verdict else SafeString("")

    def text(self) -> str:
        return str(self.words or verdicts.WORDS[self.verdict]) if self.verdict else ""

    def raw(self) -> tuple[str, ...]:
        return (self.text(),)

    def numbers(self) -> Sequence[Number]:
        return ()


@dataclass(frozen=True)
class Cited:
    """Where it stands: each source by name, linked to its place on the page of sources.

    `words` come before, `note` stands under them.
    """

    sources: Sequence[Source]
    words: Words = ""
    note: object = ""

    def html(self) -> SafeString:
        links = format_html_join(
            "; ",
            '<a href="{}">{}</a>',
            ((source_url(one), one.name) for one in self.sources),
        )
        before = format_html("{} ", self.words) if self.words else ""
        told = str(self.note)
        under = format_html("<small>{}</small>", told) if told else ""
        return format_html("{}{}{}", before, links, under)

    def text(self) -> str:
        names = "; ".join(one.name for one in self.sources)
        before = " ".join(filter(None, (str(self.words), names)))
        return f"{before} ({self.note})" if str(self.note) else before

    def raw(self) -> tuple[str, ...]:
        return (self.text(),)

    def numbers(self) -> Sequence[Number]:
        return ()


def plain(value: Number | None) -> str:
    """`12.6`, `-486`, never `1E+4`: for files."""
    return "" if value is None else format(exact(value), "f")


def source_anchor(source: Source) -> str:
    return f"source-{slugify(source.key)}"


def source_url(source: Source) -> str:
    """The source's place on the page of sources; outside a site only the place."""
    try:
        return f"{reverse('figures:sources')}#{source_anchor(source)}"
    except NoReverseMatch:
        return f"#{source_anchor(source)}"
