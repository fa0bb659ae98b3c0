"""The waterfall of costs, with victims and without, on one scale."""

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from vangnet.programme.charts import theme
from vangnet.programme.charts.drawing import Drawing
from vangnet.programme.charts.numbers import number
from vangnet.programme.evidence.costs import (
    OTHER,
    POLICE,
    PROGRAMME,
    VICTIMS,
    Step,
    Waterfall,
    waterfall,
)
from vangnet.programme.evidence.paper import NARROW, Paper

PARTS: dict[str, Promise] = {
    PROGRAMME: gettext_lazy("HAT treatment itself"),
    POLICE: gettext_lazy("Police, courts and prison"),
    OTHER: gettext_lazy("Everything else"),
    VICTIMS: gettext_lazy("Damage to victims"),
}
COLOURS = {
    PROGRAMME: theme.HAT,
    POLICE: theme.POLICE,
    OTHER: "#93a7b3",
    VICTIMS: theme.VICTIMS,
}
LEAST, MOST = -27_500.0, 19_500.0
TICKS = (-20_000, -10_000, 0, 10_000)
ROW, BAR = 36.0, 20.0
TOP, TITLE, BELOW, BETWEEN, FOOT = 34.0, 16.0, 8.0, 20.0, 28.0
BETTER_TINT = "#eef6f0"


def euros(value: float, *, sign: bool = True) -> str:
    """`+€16,222`, `−€4,129`."""
    text = number(value, 0, sign=sign)
    digits = text.lstrip("+−")
    return f"{text[: len(text) - len(digits)]}€{digits}"


def waterfall_drawings(*, label: str) -> tuple[Drawing, ...]:
    wide = _both(theme.FOREST_WIDE, axis=(204, 950), limits=970)
    narrow = _both(NARROW, axis=(182, 508), limits=518)
    return wide.drawing(label=label, screens="wide"), narrow.drawing(label=label, screens="narrow")


def _both(width: float, *, axis: tuple[float, float], limits: float) -> Paper:
    with_all, without = waterfall(victims=True), waterfall(victims=False)
    high = sum(_height(one) for one in (with_all, without))
    paper = Paper(width, TOP + high + BETWEEN + FOOT)
    zero = _at(axis, 0)
    saves, more = f"← {gettext('HAT saves money')}", f"{gettext('HAT costs more')} →"
    paper.head((zero - 10, 12), saves, align="right", colour=theme.BETTER)
    paper.head((zero + 10, 12), more, colour=theme.WORSE)
    paper.head((limits, 12), gettext("95% limit"))
    end = _panel(paper, with_all, gettext("All costs counted"), axis, limits, top=TOP)
    end = _panel(
        paper, without, gettext("Victims' damage left out"), axis, limits, top=end + BETWEEN
    )
    for tick in TICKS:
        paper.words((_at(axis, tick), end + 16), euros(tick) if tick else "0", align="center",
                    colour=theme.MUTED)  # fmt: skip
    return paper


def _panel(
    paper: Paper, found: Waterfall, title: str, axis: tuple[float, float], limits: float, *,
    top: float,
) -> float:  # fmt: skip
    """One waterfall; gives back where it ends."""
    paper.words((0, top), title, bold=True)
    start, end = top + TITLE, top + _height(found)
    zero = _at(axis, 0)
    paper.box((axis[0], start), (zero, end), fill=BETTER_TINT)
    paper.box((zero, start), (axis[1], end), fill=theme.WORSE_TINT)
    for tick in TICKS:
        paper.line((_at(axis, tick), start), (_at(axis, tick), end))
    for n, step in enumerate(found.steps):
        _bar(paper, step, axis, limits, y=start + 4 + (n + 0.5) * ROW, last=n + 1)
    paper.line((zero, start), (zero, end), colour=theme.INK, width=1.6)
    _net(paper, found, axis, limits, y=start + 4 + (len(found.steps) + 0.5) * ROW)
    return end


