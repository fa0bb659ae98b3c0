"""A chart becomes SVG that may stand in a page: no script, no style, no picture from elsewhere.

What was drawn once is kept by the hash of its content, in this process.
"""

import json
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.etree import ElementTree as Xml

from defusedxml.ElementTree import fromstring
from django.utils.safestring import SafeString

from vangnet.programme.charts.numbers import d3_locale
from vangnet.programme.charts.theme import FONT

if TYPE_CHECKING:
    import altair as alt

Spec: TypeAlias = dict[str, Any]
SVG = "http://www.w3.org/2000/svg"
# What a chart may consist of. Vega draws nothing else; anything else is dropped, not trusted.
ELEMENTS = {
    "svg", "g", "path", "rect", "line", "circle", "text", "tspan", "defs", "clipPath", "pattern",
    "linearGradient", "radialGradient", "stop", "mask",
}  # fmt: skip
NOISE = {"class", "role", "pointer-events", "version", "aria-hidden", "font-family", "style"}
# Fields that hold a number of a source or of a computation, as opposed to a place on the paper.
NUMBERS = ("value", "low", "high")
KEPT_MOST = 256
_kept: OrderedDict[str, SafeString] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Drawing:
    """A chart with what it says in words, described only when somebody looks.

    `screens`: "" all, or only "wide", "narrow" (under 64 rem), "phone" (under 40 rem).
    """

    describe: Callable[[], Spec]
    label: str
    screens: str = ""

    @cached_property
    def spec(self) -> Spec:
        return self.describe()

    @property
    def svg(self) -> SafeString:
        return svg(self.spec, label=self.label)

    def numbers(self) -> list[float]:
        """Every number of a source that is drawn: fields `value`, `low` and `high` of the data."""
        return [
            float(row[name])
            for rows in _data(self.spec)
            for row in rows
            for name in NUMBERS
            if row.get(name) is not None
        ]


def drawing(
    chart: "alt.TopLevelMixin | Callable[[], alt.TopLevelMixin]", *, label: str, screens: str = ""
) -> Drawing:
    """A chart, or better what makes it: a page that only needs the table then makes none."""

    def describe() -> Spec:
        made = chart() if callable(chart) else chart
        return made.to_dict()

    return Drawing(describe, label, screens)


def svg(chart: "alt.TopLevelMixin | Spec", *, label: str) -> SafeString:
    """The chart as inline SVG: role img, `label` as its name, as wide as its box.

    Fields of marks with the fill `theme.HATCH` are hatched; text with a stroke gets a halo.
    Raises ValueError when the label is empty: a chart without words is no chart.
    """
    if not label.strip():
        raise ValueError("A chart needs a label: its finding and its main numbers.")
    spec = chart if isinstance(chart, dict) else chart.to_dict()
    locale = d3_locale()
    told = json.dumps([spec, locale, label], sort_keys=True, default=str)
    key = sha256(told.encode()).hexdigest()
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(spec, format_locale=locale, allowed_base_urls=[])
    found = SafeString(clean(drawn, label=label, mark=key[:8]))
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT_MOST:
            _kept.popitem(last=False)
    return found


def clean(drawn: str, *, label: str, mark: str) -> str:
    """Keep shapes and words, name the whole, and make every id the drawing's own by `mark`."""
    Xml.register_namespace("", SVG)
    root = fromstring(drawn)
    _tidy(root, mark)
    hatch = f"hatch-{mark}"
    if any(f"url(#{hatch})" in one.attrib.values() for one in root.iter()):
        root.insert(0, _hatch(hatch))
    root.attrib |= {
        "class": "chart", "role": "img", "aria-label": label, "font-family": FONT,
        "focusable": "false",
    }  # fmt: skip
    return Xml.tostring(root, encoding="unicode")


def _tidy(one: Xml.Element, mark: str) -> None:
    for child in list(one):
        if _name(child) not in ELEMENTS or _draws_nothing(child):
            one.remove(child)
        else:
            _tidy(child, mark)
    one.attrib.update(_declarations(one.attrib.get("style", "")))
    for name in list(one.attrib):
        if name in NOISE or name.startswith(("aria-", "on", "{", "href")):
            del one.attrib[name]
    if "id" in one.attrib:
        one.attrib["id"] += f"-{mark}"
    for name, value in one.attrib.items():
        one.attrib[name] = re.sub(r"url\(#([^)]+)\)", rf"url(#\1-{mark})", value)
    if _name(one) == "text" and one.attrib.get("stroke"):
        one.attrib |= {"paint-order": "stroke", "stroke-linejoin": "round"}


def _name(one: Xml.Element) -> str:
    return one.tag.removeprefix(f"{{{SVG}}}")


def _draws_nothing(one: Xml.Element) -> bool:
    """The invisible frames that Vega puts around each group, and groups that were left empty."""
    if _name(one) == "path":
        kind = one.attrib.get("class", "")
        unseen = one.attrib.get("display") == "none" or not one.attrib.get("d")
        return unseen or (kind == "background" and not _is_painted(one.attrib))
    return _name(one) == "g" and len(one) == 0


def _is_painted(attributes: Mapping[str, str]) -> bool:
    return any(attributes.get(name, "none") != "none" for name in ("fill", "stroke"))


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    """A style attribute is forbidden by the content security policy; SVG's attributes are not."""
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        if colon and "url" not in value:
            yield name.strip(), value.strip()


def _hatch(name: str) -> Xml.Element:
    pattern = {
        "id": name, "width": "8", "height": "8", "patternUnits": "userSpaceOnUse",
        "patternTransform": "rotate(45)",
    }  # fmt: skip
    defs = Xml.Element(f"{{{SVG}}}defs")
    box = Xml.SubElement(defs, f"{{{SVG}}}pattern", pattern)
    stripe = {"x": "0", "y": "0", "width": "3", "height": "8", "fill": "#e6edf1"}
    Xml.SubElement(box, f"{{{SVG}}}rect", stripe)
    return defs


def _data(spec: Any) -> Iterator[list[Mapping[str, Any]]]:
    """Every list of rows in a chart's description, named or in place."""
    if isinstance(spec, dict):
        for name, inside in spec.items():
            if name == "values" and isinstance(inside, list):
                yield [row for row in inside if isinstance(row, dict)]
            elif name == "datasets":
                yield from inside.values()
            else:
                yield from _data(inside)
    elif isinstance(spec, list):
        for inside in spec:
            yield from _data(inside)
