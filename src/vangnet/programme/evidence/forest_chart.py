"""Forest plots: a line a trial, a square as large as its weight, a diamond for all together."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from vangnet.programme.charts import theme
from vangnet.programme.charts.drawing import Drawing
from vangnet.programme.charts.numbers import EMPTY, number, percent, with_interval
from vangnet.programme.evidence.effects import Estimate
from vangnet.programme.evidence.paper import NARROW as NARROW_UNITS
from vangnet.programme.evidence.paper import Paper
from vangnet.programme.evidence.pools import Forest, Line
from vangnet.programme.evidence.ratio_axis import RatioAxis
from vangnet.programme.evidence.saying import (
    check_words,
    check_words_of,
    of_pool,
    printed_words,
)
from vangnet.programme.evidence.strips import Strip, phone_drawing
from vangnet.programme.evidence.trials import Printed

HEAD, FOOT = 62.0, 44.0
TICKS = (0.5, 1, 1.5, 2, 3, 4)
LOWEST, HIGHEST = 0.5, 4.9
# The square of a trial that weighs all; half of it at least, so that a light one is still seen.
AREA_MOST, AREA_LEAST = 420.0, 70.0
DIAMOND = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where each column of a forest begins (numbers of the arms: ends), and the axis."""

    width: float
    row: float
    trial: float
    treated: float
    control: float
    axis: tuple[float, float]
    ours: float
    printed: float
    check: float | None  # no room on a narrow one; the table has it


WIDE = Columns(
    width=theme.FOREST_WIDE, row=34, trial=4, treated=454, control=526, axis=(554, 818), ours=836,
    printed=1000, check=1180,
)  # fmt: skip
NARROW = Columns(
    width=NARROW_UNITS, row=42, trial=0, treated=226, control=284, axis=(304, 532), ours=548,
    printed=0, check=None,
)  # fmt: skip


def forest_drawings(forest: Forest, *, label: str) -> tuple[Drawing, ...]:
    """The same forest for wide screens, for narrow ones, and for telephones."""
    return (
        _drawn(forest, WIDE).drawing(label=label, screens="wide"),
        _drawn(forest, NARROW).drawing(label=label, screens="narrow"),
        phone_drawing(
            _strips(forest),
            low=LOWEST,
            high=HIGHEST,
            ticks=TICKS,
            heads=(gettext("control better"), gettext("HAT better")),
            label=label,
        ),
    )


def _drawn(forest: Forest, columns: Columns) -> Paper:
    rows, row = len(forest.lines) + len(forest.beside) + 3, columns.row
    paper = Paper(columns.width, HEAD + rows * row + FOOT)
    axis = RatioAxis(
        left=columns.axis[0], right=columns.axis[1], low=LOWEST, high=HIGHEST, ticks=TICKS
    )
    bottom = HEAD + rows * row
    axis.draw(paper, top=HEAD - 12, bottom=bottom)
    _head(paper, columns, axis)
    y = HEAD + row / 2
    for line in forest.lines:
        _line(paper, columns, axis, line, y)
        y += row
    paper.line((columns.trial, y - row / 2), (columns.width, y - row / 2), colour=theme.EDGE)
    _pooled(paper, columns, axis, forest, y)
    y += 2 * row
    paper.line((columns.trial, y - row / 2), (columns.width, y - row / 2))
    paper.words((columns.trial, y), gettext("Not pooled"), size=theme.SMALL, bold=True)
    y += row
    for line in forest.beside:
        _line(paper, columns, axis, line, y)
        y += row
    paper.words(
        (sum(columns.axis) / 2, bottom + 36),
        gettext("Ratio: HAT divided by control (log scale)"),
        align="center", size=theme.SMALL, colour=theme.MUTED,
    )  # fmt: skip
    return paper


def _head(paper: Paper, columns: Columns, axis: RatioAxis) -> None:
    one, above, y = axis.at(1), HEAD - 44, HEAD - 20
    worse = f"← {gettext('control better')}"
    paper.words((one - 8, above), worse, align="right", size=theme.SMALL, colour=theme.MUTED)
    paper.head((one + 8, above), f"{gettext('HAT better')} →", colour=theme.BETTER)
    paper.head((columns.trial, y), gettext("Trial"))
    paper.head((columns.treated, y), "HAT", align="right")
    paper.head((columns.control, y), gettext("Control"), align="right")
    paper.head((columns.ours, y), gettext("Worked out here"))
    if columns.check:
        paper.head((columns.printed, y), gettext("Printed in the paper"))
        paper.head((columns.check, y), gettext("Check"))


def _line(paper: Paper, columns: Columns, axis: RatioAxis, line: Line, y: float) -> None:
    one = line.comparison
    _name(paper, columns, str(one.label), str(one.when), y)
    if one.counts is None or line.ratio is None:
        paper.words((axis.at(1) + 8, y), gettext("no counts, not drawn"), size=theme.SMALL,
                    colour=theme.MUTED, halo=True)  # fmt: skip
    else:
        _shares(paper, columns, one.counts.share, one.counts.control_share, y)
        colour = theme.HAT if line.weight is not None else theme.SLATE
        _whisker(paper, axis, line.ratio, y, colour)
        paper.mark((axis.at(line.ratio.value), y), line.ratio.value, standing=one.standing,
                   colour=colour, size=_area(line), square=True)  # fmt: skip
        _ours(paper, columns, line.ratio, y)
    _checked(paper, columns, one.printed, check_words(one), y)


