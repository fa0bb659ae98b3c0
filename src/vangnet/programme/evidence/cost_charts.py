"""The waterfall of costs, with victims and without, on one scale."""

from dataclasses import dataclass

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
BAR = 20.0
TOP, TITLE, BELOW, BETWEEN, FOOT = 34.0, 16.0, 8.0, 20.0, 28.0
BETTER_TINT = "#eef6f0"


def euros(value: float, *, sign: bool = True) -> str:
    """`+€16,222`, `−€4,129`."""
    text = number(value, 0, sign=sign)
    digits = text.lstrip("+−")
    return f"{text[: len(text) - len(digits)]}€{digits}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Where things stand: the axis, the column of limits, and whether words stand above a bar."""

    width: float
    axis: tuple[float, float]
    limits: float = 0.0
    row: float = 36.0
    stacked: bool = False

    def at(self, value: float) -> float:
        return self.axis[0] + (value - LEAST) / (MOST - LEAST) * (self.axis[1] - self.axis[0])

    def y(self, start: float, n: int) -> float:
        """The middle of the n-th bar."""
        return start + 4 + n * self.row + (self.row - 18 if self.stacked else self.row / 2)


WIDE = Sheet(width=theme.FOREST_WIDE, axis=(204, 950), limits=970)
TABLET = Sheet(width=NARROW, axis=(182, 508), limits=518)
PHONE = Sheet(width=336, axis=(0, 336), row=66, stacked=True)


def waterfall_drawings(*, label: str) -> tuple[Drawing, ...]:
    sheets = (("wide", WIDE), ("narrow", TABLET), ("phone", PHONE))
    return tuple(_both(sheet).drawing(label=label, screens=name) for name, sheet in sheets)


def _both(sheet: Sheet) -> Paper:
    with_all, without = waterfall(victims=True), waterfall(victims=False)
    high = sum(_height(sheet, one) for one in (with_all, without))
    paper = Paper(sheet.width, TOP + high + BETWEEN + FOOT)
    zero = sheet.at(0)
    saves, more = f"← {gettext('HAT saves money')}", f"{gettext('HAT costs more')} →"
    paper.head((zero - 10, 12), saves, align="right", colour=theme.BETTER)
    paper.head((zero + 10, 12), more, colour=theme.WORSE)
    if not sheet.stacked:
        paper.head((sheet.limits, 12), gettext("95% limit"))
    end = _panel(paper, with_all, gettext("All costs counted"), sheet, top=TOP)
    title = gettext("Victims' damage left out")
    end = _panel(paper, without, title, sheet, top=end + BETWEEN)
    for tick in TICKS:
        text = euros(tick) if tick else "0"
        paper.words((sheet.at(tick), end + 16), text, align="center", colour=theme.MUTED)
    return paper


def _name(
    paper: Paper, sheet: Sheet, label: object, told: str, value: str, y: float, *, bold: bool,
    colour: str, told_colour: str,
) -> None:  # fmt: skip
    """A bar's name and what its limit says; above it on a telephone, with the number."""
    if sheet.stacked:
        paper.words((0, y - 34), label, bold=bold, size=13, colour=colour, halo=True)
        paper.words((sheet.width, y - 34), value, bold=True, size=13, align="right",
                    colour=colour, halo=True)  # fmt: skip
        paper.words((0, y - 19), told, size=theme.SMALL, colour=told_colour, halo=True)
        return
    paper.words((0, y), label, bold=bold, colour=colour)
    paper.words((sheet.limits, y), told, bold=bold, colour=told_colour, size=theme.SMALL)


