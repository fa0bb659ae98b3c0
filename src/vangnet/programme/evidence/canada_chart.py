"""What HAT and methadone cost society in Canada over four horizons, and how much of it is crime."""

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from vangnet.programme.charts import theme
from vangnet.programme.charts.drawing import Drawing
from vangnet.programme.charts.numbers import number
from vangnet.programme.evidence.costs import HORIZONS, canada, crime_share
from vangnet.programme.evidence.paper import Paper

TIMES: dict[str, Promise] = {
    "1y": gettext_lazy("1 year"),
    "5y": gettext_lazy("5 years"),
    "10y": gettext_lazy("10 years"),
    "lifetime": gettext_lazy("Lifetime"),
}
LEFT, RIGHT, MOST = 104.0, 590.0, 1_850.0
CRIME = 650.0  # where the bars of crime begin; one unit a percent
TOP, STEP, BOTTOM = 30.0, 66.0, 30.0 + 66.0 * 4
ASIDE = 15.0  # HAT above the middle of its row, methadone below
WORDS = 90.0  # what a name and number need beside an interval


def canada_drawing(*, label: str) -> Drawing:
    paper = Paper(theme.WIDE, BOTTOM + 46)
    for tick in range(0, 1801, 300):
        colour, width = (theme.GRID, 1.0) if tick else (theme.INK, 1.6)
        paper.line((_at(tick), TOP), (_at(tick), BOTTOM), colour=colour, width=width)
        paper.words((_at(tick), BOTTOM + 16), number(tick), align="center", colour=theme.MUTED)
    paper.words((0, TOP - 18), gettext("Horizon"), bold=True)
    paper.words((CRIME, TOP - 18), gettext("of which crime"), bold=True)
    for n, horizon in enumerate(HORIZONS):
        y = TOP + (n + 0.5) * STEP
        paper.words((0, y), TIMES[horizon], bold=True)
        _arm(paper, horizon, "DAM", "HAT", theme.HAT, y - ASIDE)
        _arm(paper, horizon, "MMT", gettext("Methadone"), theme.METHADONE, y + ASIDE)
    middle, unit = (LEFT + RIGHT) / 2, gettext("Thousand Canadian dollars, 95% interval")
    paper.words((middle, BOTTOM + 36), unit, align="center", colour=theme.MUTED)
    return paper.drawing(label=label)


def _arm(paper: Paper, horizon: str, arm: str, name: str, colour: str, y: float) -> None:
    found, percent = canada(horizon, arm), crime_share(horizon, arm) * 100
    assert found.low is not None
    assert found.high is not None
    low, high = _at(found.low), _at(found.high)
    paper.box(
        (low, y - 5), (high, y + 5), fill=colour, opacity=theme.BAND_OPACITY, radius=5,
        low=found.low, high=found.high,
    )  # fmt: skip
    at = (_at(found.value), y)
    paper.mark(at, found.value, standing=found.standing, colour=colour, size=130)
    beyond = high + WORDS > RIGHT
    place, align = (low - 8, "right") if beyond else (high + 8, "left")
    text = f"{name} {number(found.value)}"
    paper.words((place, y), text, colour=colour, bold=True, halo=True, align=align)
    paper.box((CRIME, y - 6), (CRIME + percent, y + 6), fill=colour, value=percent)
    paper.words((CRIME + 106, y), f"{number(percent)}%", colour=colour, bold=True)


def _at(value: float) -> float:
    return LEFT + value / MOST * (RIGHT - LEFT)
