"""The register's forms: stock in, a count, waste, a difference, a counter-entry, the close.

Each is signed by whoever is signed in and by the people who prove it with their PIN.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.amount_field import milligrams
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
KITS_AT_ONCE_MAX = 2000
ROUTES = (
    (Route.INTRAVENOUS.value, gettext_lazy("into a vein")),
    (Route.INTRAMUSCULAR.value, gettext_lazy("into a muscle")),
    (Route.SUBCUTANEOUS.value, gettext_lazy("under the skin")),
    (Route.INHALED.value, gettext_lazy("inhaled")),
    (Route.ORAL.value, gettext_lazy("by mouth")),
    (Route.NASAL.value, gettext_lazy("by the nose")),
    (Route.SUBLINGUAL.value, gettext_lazy("under the tongue")),
)


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
    usable_until = forms.DateTimeField(
        label=gettext_lazy("Usable until, if it is dissolved or opened"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Leave it empty when it keeps to its last day."),
    )  # fmt: skip
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
        known = Container.objects.filter(unit=self.unit, code=code)
        asked = str(self.data.get("request_id"))
        if _is_key(asked):  # the same request again is the same container
            known = known.exclude(postings__request_id=asked)
        if known.exists():
            raise forms.ValidationError(_("This code is in the register already."))
        return code

    def clean_expires_on(self) -> Any:
        return not_over(self.cleaned_data["expires_on"], form=self)

    def clean_usable_until(self) -> Any:
        until = self.cleaned_data["usable_until"]
        if until and until <= self.at:
            raise forms.ValidationError(_("This time is over. Do not put it in stock."))
        return until

    def clean(self) -> dict[str, Any]:
        if not self.errors and self._is_of_another_lot():
            self.add_error(
                "lot", _("This lot is in the register with other facts. Read the label again.")
            )
        return super().clean()

    def _is_of_another_lot(self) -> bool:
        """The register knows the number, with another product or last day."""
        known = Lot.objects.filter(unit=self.unit, number=self.cleaned_data["lot"]).first()
        drug, salt_form, route = self.drug
        return known is not None and (
            (known.drug, known.salt_form) != (drug, salt_form)
            or route.value not in known.routes
            or known.strength_mg_per_ml != self.cleaned_data["strength"]
            or known.expires_on != self.cleaned_data["expires_on"]
        )

    @property
    def drug(self) -> tuple[Drug, SaltForm, Route]:
        drug, salt_form, route = self.cleaned_data["product"].split("/")
        return Drug(drug), SaltForm(salt_form), Route(route)


class KitsForm(SignedForm):
    """Sterile kits, each with its own code. `kept`: the same page was sent before."""

    kept = False
    number = forms.CharField(label=gettext_lazy("Lot"), max_length=40)
    route = forms.ChoiceField(label=gettext_lazy("Route"), choices=ROUTES)
    contents = forms.CharField(label=gettext_lazy("What is in it"), max_length=120)
    expires_on = day_field(gettext_lazy("Last day of use"))
    first_code = forms.CharField(
        label=gettext_lazy("Code of the first kit"), max_length=40,
        help_text=gettext_lazy("It ends in a number; the others follow it."),
        widget=forms.TextInput(attrs={"data-scan": "kit"}),
    )  # fmt: skip
    how_many = forms.IntegerField(
        label=gettext_lazy("How many kits"), min_value=1, max_value=KITS_AT_ONCE_MAX,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def clean_first_code(self) -> str:
        code: str = self.cleaned_data["first_code"].strip()
        if not (code.isascii() and code[-1:].isdigit()):
            raise forms.ValidationError(_("Type a code that ends in a number, such as K-0001."))
        return code

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            self._refuse_what_is_known()
        return super().clean()

    def _refuse_what_is_known(self) -> None:
        lot = KitLot.objects.filter(unit=self.unit, number=self.cleaned_data["number"]).first()
        if lot and sorted(lot.kits.values_list("code", flat=True)) == sorted(self.codes):
            self.kept = True
            return
        if lot:
            self.add_error("number", _("This lot is in the register already."))
        known = Kit.objects.filter(unit=self.unit, code__in=self.codes).order_by("code")
        if said := ", ".join(known.values_list("code", flat=True)[:5]):
            text = _("In the register already: %(codes)s") % {"codes": said}
            self.add_error("first_code", text)

    @property
    def codes(self) -> tuple[str, ...]:
        """Counted on from the first, in as many digits as that has."""
        code: str = self.cleaned_data["first_code"]
        stem = code.rstrip("0123456789")
        digits = code[len(stem) :]
        last = int(digits) + self.cleaned_data["how_many"]
        return tuple(f"{stem}{n:0{len(digits)}d}" for n in range(int(digits), last))

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
