"""The medical director's draft: products, the unit's own values, and what is accepted one by one.

A field for each value that is open and for each that the unit has set. What is typed is read by the
catalogue of rules.keys, so a wrong number is refused here before anything is kept.
"""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.protocols import reading
from vangnet.clinic.protocols.words import CHOICES, STANDINGS
from vangnet.clinic.staff.signing import SignedForm
from vangnet.rules.country import Country, Standing, Value
from vangnet.rules.eligibility import open_values, to_accept
from vangnet.rules.keys import CARE, INCIDENTS, KEYS, Kind
from vangnet.rules.protocol import Protocol, Site
from vangnet.rules.readiness import not_set
from vangnet.rules.written import as_text

TRUE, FALSE = "true", "false"
FLAGS = (("", "…"), (TRUE, gettext_lazy("Yes")), (FALSE, gettext_lazy("No")))
OPTIONAL = (
    "gap_sessions_max", "gap_step_down", "missed_day_task_days", "task_escalation_days",
    *(key.name for key in INCIDENTS), "sedation_scale",
)  # fmt: skip
BANDS = (Kind.WINDOWS, Kind.BANDS_LOW, Kind.BANDS_HIGH)  # from a minute, whole numbers
LINES = (Kind.TEXTS, Kind.COUNTS, Kind.SHARES, Kind.TIMES, Kind.LEVELS, *BANDS)  # a line each
BELOW = gettext_lazy(
    "On each line: from which minute; watch closer, call, overdose below, as in 0: 3, 2, 1"
)
HINTS = {
    Kind.COUNTS: gettext_lazy("A whole number on each line."),
    Kind.TIMES: gettext_lazy("A time of the clock on each line, as in 07:30."),
    Kind.SHARES: gettext_lazy("On each line: from so many days, and the share, as in 2: 0.5"),
    Kind.WINDOWS: gettext_lazy("On each line: from which minute, a look every, as in 0: 5"),
    Kind.BANDS_LOW: BELOW,
    Kind.BANDS_HIGH: gettext_lazy(
        "On each line: from which minute; watch closer, call, overdose from, as in 0: 1, 2, 3"
    ),
    Kind.LEVELS: gettext_lazy(
        "On each line: a level and its score of 0 to 3. RASS from +4 to -5, or POSS 1 S 2 3 4."
    ),
}
WRONG = gettext_lazy("This is not such a value. Type it again.")


