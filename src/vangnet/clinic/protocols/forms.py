"""The medical director's draft: products, the unit's own values, and what is accepted one by one.

One field for each value that is still open; a value is read by the catalogue of rules.keys, so a
wrong unit or number is refused here in the words of the rules.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.staff.signing import SignedForm
from vangnet.rules.country import Country, Standing, Value
from vangnet.rules.keys import KEYS, Kind
from vangnet.rules.protocol import Protocol, Site

TRUE, FALSE = "true", "false"
FLAGS = (("", "…"), (TRUE, gettext_lazy("Yes")), (FALSE, gettext_lazy("No")))


class DraftForm(SignedForm):
    """What was typed becomes a new `Site`; what was set before stays."""

    products = forms.MultipleChoiceField(
        label=gettext_lazy("Products of this unit"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one product.")},
    )  # fmt: skip
    accepted = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, site: Site, country: Country, protocol: Protocol,
                 said: dict[str, str], **more: Any) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.site, self.protocol = site, protocol
        self._choose("products", [(handle, said[handle]) for handle in country.products])
        self.fields["products"].initial = list(site.products)
        open_ones = [*site.accepted, *protocol.unaccepted]
        self._choose("accepted", [(n, _said(protocol, n)) for n in dict.fromkeys(open_ones)])
        self.fields["accepted"].initial = list(site.accepted)
        for name in protocol.missing:
            if name != "products":
                self.fields[f"value-{name}"] = _field(name)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def open_fields(self) -> list[tuple[str, Any]]:
        """Name of the value and its field, in the order they are needed."""
        return [
            (name, self[f"value-{name}"]) for name in self.protocol.missing if name != "products"
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.values: list[Value] = []
        for name in self.protocol.missing:
            raw = cleaned.get(f"value-{name}")
            if raw:
                self._read(name, str(raw).strip())
        return cleaned

    def _read(self, name: str, raw: str) -> None:
        product, _dot, key = name.rpartition(".")
        try:
            self.values.append(
                Value.model_validate(
                    {
                        "key": key,
                        "product": product or None,
                        "unit": KEYS[key].unit,
                        "value": _typed(key, raw),
                        "standing": Standing.SIGNED,
                    }
                )
            )
        except ValueError:
            self.add_error(f"value-{name}", _("This is not such a value. Type it again."))

    def new_site(self) -> Site:
        return Site.model_validate(
            {
                "name": self.site.name or self.unit.name,
                "products": self.cleaned_data["products"],
                "accepted": self.cleaned_data["accepted"],
                "values": [*self.site.values, *self.values],
            }
        )


class SignForm(SignedForm):
    """The medical director's own PIN under the whole protocol."""

    own_pin = True


def _said(protocol: Protocol, name: str) -> str:
    """What is accepted: the value itself, its standing and its source, not only its name."""
    value = protocol.values.get(name)
    if value is None:
        return name
    shown = value.reason if value.no_limit else value.value
    return f"{name}: {shown} {value.unit} ({value.standing}, {', '.join(value.source)})"


def _field(name: str) -> forms.Field:
    key = KEYS[name.rpartition(".")[2]]
    if key.kind is Kind.FLAG:
        return forms.ChoiceField(required=False, choices=FLAGS, label=name)
    if key.choices:
        choices = [("", "…"), *((one, one) for one in key.choices)]
        return forms.ChoiceField(required=False, choices=choices, label=name)
    return forms.CharField(
        required=False, max_length=200, label=name,
        widget=forms.TextInput({"inputmode": "decimal", "unit": key.unit} if key.unit else {}),
    )  # fmt: skip


def _typed(key: str, raw: str) -> Any:
    kind = KEYS[key].kind
    if kind is Kind.FLAG:
        return raw == TRUE
    if kind is Kind.COUNT:
        return int(raw)
    if kind is Kind.TEXTS:
        return [line.strip() for line in raw.splitlines() if line.strip()]
    return raw.replace(",", ".") if kind is Kind.DECIMAL else raw
