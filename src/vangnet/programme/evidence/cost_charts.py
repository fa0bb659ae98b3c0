"""Charts of costs: the waterfall with and without victims, and totals over horizons."""

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from vangnet.programme.charts import theme
from vangnet.programme.charts.drawing import Drawing
from vangnet.programme.charts.numbers import number
from vangnet.programme.evidence.costs import (
    HORIZONS,
    OTHER,
    POLICE,
    PROGRAMME,
    VICTIMS,
    Step,
    Waterfall,
    canada,
    crime_share,
    waterfall,
)
from vangnet.programme.evidence.paper import Paper

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
TIMES: dict[str, Promise] = {
    "1y": gettext_lazy("1 year"),
    "5y": gettext_lazy("5 years"),
    "10y": gettext_lazy("10 years"),
    "lifetime": gettext_lazy("Lifetime"),
}
LEAST, MOST = -27_500.0, 19_500.0
TICKS = (-20_000, -10_000, 0, 10_000)
ROW, BAR = 36.0, 20.0
TOP, TITLE, BELOW, BETWEEN, FOOT = 34.0, 16.0, 8.0, 20.0, 28.0
BETTER_TINT = "#eef6f0"
METHADONE = theme.METHADONE


def euros(value: float, *, sign: bool = True) -> str:
    """`+€16,222`, `−€4,129`."""
    text = number(value, 0, sign=sign)
    digits = text.lstrip("+−")
    return f"{text[: len(text) - len(digits)]}€{digits}"


def waterfall_drawings(*, label: str) -> tuple[Drawing, ...]:
    wide = _both(theme.FOREST_WIDE, axis=(204, 950), limits=970)
    narrow = _both(theme.FOREST_NARROW, axis=(190, 560), limits=572)
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
        paper.words((_at(axis, 0) + 12, y), words % below, bold=True, colour=colour)
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


def canada_drawing(*, label: str) -> Drawing:
    """Totals over four horizons with their intervals, and the share of crime in each."""
    axis, shares, top, step = (104.0, 590.0), (650.0, 760.0), 30.0, 66.0
    most = 1_850.0
    bottom = top + len(HORIZONS) * step
    paper = Paper(theme.WIDE, bottom + 46)

    def at(value: float) -> float:
        return axis[0] + value / most * (axis[1] - axis[0])

    for tick in range(0, 1801, 300):
        colour = theme.INK if tick == 0 else theme.GRID
        paper.line((at(tick), top), (at(tick), bottom), colour=colour, width=1 if tick else 1.6)
        paper.words((at(tick), bottom + 16), number(tick), align="center", colour=theme.MUTED)
    paper.head((0, top - 18), gettext("Horizon"))
    paper.head((shares[0], top - 18), gettext("of which crime"))
    for n, horizon in enumerate(HORIZONS):
        y = top + (n + 0.5) * step
        paper.words((0, y), TIMES[horizon], bold=True)
        for arm, colour, name, down in (
            ("DAM", theme.HAT, "HAT", -15), ("MMT", METHADONE, gettext("Methadone"), 15),
        ):  # fmt: skip
            found, share = canada(horizon, arm), crime_share(horizon, arm)
            assert found.low is not None
            assert found.high is not None
            paper.box(
                (at(found.low), y + down - 5), (at(found.high), y + down + 5), fill=colour,
                opacity=theme.BAND_OPACITY, radius=5, low=found.low, high=found.high,
            )  # fmt: skip
            paper.mark((at(found.value), y + down), found.value, standing=found.standing,
                       colour=colour, size=130)  # fmt: skip
            text = f"{name} {number(found.value)}"
            beyond = at(found.high) + 90 > axis[1]
            place = at(found.low) - 8 if beyond else at(found.high) + 8
            paper.words((place, y + down), text, colour=colour, bold=True, size=13, halo=True,
                        align="right" if beyond else "left")  # fmt: skip
            paper.box((shares[0], y + down - 6), (shares[0] + share * 100, y + down + 6),
                      fill=colour, value=share * 100)  # fmt: skip
            paper.words((shares[0] + 106, y + down), f"{number(share * 100)}%", size=13,
                        colour=colour, bold=True)  # fmt: skip
    paper.words((sum(axis) / 2, bottom + 36), gettext("Thousand Canadian dollars, 95% interval"),
                align="center", size=theme.SMALL, colour=theme.MUTED)  # fmt: skip
    return paper.drawing(label=label)