def _pooled(paper: Paper, columns: Columns, axis: RatioAxis, forest: Forest, y: float) -> None:
    found = forest.pooled
    paper.words((columns.trial, y), gettext("Pooled, worked out here"), bold=True)
    events, people, control_events, control_people = forest.totals
    _shares(paper, columns, events / people, control_events / control_people, y)
    if found.new_low and found.new_high:
        paper.line((axis.at(found.new_low), y), (axis.at(found.new_high), y), colour=theme.HAT,
                   width=2.2, dash=(2, 4), low=found.new_low, high=found.new_high)  # fmt: skip
    low, middle, high = axis.at(found.low), axis.at(found.effect), axis.at(found.high)
    corners = [(low, y), (middle, y - DIAMOND), (high, y), (middle, y + DIAMOND)]
    paper.shape(corners, fill=theme.HAT, value=found.effect, low=found.low, high=found.high)
    _ours(paper, columns, Estimate(value=found.effect, low=found.low, high=found.high), y)
    review = of_pool(forest.group)
    _checked(paper, columns, review.printed if review else None, check_words_of(review), y)
    paper.words((columns.trial, y + columns.row * 0.72), disagreement(forest), size=theme.SMALL,
                colour=theme.MUTED)  # fmt: skip


def disagreement(forest: Forest) -> str:
    """I2, Q and p of a pool in one line."""
    found = forest.pooled
    return gettext("Trials disagree: I² %(i2)s, Q %(q)s on %(df)s, p %(p)s") % {
        "i2": percent(found.i2),
        "q": number(found.q, 1),
        "df": found.q_freedom,
        "p": number(found.q_p, 3 if found.q_p < 0.01 else 2),
    }


def forest_label(forest: Forest, finding: str) -> str:
    """What the chart says, for who cannot see it."""
    found = forest.pooled
    trials = ngettext("%(n)s trial", "%(n)s trials", len(forest.lines)) % {"n": len(forest.lines)}
    return gettext("%(finding)s. %(trials)s, ratio %(ratio)s; %(disagreement)s.") % {
        "finding": finding,
        "trials": trials,
        "ratio": with_interval(found.effect, found.low, found.high, 2),
        "disagreement": disagreement(forest),
    }


def _strips(forest: Forest) -> list[Strip]:
    found, (events, people, control_events, control_people) = forest.pooled, forest.totals
    pool = Strip(
        name=gettext("Pooled, worked out here"),
        under=_against(events / people, control_events / control_people),
        text=with_interval(found.effect, found.low, found.high, 2),
        value=found.effect,
        low=found.low,
        high=found.high,
        new=(found.new_low, found.new_high) if found.new_low and found.new_high else None,
    )
    return [
        *map(_strip, forest.lines),
        pool,
        Strip(name=gettext("Not pooled")),
        *map(_strip, forest.beside),
    ]


def _strip(line: Line) -> Strip:
    one, ratio = line.comparison, line.ratio
    if one.counts is None or ratio is None:
        return Strip(name=str(one.label), under=f"{one.when}: {gettext('no counts, not drawn')}")
    shares = _against(one.counts.share, one.counts.control_share)
    return Strip(
        name=str(one.label),
        under=f"{one.when}, {shares}",
        text=with_interval(ratio.value, ratio.low, ratio.high, 2),
        value=ratio.value,
        low=ratio.low,
        high=ratio.high,
        standing=one.standing,
        colour=theme.HAT if line.weight is not None else theme.SLATE,
        size=_area(line),
    )


def _against(treated: float, control: float) -> str:
    shares = {"hat": percent(treated), "control": percent(control)}
    return gettext("%(hat)s against %(control)s") % shares


def _area(line: Line) -> float:
    return AREA_LEAST if line.weight is None else max(AREA_LEAST, AREA_MOST * line.weight * 2)


def _checked(paper: Paper, columns: Columns, printed: Printed | None, check: str, y: float) -> None:
    if columns.check is None:
        return
    text = printed_words(printed) if printed else EMPTY
    paper.words((columns.printed, y), text, size=theme.SMALL)
    paper.words((columns.check, y), check, size=theme.SMALL, colour=theme.MUTED)


def _name(paper: Paper, columns: Columns, label: str, when: str, y: float) -> None:
    if columns.check:
        paper.words((columns.trial, y), label, bold=True)
        paper.words((columns.trial + 190, y), when, colour=theme.MUTED)
        return
    paper.words((columns.trial, y - 8), label, bold=True, size=theme.SMALL)
    paper.words((columns.trial, y + 8), when, colour=theme.MUTED, size=theme.SMALL)


def _shares(paper: Paper, columns: Columns, treated: float, control: float, y: float) -> None:
    paper.words((columns.treated, y), percent(treated), align="right")
    paper.words((columns.control, y), percent(control), align="right")


def _whisker(paper: Paper, axis: RatioAxis, ratio: Estimate, y: float, colour: str) -> None:
    paper.line((axis.at(ratio.low), y), (axis.at(ratio.high), y), colour=colour, width=2.4,
               low=ratio.low, high=ratio.high)  # fmt: skip


def _ours(paper: Paper, columns: Columns, ratio: Estimate, y: float) -> None:
    text = with_interval(ratio.value, ratio.low, ratio.high, 2)
    paper.words((columns.ours, y), text, size=theme.TEXT, bold=True)
