"""The plane of cost and health, and the chance that HAT is worth its cost at each price."""

from typing import Any

import altair as alt
from django.utils.translation import gettext

from vangnet.programme.charts import marks, theme
from vangnet.programme.charts.drawing import Drawing, drawing
from vangnet.programme.evidence.worth import chance, dutch_plane, ellipse
from vangnet.programme.sources import Standing

WIDTH, HEIGHT = 470, 300
PRICES = tuple(range(0, 400_001, 10_000))
TABLE_PRICES = (0, 20_000, 50_000, 80_000, 200_000, 400_000)
COST = (-30_000, 25_000)
HEALTH = (0, 0.12)


def plane_drawing(*, label: str) -> Drawing:
    """Means with the outline that holds 95 of 100; without victims only the mean, as printed."""
    with_all, without = dutch_plane(victims=True), dutch_plane(victims=False)
    x = alt.X("health:Q", scale=alt.Scale(domain=list(HEALTH), nice=False),
              title=gettext("Years in full health gained, per patient per year"),
              axis=alt.Axis(format=".2f", tickCount=6))  # fmt: skip
    y = alt.Y("cost:Q", scale=alt.Scale(domain=list(COST), nice=False),
              title=gettext("Extra cost, euros"),
              axis=alt.Axis(format=",.0f", tickCount=6))  # fmt: skip
    outline = [
        {"health": health, "cost": cost, "order": n}
        for n, (health, cost) in enumerate(ellipse(with_all))
    ]
    dots = [
        _dot(with_all.health.mean, with_all.cost.mean, Standing.VERIFIED, theme.BETTER),
        _dot(without.health.mean, without.cost.mean, Standing.COMPUTED, theme.WORSE),
    ]
    words = [
        {"health": 0.062, "cost": with_all.cost.mean, "text": gettext("all costs counted")},
        {"health": 0.062, "cost": without.cost.mean, "text": gettext("victims' damage left out")},
    ]
    corners = [
        {"health": 0.002, "cost": COST[1] - 2_500, "text": gettext("costs more, gains health")},
        {"health": 0.002, "cost": COST[0] + 2_500, "text": gettext("saves money, gains health")},
    ]
    zero = [{"cost": 0}]
    layers: list[Any] = [
        marks.plain([{"cost": 0, "top": COST[1]}]).mark_rect(fill=theme.WORSE_TINT, opacity=1)
        .encode(y=y, y2="top:Q"),
        marks.plain(outline).mark_line(
            fill=theme.BETTER, fillOpacity=theme.RIBBON_OPACITY, stroke=theme.BETTER,
            strokeWidth=1.3,
        ).encode(x=x, y=y, order="order:Q"),
        marks.plain(zero).mark_rule(stroke=theme.INK, strokeWidth=1.6).encode(y=y),
        *marks.points(dots, x=x, y=y, size=190),
        marks.labels(words, x=x, y=y, weight="bold"),
        marks.labels(corners, x=x, y=y, colour=theme.MUTED, size=theme.SMALL),
    ]  # fmt: skip
    sheet = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return drawing(theme.themed(sheet), label=label)


def _dot(health: float, cost: float, standing: Standing, colour: str) -> dict[str, Any]:
    return {"health": health, "cost": cost, "value": cost, "standing": str(standing.value),
            "colour": colour}  # fmt: skip


def chance_drawing(*, label: str) -> Drawing:
    """Two curves: all costs counted (solid), and victims left out (dashed, as it is assumed)."""
    x = alt.X("price:Q", scale=alt.Scale(domain=[0, 400_000]),
              title=gettext("What a year in full health may cost, euros"),
              axis=alt.Axis(format=",.0f", tickCount=5))  # fmt: skip
    y = alt.Y("chance:Q", scale=alt.Scale(domain=[0, 100]),
              title=gettext("Chance that HAT is worth it, percent"),
              axis=alt.Axis(tickCount=5))  # fmt: skip
    layers: list[Any] = []
    for victims, colour, dash in ((True, theme.BETTER, [1, 0]), (False, theme.WORSE, [5, 3])):
        plane = dutch_plane(victims=victims)
        rows = [{"price": price, "chance": 100 * chance(plane, price)} for price in PRICES]
        line = marks.plain(rows).mark_line(stroke=colour, strokeDash=dash)
        layers.append(line.encode(x=x, y=y))
    words = (
        ({"price": 395_000, "chance": 93, "text": gettext("all costs counted")}, theme.BETTER),
        ({"price": 395_000, "chance": 22,
          "text": gettext("victims' damage left out\n(spread assumed)")}, theme.WORSE),
    )  # fmt: skip
    layers += [
        marks.labels([row], x=x, y=y, colour=colour, weight="bold", align="right")
        for row, colour in words
    ]
    sheet = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return drawing(theme.themed(sheet), label=label)
