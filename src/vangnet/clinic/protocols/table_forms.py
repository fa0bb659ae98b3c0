"""A row of one of the unit's two tables, as the medical director types it into the draft."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from vangnet.clinic.amount_field import AmountField
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.country import Country
from vangnet.rules.protocol import Site
from vangnet.rules.reading import RulesFileError, read_raw
from vangnet.rules.tables import Product
from vangnet.rules.wording import wording

# What is taken beside the products of a country's file: a table may name these too.
BESIDE: tuple[Product, ...] = (
    (Drug.METHADONE, SaltForm.HYDROCHLORIDE, Route.ORAL),
    (Drug.MORPHINE, SaltForm.SULFATE_PENTAHYDRATE, Route.ORAL),
    (Drug.HYDROMORPHONE, SaltForm.HYDROCHLORIDE, Route.ORAL),
    (Drug.BUPRENORPHINE, SaltForm.HYDROCHLORIDE, Route.SUBLINGUAL),
)


def word(product: Iterable[str]) -> str:
    words = wording(get_language() or "en")["words"]
    drug, salt_form, route = product
    return f"{words[drug].capitalize()} {words[salt_form]}, {words[route]}"


def products(country: Country) -> list[tuple[str, str]]:
    own = [(one.drug, one.salt_form, one.route) for one in country.products.values()]
    return [("/".join(one), word(one)) for one in dict.fromkeys([*own, *BESIDE])]


def _amount(label: Any, *, unit: str = "") -> AmountField:
    return AmountField(
        label=label, max_digits=12, decimal_places=6,
        widget=forms.TextInput(attrs={"unit": unit} if unit else {}),
        error_messages={"invalid": gettext_lazy("Type a number.")},
    )  # fmt: skip


class RowForm(forms.Form):
    """One new row; `new_site` is the draft with it, when it may stand beside the others."""

    table: ClassVar[str] = ""
    note = forms.CharField(label=gettext_lazy("Source or note"), max_length=200, required=False)

    def __init__(self, *args: Any, country: Country, site: Site, **more: Any) -> None:
        super().__init__(*args, **more)
        self.site = site
        choices = [("", gettext_lazy("Choose")), *products(country)]
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def row(self) -> dict[str, Any]:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors:
            raw = self.site.model_dump(mode="json", exclude_none=True)
            raw[self.table] = [*raw[self.table], self.row()]
            try:
                self.new_site = read_raw(Site, raw, file="")
            except RulesFileError:
                self.add_error(None, _("This row cannot stand in the table. Read it again."))
        return typed

    def _written(self, **row: Any) -> dict[str, Any]:
        note = self.cleaned_data["note"].strip()
        return {**row, **({"note": note} if note else {})}


class ConversionForm(RowForm):
    """So many mg of one are so many of another, between two amounts."""

    table = prefix = "conversions"
    of = forms.ChoiceField(label=gettext_lazy("From"))
    to = forms.ChoiceField(label=gettext_lazy("To"))
    factor = _amount(gettext_lazy("1 mg counts as so many mg"))
    from_mg = _amount(gettext_lazy("Holds from"), unit="mg")
    until_mg = _amount(gettext_lazy("Holds up to"), unit="mg")
    field_order = ("of", "to", "factor", "from_mg", "until_mg", "note")

    def row(self) -> dict[str, Any]:
        typed = self.cleaned_data
        (a, b, c), (x, y, z) = typed["of"].split("/"), typed["to"].split("/")
        return self._written(
            from_drug=a, from_salt_form=b, from_route=c, to_drug=x, to_salt_form=y, to_route=z,
            factor=str(typed["factor"]), from_mg=str(typed["from_mg"]),
            until_mg=str(typed["until_mg"]),
        )  # fmt: skip


class ExposureForm(RowForm):
    """How one mg counts on the line of all opioids. Only for the alarm."""

    table = prefix = "exposures"
    of = forms.ChoiceField(label=gettext_lazy("Opioid"))
    factor = _amount(gettext_lazy("1 mg counts as so many mg of morphine by mouth"))
    field_order = ("of", "factor", "note")

    def row(self) -> dict[str, Any]:
        drug, salt_form, route = self.cleaned_data["of"].split("/")
        return self._written(
            drug=drug, salt_form=salt_form, route=route, factor=str(self.cleaned_data["factor"])
        )


def rows(site: Site) -> dict[str, list[dict[str, Any]]]:
    """Both tables for reading, each row with its place."""
    return {
        "conversions": [
            {"place": n, "of": word(row.of), "to": word(row.to), "factor": row.factor,
             "from_mg": row.from_mg, "until_mg": row.until_mg, "note": row.note or ""}
            for n, row in enumerate(site.conversions)
        ],
        "exposures": [
            {"place": n, "of": word(row.of), "factor": row.factor, "note": row.note or ""}
            for n, row in enumerate(site.exposures)
        ],
    }  # fmt: skip


def without(site: Site, table: str, place: int) -> Site | None:
    """The draft without that row; None when there is no such row."""
    if table not in ("conversions", "exposures"):
        return None
    kept = getattr(site, table)
    if not 0 <= place < len(kept):
        return None
    return site.model_copy(update={table: kept[:place] + kept[place + 1 :]})
