"""What the reviews print of harms and of other outcomes: without counts nothing is pooled here."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext

from vangnet.programme.charts import theme
from vangnet.programme.charts.drawing import Drawing
from vangnet.programme.charts.numbers import number, with_interval
from vangnet.programme.evidence import trials
from vangnet.programme.evidence.paper import NARROW, Paper
from vangnet.programme.evidence.ratio_axis import RatioAxis
from vangnet.programme.evidence.strips import Strip, phone_drawing
from vangnet.programme.evidence.trials import ArmRow, Key

INJECTED = "injected heroin+methadone vs oral methadone"
BESIDE = "heroin+methadone vs methadone"
SUPERVISED = "supervised injectable heroin vs oral methadone"
# In the order of the page.
SHOWN: tuple[tuple[Key, Promise], ...] = (
    (("COCHRANE2011", INJECTED, "mortality"), gettext_lazy("Died")),
    (("COCHRANE2010", BESIDE, "incarceration"), gettext_lazy("Put in prison")),
    (("COCHRANE2010", BESIDE, "other_illicit_use"), gettext_lazy("Used other illicit drugs")),
    (("COCHRANE2011", INJECTED, "related_adverse_events"),
     gettext_lazy("Side effects of the medicine")),
    (("STRANG2015", SUPERVISED, "serious_adverse_events"), gettext_lazy("Serious side effects")),
)  # fmt: skip
ROW, HEAD, FOOT = 36.0, 52.0, 30.0
LOWEST, HIGHEST = 0.22, 80.0
TICKS = (0.25, 0.5, 1, 2, 5, 10, 20, 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """One printed ratio with its interval; below one is fewer with HAT."""

    row: ArmRow
    label: Promise
    value: float
    low: float
    high: float

    @property
    def studies(self) -> int | None:
        """How many studies, where the row's note begins with it."""
        found = re.match(r"(\d+) studies", self.row.note)
        return int(found[1]) if found else None

    @property
    def not_reread(self) -> bool:
        return "limit" in self.row.note

    @property
    def says_nothing(self) -> bool:
        return self.low <= 1 <= self.high

    @property
    def colour(self) -> str:
        if self.says_nothing:
            return theme.SLATE
        return theme.BETTER if self.value < 1 else theme.WORSE

    def size_words(self) -> str:
        """`4 studies, 1,477 people`, or what is known of it."""
        parts = []
        if self.studies:
            parts.append(
                ngettext("%(n)s study", "%(n)s studies", self.studies) % {"n": self.studies}
            )
        if self.row.people:
            parts.append(gettext("%(n)s people") % {"n": number(self.row.people)})
        return ", ".join(parts)


def harms() -> tuple[Harm, ...]:
    return tuple(_harm(key, label) for key, label in SHOWN)


def _harm(key: Key, label: Promise) -> Harm:
    row = trials.arm_rows()[key]
    printed = row.printed
    assert printed is not None
    assert printed.low is not None
    assert printed.high is not None
    return Harm(
        row=row,
        label=label,
        value=float(printed.value),
        low=float(printed.low),
        high=float(printed.high),
    )


def harm_drawings(*, label: str) -> tuple[Drawing, ...]:
    wide = _drawn(theme.FOREST_WIDE, axis=(236, 780), ours=820, size=990)
    narrow = _drawn(NARROW, axis=(180, 520), ours=536, size=None)
    return (
        wide.drawing(label=label, screens="wide"),
        narrow.drawing(label=label, screens="narrow"),
        phone_drawing(
            [_strip(one) for one in harms()],
            low=LOWEST,
            high=HIGHEST,
            ticks=TICKS,
            heads=(gettext("fewer with HAT"), gettext("more with HAT")),
            label=label,
            worse="high",
        ),
    )


def _strip(one: Harm) -> Strip:
    return Strip(
        name=one.label,
        under=", ".join(filter(None, (one.row.source.name, one.size_words()))),
        text=with_interval_of(one, 2 if one.value < 10 else 1),
        value=one.value,
        low=one.low,
        high=one.high,
        standing=one.row.standing,
        square=False,
        colour=one.colour,
    )


def _drawn(width: float, *, axis: tuple[float, float], ours: float, size: float | None) -> Paper:
    found = harms()
    bottom = HEAD + len(found) * ROW
    paper = Paper(width, bottom + FOOT)
    ratio = RatioAxis(
        left=axis[0], right=axis[1], low=LOWEST, high=HIGHEST, ticks=TICKS, worse="high"
    )
    ratio.draw(paper, top=HEAD - 6, bottom=bottom)
    at, y = ratio.at(1), HEAD - 24
    fewer, more = f"← {gettext('fewer with HAT')}", f"{gettext('more with HAT')} →"
    paper.head((at - 8, y), fewer, align="right", colour=theme.BETTER)
    paper.head((at + 8, y), more, colour=theme.WORSE)
    paper.head((ours, y), gettext("Ratio as printed"))
    for n, one in enumerate(found):
        y = HEAD + (n + 0.5) * ROW
        paper.words((0, y), one.label, bold=True, size=theme.TEXT if size else theme.SMALL)
        paper.line((ratio.at(one.low), y), (ratio.at(one.high), y), colour=one.colour, width=2.4,
                   low=one.low, high=one.high)  # fmt: skip
        paper.mark((ratio.at(one.value), y), one.value, standing=one.row.standing,
                   colour=one.colour, size=130)  # fmt: skip
        decimals = 2 if one.value < 10 else 1
        paper.words((ours, y), with_interval_of(one, decimals), bold=True)
        if size:
            paper.words((size, y), ", ".join(filter(None, (one.row.source.name, one.size_words()))),
                        colour=theme.MUTED)  # fmt: skip
    return paper


def with_interval_of(one: Harm, decimals: int) -> str:
    """The ratio in its own digits, its interval in two."""
    around = with_interval(None, one.low, one.high, 2)
    return f"{number(one.value, decimals)} ({around})"
