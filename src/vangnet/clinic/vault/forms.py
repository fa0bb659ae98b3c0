"""The register's forms: stock in, a count, waste, a difference, a counter-entry, the close.

Each is signed by whoever is signed in and by the people who prove it with their PIN.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import SignedForm
from vangnet.clinic.vault import facts
from vangnet.clinic.vault.models import Account, Container, Kit, KitLot, Lot
from vangnet.clinic.vault.words import (
    COUNTER_REASONS,
    DIFFERENCE_REASONS,
    WASTE_REASONS,
    Choices,
)
from vangnet.rules.amounts import Drug, Route, SaltForm

WITNESS = {"witness": (gettext_lazy("Witness"), Task.WITNESS)}
MG_STEP = Decimal("0.001")
ROUTES = (
    (Route.INTRAVENOUS.value, gettext_lazy("into a vein")),
    (Route.INTRAMUSCULAR.value, gettext_lazy("into a muscle")),
    (Route.SUBCUTANEOUS.value, gettext_lazy("under the skin")),
    (Route.INHALED.value, gettext_lazy("inhaled")),
    (Route.ORAL.value, gettext_lazy("by mouth")),
    (Route.NASAL.value, gettext_lazy("by the nose")),
)


def milligrams(label: Any, *, lowest: Decimal = MG_STEP) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=lowest, max_digits=9, decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "unit": "mg"}),
        error_messages={"invalid": gettext_lazy("Type the amount in mg, as a number.")},
    )  # fmt: skip


def day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def chosen(label: Any, reasons: Choices) -> forms.ChoiceField:
    """A reason to choose; nothing is chosen beforehand."""
    return forms.ChoiceField(
        label=label, choices=(("", gettext_lazy("Choose a reason")), *reasons),
        error_messages={"required": gettext_lazy("Choose a reason.")},
    )  # fmt: skip


class CloseForm(SignedForm):
    """Close the day: the pharmacist and a witness."""

    signers = WITNESS
    own_pin = True


class CountForm(SignedForm):
    """What two people found. The book is not shown before they have written it down."""

    signers = WITNESS
    counted_mg = milligrams(gettext_lazy("Counted"), lowest=Decimal(0))
    # The count that was the last one when the page was opened: one count is kept once.
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)


class WasteForm(SignedForm):
    """What is destroyed before two witnesses."""

    signers = {
        "witness": (gettext_lazy("First witness"), Task.WITNESS),
        "second_witness": (gettext_lazy("Second witness"), Task.WITNESS),
    }
    account = forms.ChoiceField(
        label=gettext_lazy("From"),
        choices=[
            (Account.RESIDUE.value, gettext_lazy("Sealed residue")),
            (Account.STOCK.value, gettext_lazy("Stock in the container")),
        ],
    )
    mg = milligrams(gettext_lazy("Amount destroyed"))
    reason = chosen(gettext_lazy("Why"), WASTE_REASONS)

    def __init__(self, *args: Any, container: Container, **more: Any) -> None:
        super().__init__(*args, **more)
        self.container = container

    def clean_mg(self) -> Decimal:
        mg: Decimal = self.cleaned_data["mg"]
        account = self.cleaned_data.get("account")
        if account and mg > facts.in_account(self.container, Account(account)):
            raise forms.ValidationError(_("There is not so much there. Read the label again."))
        return mg


class ExplainForm(SignedForm):
    """A difference, explained in a report that the medical director signs too."""

    signers = {"director": (gettext_lazy("Medical director"), Task.SIGN_PROTOCOL)}
    reason = chosen(gettext_lazy("What was found out"), DIFFERENCE_REASONS)


class CounterForm(SignedForm):
    """Move a wrong line back, whole."""

    signers = WITNESS
    reason = chosen(gettext_lazy("What was wrong"), COUNTER_REASONS)


class ReceiveForm(SignedForm):
    """A container from the supplier, as its paper and its label say."""

    signers = WITNESS
    lot = forms.CharField(label=gettext_lazy("Lot"), max_length=40)
    product = forms.ChoiceField(label=gettext_lazy("Product"))
    strength = forms.DecimalField(
        label=gettext_lazy("Strength, where it is dissolved"), required=False, max_digits=7,
        decimal_places=2, min_value=MG_STEP,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "unit": "mg/mL"}),
    )  # fmt: skip
    expires_on = day_field(gettext_lazy("Last day of use"))
    supplier = forms.CharField(label=gettext_lazy("Supplier"), max_length=80)
    code = forms.CharField(
        label=gettext_lazy("Code on the container"), max_length=40,
        widget=forms.TextInput(attrs={"data-scan": "container"}),
    )  # fmt: skip
    mg = milligrams(gettext_lazy("Amount in it"))

    def __init__(self, *args: Any, products: list[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["product"].choices = products  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        asked = self.data.get("request_id")
        known = Container.objects.filter(unit=self.unit, code=code)
        if known.exclude(postings__request_id=asked if _is_key(asked) else None).exists():
            raise forms.ValidationError(_("This code is in the register already."))
        return code

    def clean_expires_on(self) -> Any:
        return not_over(self.cleaned_data["expires_on"], form=self)

    @property
    def drug(self) -> tuple[Drug, SaltForm, Route]:
        drug, salt_form, route = self.cleaned_data["product"].split("/")
        return Drug(drug), SaltForm(salt_form), Route(route)


class KitsForm(SignedForm):
    """Sterile kits, each with its own code."""

    number = forms.CharField(label=gettext_lazy("Lot"), max_length=40)
    route = forms.ChoiceField(label=gettext_lazy("Route"), choices=ROUTES)
    contents = forms.CharField(label=gettext_lazy("What is in it"), max_length=120)
    expires_on = day_field(gettext_lazy("Last day of use"))
    codes = forms.CharField(
        label=gettext_lazy("Codes, one on a line"), widget=forms.Textarea(attrs={"rows": 5})
    )

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        if KitLot.objects.filter(unit=self.unit, number=number).exists():
            raise forms.ValidationError(_("This lot is in the register already."))
        return number

    def clean_codes(self) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(self.cleaned_data["codes"].split()))
        known = Kit.objects.filter(unit=self.unit, code__in=codes).values_list("code", flat=True)
        if known:
            said = ", ".join(sorted(known)[:5])
            raise forms.ValidationError(_("In the register already: %(codes)s") % {"codes": said})
        return codes

    def clean_expires_on(self) -> Any:
        return not_over(self.cleaned_data["expires_on"], form=self)


def not_over(day: Any, *, form: SignedForm) -> Any:
    if day < clinic_day_of(form.unit, at=form.at):
        raise forms.ValidationError(_("This day is over. Do not put it in stock."))
    return day


def _is_key(raw: Any) -> bool:
    try:
        forms.UUIDField().clean(raw)
    except forms.ValidationError:
        return False
    return True
