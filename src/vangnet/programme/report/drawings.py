"""The drawings of the yearly report: plain SVG, the same on the page and on paper.

Colours are those of the programme. No script, no style: attributes only. What is not told in a copy
does not come here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from vangnet.programme.charts import theme
from vangnet.programme.charts.numbers import number

WIDE = 420.0
LEFT, RIGHT = 150.0, 414.0  # between them things are drawn; names stand left of them
ROW, STEP = 30.0, 22.0
DOT, DOTS_A_ROW, ROWS_A_RUNG = 9.0, 26, 3
BESIDE_MOST = 20  # dots beside the ladder
FONT_ON_PAPER = "Libertinus Serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A rung or a place off the ladder. `people` None: not told."""

    key: str
    name: str
    words: str
    people: int | None
    is_rung: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    month: int
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A value with its interval and its words; `aim` is a line across, where one is set."""

    name: str
    words: str
    value: float | None
    low: float | None = None
    high: float | None = None
    aim: float | None = None


def svg(inside: str, height: float, *, label: str, font: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE:g} {height:g}" role="img"'
        f' class="chart" aria-label="{escape(label)}" font-family="{escape(font)}"'
        f' font-size="14" focusable="false">{inside}</svg>'
    )


def text(x: float, y: float, words: str, *, anchor: str = "start", fill: str = theme.INK,
         bold: bool = False, size: float = 14) -> str:  # fmt: skip
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}"{weight}'
        f' font-size="{size:g}">{escape(words)}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str, width: float = 1,
         dash: str = "") -> str:  # fmt: skip
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{stroke}" stroke-width="{width:g}"'
        f'{dashed} fill="none"/>'
    )


def ladder(places: Sequence[Place], *, each: str, label: str, font: str) -> str:
    """A dot a person, on the rung they stand on; many people share a dot, and `each` says so."""
    most = max((one.people or 0 for one in places), default=0)
    share = -(-most // (DOTS_A_ROW * ROWS_A_RUNG)) or 1
    rungs, beside = ([one for one in places if one.is_rung is way] for way in (True, False))
    drawn, y = [], 8.0
    for one in rungs:
        y += 46
        drawn += [_rung(one, y, share), _names(one, y - 20)]
    bottom = y + 12
    rails = [line(x, 4, x, bottom, stroke="#97a6b2", width=5) for x in (LEFT + 8, RIGHT - 4)]
    drawn, y = [*rails, *drawn, line(0, bottom + 8, WIDE, bottom + 8, stroke=theme.GRID)], bottom
    for one in beside:
        y += 30
        drawn.append(text(LEFT - 8, y, one.name, anchor="end", fill=theme.STATES[one.key],
                          bold=True, size=13))  # fmt: skip
        drawn += [_dots(one, LEFT + 22, y - 5, share)]
        beyond = max(_count(one, share), 1) * DOT
        drawn.append(text(LEFT + 24 + beyond, y, one.words, size=13.5))
    drawn.append(text(0, y + 26, each.replace("{share}", str(share)), fill=theme.MUTED, size=13))
    return svg("".join(drawn), y + 34, label=label, font=font)


def _rung(one: Place, y: float, share: int) -> str:
    rung = line(LEFT + 8, y, RIGHT - 4, y, stroke="#97a6b2", width=4)
    return rung + _dots(one, LEFT + 20, y - 8, share)


def _names(one: Place, y: float) -> str:
    name = text(LEFT - 8, y, one.name, anchor="end", fill=theme.STATES[one.key], bold=True, size=13)
    return name + text(LEFT - 8, y + 17, one.words, anchor="end", fill=theme.INK, size=13)


def _dots(one: Place, x: float, y: float, share: int) -> str:
    """From the left, the lowest row first. The dead are crosses."""
    paint, found = theme.STATES[one.key], []
    for n in range(_count(one, share)):
        at_x, at_y = x + n % DOTS_A_ROW * DOT, y - n // DOTS_A_ROW * DOT
        if one.key == "dead":
            found.append(f'<path d="M{at_x - 4:.1f} {at_y - 4:.1f}l8 8m0 -8l-8 8" stroke="{paint}"'
                         ' stroke-width="2.6"/>')  # fmt: skip
        else:
            found.append(f'<circle cx="{at_x:.1f}" cy="{at_y:.1f}" r="3.6" fill="{paint}"/>')
    return "".join(found)


def _count(one: Place, share: int) -> int:
    """Dots that are drawn; off the ladder there is one row, and then only the number."""
    count = -(-(one.people or 0) // share)
    return 0 if not one.is_rung and count > BESIDE_MOST else count


def curve(points: Sequence[Point], *, axis: str, label: str, font: str) -> str:
    """The share still there at the end of months, with the pointwise interval as a band."""
    left, right, top, bottom = 44.0, 404.0, 16.0, 216.0
    months = max(one.month for one in points) or 1

    def at(month: float, share: float) -> tuple[float, float]:
        return left + (right - left) * month / months, bottom - (bottom - top) * share

    drawn = [line(*at(0, share), *at(months, share), stroke=theme.GRID)
             + text(left - 6, at(0, share)[1] + 5, f"{share:.0%}", anchor="end", fill=theme.MUTED)
             for share in (0.25, 0.5, 0.75, 1.0)]  # fmt: skip
    # At the start everybody is there: that is known, so the band begins in a point.
    whole = [one for one in points if one.month == 0 or one.low is not None]
    edge = [at(one.month, one.value if one.high is None else one.high) for one in whole]
    edge += [at(one.month, one.value if one.low is None else one.low) for one in reversed(whole)]
    if len(whole) > 1:
        drawn.append(f'<path d="M{_path(edge)}Z" fill="{theme.HAT}" fill-opacity="0.2"/>')
    steps = [at(one.month, one.value) for one in points]
    drawn.append(f'<path d="M{_path(steps)}" fill="none" stroke="{theme.HAT}" stroke-width="2.4"/>')
    drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{theme.HAT}"/>' for x, y in steps]
    last_x, last_y = steps[-1]
    drawn.append(text(last_x, last_y - 10, f"{points[-1].value:.0%}", anchor="end", bold=True,
                      fill=theme.HAT, size=16))  # fmt: skip
    drawn += [line(left, bottom, right, bottom, stroke=theme.INK),
              text(left - 6, bottom + 5, "0%", anchor="end", fill=theme.MUTED)]  # fmt: skip
    drawn += [text(at(month, 0)[0], bottom + 20, str(month), anchor="middle", fill=theme.MUTED)
              for month in range(0, months + 1, 3)]  # fmt: skip
    drawn.append(text((left + right) / 2, bottom + 40, axis, anchor="middle", fill=theme.MUTED))
    return svg("".join(drawn), bottom + 48, label=label, font=font)


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def rates(bars: Sequence[Bar], *, head: str, label: str, font: str) -> str:
    """A dot with its interval from nothing on; what is not told has its words only."""
    left, right = 162.0, 250.0
    top = max((one.high or 0 for one in bars if one.value is not None), default=0) or 1
    drawn = [text(WIDE - 4, 12, head, anchor="end", fill=theme.MUTED, size=13)]
    end = 20 + ROW * len(bars)
    drawn += [line(left, 22, left, end, stroke=theme.INK)]
    for n, one in enumerate(bars):
        y = 40 + n * ROW
        drawn += [text(0, y, one.name, size=13.5),
                  text(WIDE - 4, y, one.words, anchor="end", size=13.5)]  # fmt: skip
        if one.value is None:
            continue
        low, high = (left + (right - left) * (end_ or 0) / top for end_ in (one.low, one.high))
        drawn.append(f'<rect x="{low:.1f}" y="{y - 9:.1f}" width="{max(high - low, 1):.1f}"'
                     f' height="8" rx="4" fill="{theme.BRAND}" fill-opacity="0.28"/>')  # fmt: skip
        drawn.append(f'<circle cx="{left + (right - left) * one.value / top:.1f}" cy="{y - 5:.1f}"'
                     f' r="5" fill="{theme.BRAND}"/>')  # fmt: skip
    drawn += [text(at, end + 16, words, anchor="middle", fill=theme.MUTED, size=13)
              for at, words in ((left, "0"), (right, number(top, 1)))]  # fmt: skip
    return svg("".join(drawn), end + 22, label=label, font=font)


def waits(bars: Sequence[Bar], days: Bar, steps: Sequence[Bar], *, foot: str, label: str,
          font: str) -> str:  # fmt: skip
    """Bars of minutes on one scale, one of days on its own, and the steps of a visit below them.

    A bar is amber when it is over the unit's own aim, which is a line across.
    """
    drawn = [_wait(n, one, bars) for n, one in enumerate(bars)]
    drawn.append(_wait(len(bars), days, [days]))
    height = 46.0 * (len(bars) + 1)
    if any(one.aim is not None for one in (*bars, days)):
        drawn.append(text(0, height + 12, foot, fill=theme.MUTED, size=13))
        height += 18
    for one in steps:
        height += STEP
        drawn.append(_step(one, height, steps))
    return svg("".join(drawn), height + 10, label=label, font=font)


def _step(one: Bar, y: float, alike: Sequence[Bar]) -> str:
    top = max((each.value or 0 for each in alike), default=0) or 1
    left, wide = 236.0, 110.0
    drawn = text(0, y, one.name, size=13) + text(WIDE, y, one.words, anchor="end", size=13)
    if one.value is not None:
        drawn += (
            f'<rect x="{left}" y="{y - 9:.1f}" width="{wide * one.value / top:.1f}" height="9"'
            f' rx="2" fill="{theme.SLATE}" fill-opacity="0.55"/>'
        )
    return drawn


def _wait(n: int, one: Bar, alike: Sequence[Bar]) -> str:
    top = max((max(each.value or 0, each.aim or 0) for each in alike), default=0) or 1
    y = 16.0 + n * 46
    over = one.aim is not None and one.value is not None and one.value > one.aim
    drawn = [text(0, y, one.name), text(WIDE, y, one.words, anchor="end", bold=True),
             _bar(y + 8, WIDE, "#e6edf1")]  # fmt: skip
    if one.value is not None:
        drawn.append(_bar(y + 8, WIDE * one.value / top, theme.AMBER if over else theme.SLATE))
    if one.aim is not None:
        x = WIDE * one.aim / top
        drawn.append(line(x, y + 4, x, y + 26, stroke=theme.INK, width=2.4))
    return "".join(drawn)


def _bar(y: float, width: float, paint: str) -> str:
    shape = f'<rect x="0" y="{y:.1f}" width="{width:.1f}" height="14" rx="4"'
    return f'{shape} fill="{paint}"/>'


def changes(pairs: Sequence[tuple[Bar, Bar]], *, heads: tuple[str, str], label: str,
            font: str) -> str:  # fmt: skip
    """Before and later of each measure: a ring, a line, a dot. Each on its own scale."""
    left, right = 240.0, 280.0
    drawn = [text(left, 14, heads[0], anchor="end", fill=theme.MUTED, size=13),
             text(WIDE, 14, heads[1], anchor="end", fill=theme.MUTED, size=13)]  # fmt: skip
    for n, (before, after) in enumerate(pairs):
        y = 46 + n * 42
        name, _comma, unit = before.name.partition(", ")
        drawn.append(text(0, y - 2, name, size=13.5) + text(0, y + 14, unit, fill=theme.MUTED))
        if before.value is None or after.value is None:
            drawn.append(text(WIDE, y, after.words, anchor="end", size=13.5))
            continue
        way = (after.value > before.value) - (after.value < before.value)
        y1, y2 = y - 5 + 7 * way, y - 5 - 7 * way
        drawn += [line(left, y1, right, y2, stroke=theme.HAT, width=2.4),
                  f'<circle cx="{left}" cy="{y1}" r="5" fill="#fff" stroke="{theme.HAT}"'
                  ' stroke-width="2.2"/>',
                  f'<circle cx="{right}" cy="{y2}" r="5.5" fill="{theme.HAT}"/>',
                  text(left - 12, y1 + 5, before.words, anchor="end", bold=True),
                  text(right + 12, y2 + 5, after.words, size=13.5)]  # fmt: skip
    return svg("".join(drawn), 42 * len(pairs) + 26, label=label, font=font)
