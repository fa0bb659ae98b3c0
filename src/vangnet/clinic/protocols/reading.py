"""A protocol as people read it: each value by its name in words, with unit, standing and source.

What is open is said in the same words. Nothing is decided here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from vangnet.clinic.protocols.words import CHOICES, NAMES, STANDINGS, UNITS
from vangnet.rules.country import Country, Value
from vangnet.rules.eligibility.wording import title_of
from vangnet.rules.keys import CARE, INCIDENTS, KEYS, READINESS
from vangnet.rules.protocol import Protocol
from vangnet.rules.wording import wording

PRODUCT = "product."
# Values under a title of their own, in this order.
APART = (
    (gettext_lazy("Readiness of the unit"), READINESS),
    (gettext_lazy("Health checks and counselling"), CARE),
    (gettext_lazy("Incidents"), INCIDENTS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value. `value` is None where it is said that there is no limit, with its reason."""

    name: str
    label: str
    value: str | None
    reason: str
    unit: str
    standing: str
    icon: str
    tone: str
    sources: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    rows: tuple[Row, ...]


def groups(protocol: Protocol, *, country: Country) -> list[Group]:
    """What the rules weigh, for all and by product; what is apart; then what is for the record."""
    rules: dict[str, list[Row]] = {"": [], **{handle: [] for handle in country.products}}
    apart: dict[str, list[Row]] = {"": [], **{str(title): [] for title, _keys in APART}}
    for value in protocol.values.values():
        weighed = value.definition.needed and (value.product or "") in rules
        theme = next((str(title) for title, keys in APART if value.definition in keys), "")
        kept = rules[value.product or ""] if weighed else apart[theme]
        kept.append(row(value, country=country))
    titles = {"": _("For every product"), **product_words(country)}
    by_rule = [Group(title=titles[key], rows=tuple(rows)) for key, rows in rules.items() if rows]
    record = Group(title=_("For the record"), rows=tuple(apart.pop("")))
    return [
        *by_rule,
        *(Group(title=t, rows=tuple(rows)) for t, rows in apart.items() if rows),
        record,
    ]


def row(value: Value, *, country: Country) -> Row:
    standing, icon, tone = STANDINGS[value.standing]
    return Row(
        name=value.name, label=label(value.name, country=country, bare=value.definition.needed),
        value=None if value.no_limit else said(value.value), reason=value.reason or "",
        unit="" if value.no_limit else unit_word(value.unit), standing=str(standing), icon=icon,
        tone=tone, sources=texts(value.source, country=country), note=value.note or "",
    )  # fmt: skip


def texts(keys: Iterable[str], *, country: Country) -> tuple[tuple[str, str], ...]:
    """Each source with its text."""
    return tuple((key, country.sources.get(key, "")) for key in keys)


def label(name: str, *, country: Country, bare: bool = False) -> str:
    """The value's name in words; its product stands behind it unless `bare`."""
    if name == "products":
        return _("Products of this unit")
    if name.startswith(PRODUCT):
        handle = name.removeprefix(PRODUCT)
        return product_words(country).get(handle, handle)
    product, _dot, key = name.rpartition(".")
    word = str(NAMES.get(key, key))
    if bare or product not in country.products:
        return word
    return f"{word} ({_told_apart(product, country=country)})"


def _told_apart(handle: str, *, country: Country) -> str:
    """A product by its route alone, and by its drug too where another goes the same way."""
    words: Mapping[str, str] = wording(get_language() or "en")["words"]
    one = country.products[handle]
    alike = [other for other in country.products.values() if other.route == one.route]
    return words[one.route] if len(alike) == 1 else f"{words[one.drug]}, {words[one.route]}"


def criterion(name: str, *, country: Country) -> str | None:
    """A criterion of entry that is accepted by its name, with its standing and its source."""
    for one in country.criteria:
        if one.name == name:
            title = title_of(one.code, (), get_language() or "en")
            return f"{title}. {STANDINGS[one.standing][0]}, {', '.join(one.source)}"
    approver = country.approver
    if name != "approver" or approver is None:
        return None
    return f"{_('Who approves')}. {STANDINGS[approver.standing][0]}, {', '.join(approver.source)}"


def labels(names: Iterable[str], *, country: Country) -> list[str]:
    return [label(name, country=country) for name in names]


def product_words(country: Country) -> dict[str, str]:
    words: Mapping[str, str] = wording(get_language() or "en")["words"]
    return {
        handle: f"{words[one.drug]} {words[one.salt_form]}, {words[one.route]}"
        for handle, one in country.products.items()
    }


def unit_word(unit: str) -> str:
    return str(UNITS.get(unit, unit))


def unit_of(name: str) -> str:
    return unit_word(KEYS[name.rpartition(".")[2]].unit)


def row_said(one: Any) -> str:
    """A part of a list: a text, a number, or what stands first with what holds from there."""
    if not isinstance(one, tuple | list):
        return str(one)
    first, *rest = map(said, one)
    return f"{first}: {', '.join(rest)}"


def said(value: Any) -> str:
    """A value for reading: yes or no, a list with its parts, a number without trailing zeros."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, tuple | list):
        return "; ".join(row_said(one) for one in value)
    return str(CHOICES.get(value, value))
