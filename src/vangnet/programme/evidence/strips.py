"""Ratios on a telephone: a strip each, its name and number above, its interval below."""

from collections.abc import Sequence
from dataclasses import dataclass

from vangnet.programme.charts import theme
from vangnet.programme.charts.cells import Words
from vangnet.programme.charts.drawing import Drawing
from vangnet.programme.evidence.paper import Paper
from vangnet.programme.evidence.ratio_axis import RatioAxis
from vangnet.programme.sources import Standing

WIDTH = 336.0  # units, which are pixels on a telephone
HEAD, ROW, TITLE, FOOT = 26.0, 64.0, 30.0, 28.0
DIAMOND = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A name, words under it, and a ratio; without `standing` it is a diamond, without `value` only
    a title or a line of words."""

    name: Words
    under: Words = ""
    text: str = ""
    value: float | None = None
    low: float = 0.0
    high: float = 0.0
    new: tuple[float, float] | None = None
    standing: Standing | None = None
    square: bool = True
    colour: str = theme.HAT
    size: float = 110.0

    @property
    def height(self) -> float:
        return ROW if self.value is not None or self.under else TITLE


def phone_drawing(
    strips: Sequence[Strip], *, low: float, high: float, ticks: Sequence[float],
    heads: tuple[str, str], label: str, worse: str = "low",
) -> Drawing:  # fmt: skip
    """`heads`: what the left and the right of one mean."""
    bottom = HEAD + sum(one.height for one in strips)
    paper = Paper(WIDTH, bottom + FOOT)
    axis = RatioAxis(left=8, right=WIDTH - 8, low=low, high=high, ticks=ticks, worse=worse)
    axis.draw(paper, top=HEAD - 8, bottom=bottom)
    left, right = (theme.MUTED, theme.BETTER) if worse == "low" else (theme.BETTER, theme.WORSE)
    paper.head((0, 8), f"← {heads[0]}", colour=left)
    paper.head((WIDTH, 8), f"{heads[1]} →", align="right", colour=right)
    y = HEAD
    for one in strips:
        _strip(paper, axis, one, y)
        y += one.height
    return paper.drawing(label=label, screens="phone")


def _strip(paper: Paper, axis: RatioAxis, one: Strip, top: float) -> None:
    only_words = one.value is None and not one.under
    name = theme.BRAND if only_words else theme.INK
    paper.words((0, top + 10), one.name, bold=True, size=13, halo=True, colour=name)
    paper.words((WIDTH, top + 10), one.text, bold=True, size=13, align="right", halo=True)
    paper.words((0, top + 27), one.under, size=theme.SMALL, colour=theme.MUTED, halo=True)
    if one.value is None:
        return
    y = top + (48 if one.under else 36)
    if one.new:
        paper.line((axis.at(one.new[0]), y), (axis.at(one.new[1]), y), colour=one.colour, width=2.2,
                   dash=(2, 4), low=one.new[0], high=one.new[1])  # fmt: skip
    low, middle, high = axis.at(one.low), axis.at(one.value), axis.at(one.high)
    if one.standing is None:
        corners = [(low, y), (middle, y - DIAMOND), (high, y), (middle, y + DIAMOND)]
        paper.shape(corners, fill=one.colour, value=one.value, low=one.low, high=one.high)
        return
    paper.line((low, y), (high, y), colour=one.colour, width=2.4, low=one.low, high=one.high)
    paper.mark((middle, y), one.value, standing=one.standing, colour=one.colour, size=one.size,
               square=one.square)  # fmt: skip