def _panel(paper: Paper, found: Waterfall, title: str, sheet: Sheet, *, top: float) -> float:
    """One waterfall; gives back where it ends."""
    paper.words((0, top), title, bold=True)
    start, end = top + TITLE, top + _height(sheet, found)
    zero, (left, right) = sheet.at(0), sheet.axis
    paper.box((left, start), (zero, end), fill=BETTER_TINT)
    paper.box((zero, start), (right, end), fill=theme.WORSE_TINT)
    for tick in TICKS:
        paper.line((sheet.at(tick), start), (sheet.at(tick), end))
    for n, step in enumerate(found.steps):
        _bar(paper, step, sheet, y=sheet.y(start, n))
    paper.line((zero, start), (zero, end), colour=theme.INK, width=1.6)
    _net(paper, found, sheet, y=sheet.y(start, len(found.steps)))
    return end


def _height(sheet: Sheet, found: Waterfall) -> float:
    return TITLE + (len(found.steps) + 1) * sheet.row + BELOW


def _bar(paper: Paper, step: Step, sheet: Sheet, *, y: float) -> None:
    begin, end = sheet.at(step.begin), sheet.at(step.end)
    left, right = min(begin, end), max(begin, end)
    paper.box((left, y - BAR / 2), (right, y + BAR / 2), fill=COLOURS[step.part], radius=1,
              value=step.value)  # fmt: skip
    paper.line((end, y + BAR / 2), (end, y + sheet.row - BAR / 2), colour=theme.EDGE)
    limit = step.low if step.low is not None else step.high
    at = None if limit is None else sheet.at(step.begin + limit)
    if at is not None:
        _bracket(paper, at, y, opens=1 if step.low is not None else -1)
    _name(paper, sheet, PARTS[step.part], limit_words(step), euros(step.value), y, bold=False,
          colour=theme.INK, told_colour=theme.MUTED)  # fmt: skip
    if not sheet.stacked:
        _number(paper, euros(step.value), (left, right), at, y)


def _number(
    paper: Paper, text: str, bar: tuple[float, float], limit: float | None, y: float
) -> None:
    """A bar's number: upon it where there is room, beside its limit, or to its left."""
    left, right = bar
    colour, place, align = theme.INK, left - 8, "right"
    if right - left > 90:
        colour, place, align = theme.WHITE, (left + right) / 2, "center"
        if limit is not None and abs(limit - place) < 60:
            place, align = (right - 10, "right") if limit < place else (left + 10, "left")
    paper.words((place, y), text, bold=True, align=align, colour=colour)


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


def _net(paper: Paper, found: Waterfall, sheet: Sheet, *, y: float) -> None:
    saving = found.net < 0
    colour = theme.BETTER if saving else theme.WORSE
    told = gettext("no interval was published")
    if found.net_low is not None and found.net_high is not None:
        low, high = sheet.at(found.net_low), sheet.at(found.net_high)
        paper.box((low, y - 5), (high, y + 5), fill=colour, opacity=theme.BAND_OPACITY, radius=5,
                  low=found.net_low, high=found.net_high)  # fmt: skip
        told = gettext("%(most)s to %(least)s saved") % {
            "most": euros(-found.net_low, sign=False),
            "least": euros(-found.net_high, sign=False),
        }
    at = sheet.at(found.net)
    paper.mark((at, y), found.net, standing=found.standing, colour=colour, size=170)
    words = gettext("%(euros)s, a saving") if saving else gettext("%(euros)s, a cost")
    text = words % {"euros": euros(found.net)}
    _name(paper, sheet, gettext("Net, per patient per year"), told, text, y, bold=True,
          colour=colour, told_colour=colour)  # fmt: skip
    if sheet.stacked:
        return
    size = theme.TEXT if sheet is WIDE else theme.SMALL
    if saving:
        paper.words((sheet.at(0) + 12, y), text, bold=True, colour=colour, size=size)
    else:
        paper.words((at - 14, y), text, bold=True, colour=colour, align="right", halo=True)


def limit_words(step: Step) -> str:
    """What the one-sided limit of a part says."""
    if step.low is not None:
        return gettext("at least %(euros)s") % {"euros": euros(step.low, sign=False)}
    if step.high is not None:
        return gettext("a saving of at least %(euros)s") % {"euros": euros(-step.high, sign=False)}
    return gettext("what is left so the parts add up")