class DraftForm(SignedForm):
    """What was typed becomes a new `Site`. A value that is emptied is taken back."""

    products = forms.MultipleChoiceField(
        label=gettext_lazy("Products of this unit"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one product.")},
    )  # fmt: skip
    accepted = forms.MultipleChoiceField(
        label=gettext_lazy("Accepted one by one"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    tighten = forms.ChoiceField(label=gettext_lazy("Value of the country"), required=False)
    tighten_value = forms.CharField(
        label=gettext_lazy("The unit's own, tighter value"), required=False, max_length=200
    )

    def __init__(self, *args: Any, site: Site, country: Country, protocol: Protocol,
                 **more: Any) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.site, self.protocol, self.country = site, protocol, country
        self.own = {value.name: value for value in site.values}
        self.open_names = [name for name in protocol.missing if name != "products"]
        # What only entry asks stops no dose, but nobody new is let in until it is settled.
        self.open_names += [n for n in open_values(protocol) if n not in self.own]
        # Without one of these the unit is not ready, and nothing is handed over.
        self.open_names += [n for n in not_set(protocol) if n not in self.own]
        known = {*self.own, *protocol.values, *self.open_names}
        self.care_names = [key.name for key in CARE if key.name not in known]
        products = reading.product_words(country)
        self._choose("products", list(products.items()), initial=list(site.products))
        open_ones = dict.fromkeys([*site.accepted, *protocol.unaccepted, *to_accept(protocol)])
        accepted = [(name, self._to_accept(name)) for name in open_ones]
        self._choose("accepted", accepted, initial=list(site.accepted))
        self._choose("tighten", [("", "…"), *self._may_be_tightened()])
        self.optional_names = [name for name in OPTIONAL if name not in self.own]
        for name in self.all_names:
            self._add(name)

    @property
    def all_names(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys((
                *self.open_names, *self.optional_names, *self.own, *self.care_names,
            ))
        )  # fmt: skip

    def _choose(self, name: str, choices: list[tuple[str, str]], **more: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields[name].initial = more.get("initial")

    def _add(self, name: str) -> None:
        """A field for the value; where no limit can be said, one for the reason of that."""
        known = self.own.get(name)
        word = reading.label(name, country=self.country)
        self.fields[f"value-{name}"] = _field(name, word, known and known.value)
        if KEYS[name.rpartition(".")[2]].no_limit:
            self.fields[f"none-{name}"] = forms.CharField(
                required=False, max_length=200, initial=known and known.reason,
                label=_("No limit, because"),
            )  # fmt: skip

    def _to_accept(self, name: str) -> str:
        """What is accepted: the value itself, its standing and its source, not only its name."""
        word = reading.label(name, country=self.country)
        value = self.protocol.values.get(name)
        if value is None and (criterion := reading.criterion(name, country=self.country)):
            return criterion
        if value is None:
            product = self.country.products.get(name.removeprefix(reading.PRODUCT))
            if product is None:
                return word
            source = f"{STANDINGS[product.standing][0]}, {', '.join(product.source)}"
            return f"{word}. {source}. {product.note or ''}".rstrip()
        row = reading.row(value, country=self.country)
        amount = f"{row.value} {row.unit}".strip() if row.value else _("No limit")
        return f"{word}: {amount}. {row.standing}, {', '.join(value.source)}. {row.note}".rstrip()

    def _may_be_tightened(self) -> list[tuple[str, str]]:
        return [
            (name, f"{reading.label(name, country=self.country)}: {reading.said(value.value)}")
            for name, value in self.protocol.values.items()
            if value.definition.needed and name not in self.own and not value.no_limit
        ]

    def _fields(self, names: Any) -> list[tuple[Any, Any]]:
        return [
            (self[f"value-{n}"], self[f"none-{n}"] if f"none-{n}" in self.fields else None)
            for n in names
        ]

    @property
    def open_fields(self) -> list[tuple[Any, Any]]:
        """Each value that nobody has set: its field, and the one for no limit where it has one."""
        return self._fields(self.open_names)

    @property
    def optional_fields(self) -> list[tuple[Any, Any]]:
        """What a unit may sign and need not; left empty, that rule or task is not there."""
        return self._fields(self.optional_names)

    @property
    def own_fields(self) -> list[tuple[Any, Any]]:
        return self._fields(self.own)

    @property
    def care_fields(self) -> list[tuple[Any, Any]]:
        """Of health checks and counselling what is not set. No dose needs it."""
        return self._fields(self.care_names)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.values: list[Value] = []
        for name in self.all_names:
            raw, none = cleaned.get(f"value-{name}"), cleaned.get(f"none-{name}")
            if raw and none:
                self.add_error(f"value-{name}", _("Type a value or a reason for none, not both."))
            elif raw or none:
                self._read(f"value-{name}", name, raw=str(raw or "").strip(), none=none)
        if cleaned.get("tighten") and cleaned.get("tighten_value"):
            raw = cleaned["tighten_value"].strip()
            self._read("tighten_value", cleaned["tighten"], raw=raw)
        elif cleaned.get("tighten") or cleaned.get("tighten_value"):
            self.add_error("tighten_value", _("Choose which value, and type the tighter one."))
        return cleaned

    def _read(self, field: str, name: str, *, raw: str, none: str | None = None) -> None:
        product, _dot, key = name.rpartition(".")
        written = {"no_limit": True, "reason": none} if none else {"value": None}
        try:
            if raw:
                written = {"value": _typed(key, raw)}
            new = Value.model_validate(
                {
                    "key": key, "product": product or None, "unit": KEYS[key].unit,
                    "standing": Standing.SIGNED, **written,
                }
            )  # fmt: skip
        except ValueError:
            self.add_error(field, WRONG)
            return
        old = self.own.get(name)
        same = old and (old.value, old.no_limit) == (new.value, new.no_limit)
        self.values.append(old if old and same and (old.reason or None) == none else new)

    def new_site(self) -> Site:
        return Site.model_validate(
            {
                "name": self.site.name or self.unit.name,
                "products": self.cleaned_data["products"],
                "accepted": self.cleaned_data["accepted"],
                "values": self.values,
                "conversions": self.site.conversions,
                "exposures": self.site.exposures,
            }
        )


class SignForm(SignedForm):
    """The medical director's own PIN under the whole protocol, as it was read on the page."""

    own_pin = True
    version = forms.CharField(max_length=64, widget=forms.HiddenInput)


def _field(name: str, word: str, known: Any) -> forms.Field:
    key = KEYS[name.rpartition(".")[2]]
    given: dict[str, Any] = {"required": False, "label": word}
    if key.kind is Kind.FLAG:
        initial = "" if known is None else (TRUE if known else FALSE)
        return forms.ChoiceField(choices=FLAGS, initial=initial, **given)
    if key.choices:
        choices = [("", "…"), *((one, CHOICES.get(one, one)) for one in key.choices)]
        return forms.ChoiceField(choices=choices, initial=known, **given)
    if key.kind in LINES:
        lines = "\n".join(reading.row_said(one) for one in known or ())
        hint = HINTS.get(key.kind, "")
        area = forms.Textarea({"rows": 3})
        return forms.CharField(initial=lines, widget=area, help_text=hint, **given)
    unit = reading.unit_word(key.unit)
    attrs = {"inputmode": "decimal", "unit": unit} if key.kind is not Kind.TEXT else {}
    return forms.CharField(
        max_length=200, initial=as_text(known), widget=forms.TextInput(attrs), **given
    )


def _typed(key: str, raw: str) -> Any:
    kind = KEYS[key].kind
    if kind in (Kind.DECIMAL, Kind.COUNT) and "_" in raw:  # Python would read 1_0 as ten
        raise ValueError(raw)
    if kind is Kind.FLAG:
        return raw == TRUE
    if kind is Kind.COUNT:
        return int(raw)
    if kind in LINES:
        return [_line(kind, line.strip()) for line in raw.splitlines() if line.strip()]
    return re.sub(r"^(\d+),(\d{1,2})$", r"\1.\2", raw) if kind is Kind.DECIMAL else raw


def _line(kind: Kind, line: str) -> Any:
    """One line of a list: a text, a whole number, or a row as "2: 0.5" and "0: 3, 2, 1"."""
    if kind in (Kind.TEXTS, Kind.TIMES):
        return line
    number, _colon, share = line.partition(":")
    if kind in BANDS:
        return [int(number), *map(int, share.split(","))]
    if kind is Kind.LEVELS:
        return [number.strip(), int(share)]
    return int(number) if kind is Kind.COUNTS else [int(number), share.strip().replace(",", ".")]
