"""How much of a pooled result hangs on one trial, or on the way of pooling."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from vangnet.programme.charts import theme
from vangnet.programme.charts.cells import Between, Num, Stood, Text, Words
from vangnet.programme.charts.drawing import Drawing
from vangnet.programme.charts.numbers import number, percent, with_interval
from vangnet.programme.charts.table import Column, Group, Row, Table, interval_column
from vangnet.programme.evidence.paper import NARROW, Paper
from vangnet.programme.evidence.pooling import Pooled
from vangnet.programme.evidence.pools import RESPONDING, STAYING, Forest
from vangnet.programme.evidence.ratio_axis import RatioAxis
from vangnet.programme.evidence.saying import way_words
from vangnet.programme.evidence.strips import Strip, phone_drawing
from vangnet.programme.sources import Standing

ROW, HEAD, FOOT = 28.0, 26.0, 44.0
I2_AFTER = 148.0  # units after the ratio
LOWEST, HIGHEST = 0.5, 4.9
TICKS = (0.5, 1, 1.5, 2, 3, 4)
NAMES = {
    STAYING: gettext_lazy("Staying in treatment"),
    RESPONDING: gettext_lazy("Response"),
}
COLUMNS = (
    Column("what", gettext_lazy("What is pooled, and how")),
    Column("ratio", gettext_lazy("Ratio"), numeric=True),
    interval_column("ratio", gettext_lazy("95% interval")),
    Column("i2_percent", gettext_lazy("I²"), numeric=True),
    Column("tau2", gettext_lazy("Tau²"), numeric=True),
    interval_column("new_trial", gettext_lazy("A new trial")),
    Column("standing", gettext_lazy("Standing")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way to pool: its words, what came out, and whether it is the main one."""

    words: Words
    pooled: Pooled
    main: bool = False


def variants(forest: Forest) -> list[Variant]:
    """The main result, the same without each trial, and the other ways over all trials."""
    found = [
        Variant(words=gettext("All %(n)s trials: %(way)s")
                % {"n": len(forest.lines), "way": way_words(forest.pooled)},
                pooled=forest.pooled, main=True)
    ]  # fmt: skip
    found += [
        Variant(words=gettext("Without %(trial)s") % {"trial": one.label}, pooled=left)
        for one, left in forest.without
    ]
    found += [
        Variant(words=way_words(one), pooled=one) for one in forest.others if one != forest.pooled
    ]
    return found


def steadiness_table(forests: Iterable[Forest]) -> Table:
    groups = tuple(
        Group(tuple(_row(one) for one in variants(forest)), NAMES[forest.group])
        for forest in forests
    )
    return Table(gettext_lazy("One trial less, and other ways to pool"), COLUMNS, groups)


def _row(one: Variant) -> Row:
    found = one.pooled
    return Row(
        (
            Text(one.words),
            Num(found.effect, 2),
            Between(found.low, found.high, 2),
            Num(found.i2 * 100, 0, "%s%%"),
            Num(found.tau2, 3),
            Between(found.new_low, found.new_high, 2),
            Stood(Standing.COMPUTED),
        ),
        highlight=one.main,
    )


def steadiness_drawings(forests: Sequence[Forest], *, label: str) -> tuple[Drawing, ...]:
    wide = _drawn(forests, theme.FOREST_WIDE, axis=(516, 906), ours=940)
    narrow = _drawn(forests, NARROW, axis=(308, 516), ours=526)
    return (
        wide.drawing(label=label, screens="wide"),
        narrow.drawing(label=label, screens="narrow"),
        phone_drawing(
            [strip for forest in forests for strip in _strips(forest)],
            low=LOWEST,
            high=HIGHEST,
            ticks=TICKS,
            heads=(gettext("control better"), gettext("HAT better")),
            label=label,
        ),
    )


def _strips(forest: Forest) -> list[Strip]:
    strips = [Strip(name=NAMES[forest.group])]
    for one in variants(forest):
        found = one.pooled
        text = with_interval(found.effect, found.low, found.high, 2)
        strips.append(
            Strip(
                name=one.words,
                under=f"{text}, I² {percent(found.i2)}",
                value=found.effect,
                low=found.low,
                high=found.high,
                standing=Standing.COMPUTED,
                colour=theme.HAT if one.main else theme.SLATE,
            )
        )
    return strips


def _drawn(
    forests: Sequence[Forest], width: float, *, axis: tuple[float, float], ours: float
) -> Paper:
    listed = [variants(one) for one in forests]
    bottom = HEAD + sum(len(some) + 1.4 for some in listed) * ROW
    paper = Paper(width, bottom + FOOT)
    ratio = RatioAxis(left=axis[0], right=axis[1], low=LOWEST, high=HIGHEST, ticks=TICKS)
    ratio.draw(paper, top=HEAD - 14, bottom=bottom)
    paper.head((ours, HEAD - 14), gettext("Ratio"))
    paper.head((ours + I2_AFTER, HEAD - 14), "I²")
    y = HEAD + ROW / 2
    for forest, some in zip(forests, listed, strict=True):
        paper.words((0, y), NAMES[forest.group], bold=True, colour=theme.BRAND)
        y += ROW
        for one in some:
            _variant(paper, ratio, one, y, ours)
            y += ROW
        y += 0.4 * ROW
    return paper


def _variant(paper: Paper, axis: RatioAxis, one: Variant, y: float, ours: float) -> None:
    found = one.pooled
    colour = theme.HAT if one.main else theme.SLATE
    paper.words((0, y), one.words, bold=one.main, size=theme.TEXT if ours > 600 else theme.SMALL)
    paper.line((axis.at(found.low), y), (axis.at(found.high), y), colour=colour, width=2.4,
               low=found.low, high=found.high)  # fmt: skip
    paper.mark((axis.at(found.effect), y), found.effect, standing=Standing.COMPUTED,
               colour=colour, size=110)  # fmt: skip
    text = with_interval(found.effect, found.low, found.high, 2)
    paper.words((ours, y), text, bold=one.main)
    paper.words((ours + I2_AFTER, y), percent(found.i2), bold=one.main)


def lowest_and_highest(forest: Forest) -> tuple[str, str]:
    """The smallest and the largest ratio when one trial is left out, as words."""
    found = sorted(left.effect for _, left in forest.without)
    return number(found[0], 2), number(found[-1], 2)