def _height(found: Waterfall) -> float:
    return TITLE + (len(found.steps) + 1) * ROW + BELOW


def _bar(
    paper: Paper, step: Step, axis: tuple[float, float], limits: float, *, y: float, last: int
) -> None:
    begin, end = _at(axis, step.begin), _at(axis, step.end)
    left, right = min(begin, end), max(begin, end)
    paper.words((0, y), PARTS[step.part])
    paper.box((left, y - BAR / 2), (right, y + BAR / 2), fill=COLOURS[step.part], radius=1,
              value=step.value)  # fmt: skip
    paper.line((end, y + BAR / 2), (end, y + ROW - BAR / 2), colour=theme.EDGE)
    limit = step.low if step.low is not None else step.high
    at = None if limit is None else _at(axis, step.begin + limit)
    if at is not None:
        _bracket(paper, at, y, opens=1 if step.low is not None else -1)
    inside = right - left > 90
    colour, place, align = theme.INK, left - 8, "right"
    if inside:
        colour, place, align = theme.WHITE, (left + right) / 2, "center"
        if at is not None and abs(at - place) < 60:  # the number stands beside its limit
            place, align = (right - 10, "right") if at < place else (left + 10, "left")
    paper.words((place, y), euros(step.value), bold=True, align=align, colour=colour)
    paper.words((limits, y), limit_words(step), colour=theme.MUTED, size=theme.SMALL)


def _bracket(paper: Paper, x: float, y: float, *, opens: int) -> None:
    """A limit on one side: a square bracket, open towards where there is none.

    A white line under the ink keeps it seen upon a dark bar.
    """
    height = BAR / 2 + 4
    for colour, width in ((theme.WHITE, 5.0), (theme.INK, 2.4)):
        paper.line((x, y - height), (x, y + height), colour=colour, width=width, on_top=True)
        for edge in (y - height, y + height):
            end = (x + opens * 7, edge)
            paper.line((x, edge), end, colour=colour, width=width, on_top=True)


def _net(
    paper: Paper, found: Waterfall, axis: tuple[float, float], limits: float, *, y: float
) -> None:
    saving = found.net < 0
    colour = theme.BETTER if saving else theme.WORSE
    paper.words((0, y), gettext("Net, per patient per year"), bold=True, colour=colour)
    if found.net_low is not None and found.net_high is not None:
        paper.box((_at(axis, found.net_low), y - 5), (_at(axis, found.net_high), y + 5),
                  fill=colour, opacity=theme.BAND_OPACITY, radius=5, low=found.net_low,
                  high=found.net_high)  # fmt: skip
        told = gettext("%(most)s to %(least)s saved") % {
            "most": euros(-found.net_low, sign=False),
            "least": euros(-found.net_high, sign=False),
        }
    else:
        told = gettext("no interval was published")
    at = _at(axis, found.net)
    paper.mark((at, y), found.net, standing=found.standing, colour=colour, size=170)
    words = gettext("%(euros)s, a saving") if saving else gettext("%(euros)s, a cost")
    below = {"euros": euros(found.net)}
    if saving:
        size = theme.TEXT if paper.width > NARROW else theme.SMALL
        paper.words((_at(axis, 0) + 12, y), words % below, bold=True, colour=colour, size=size)
    else:
        paper.words((at - 14, y), words % below, bold=True, colour=colour, align="right", halo=True)
    paper.words((limits, y), told, size=theme.SMALL, bold=True, colour=colour)


def limit_words(step: Step) -> str:
    """What the one-sided limit of a part says."""
    if step.low is not None:
        return gettext("at least %(euros)s") % {"euros": euros(step.low, sign=False)}
    if step.high is not None:
        return gettext("a saving of at least %(euros)s") % {"euros": euros(-step.high, sign=False)}
    return gettext("what is left so the parts add up")


def _at(axis: tuple[float, float], value: float) -> float:
    return axis[0] + (value - LEAST) / (MOST - LEAST) * (axis[1] - axis[0])
