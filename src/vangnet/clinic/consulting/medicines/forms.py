"""What is typed about other medicines: one that is taken, its end, or that there is none more."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.amount_field import AmountField
from vangnet.clinic.consulting.care.forms import text_field
from vangnet.clinic.consulting.care.talk_forms import PastDayForm
from vangnet.clinic.consulting.forms import day_field
from vangnet.clinic.consulting.life import HAS_DIED
from vangnet.clinic.consulting.medicines import words
from vangnet.clinic.consulting.medicines.actions import NewMedicine
from vangnet.clinic.consulting.models import OtherMedicine
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.rules.medicines import MedicineKind, MedicineSource

NO_NUMBER = gettext_lazy("Type a number above 0, or leave it empty when it is not known.")


def source_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("How it is known"), choices=list(words.SOURCES.items()),
        widget=forms.RadioSelect,
    )  # fmt: skip


class MedicineForm(PastDayForm):
    """One medicine. An amount has its unit; empty means that it is not known."""

    day_name = "from_on"

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=list(words.KINDS.items()), widget=forms.RadioSelect
    )
    name = text_field(gettext_lazy("Name, as it is written or said"), required=True, longest=120)
    amount = AmountField(
        label=gettext_lazy("Amount a day"), required=False, max_digits=8, decimal_places=2,
        help_text=gettext_lazy("Leave it empty when it is not known."),
        error_messages=dict.fromkeys(
            ("invalid", "max_digits", "max_decimal_places", "max_whole_digits"), NO_NUMBER),
    )  # fmt: skip
    amount_unit = forms.ChoiceField(
        label=gettext_lazy("Unit"), required=False,
        choices=[("", gettext_lazy("Not known")), *words.UNITS.items()],
    )  # fmt: skip
    prescribed_by = text_field(gettext_lazy("Who prescribes it"), longest=120)
    source = source_field()
    from_on = day_field(gettext_lazy("Taken since"))

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise forms.ValidationError(NO_NUMBER)
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "amount" in cleaned and (cleaned["amount"] is None) == bool(cleaned.get("amount_unit")):
            missing = cleaned["amount"] is None
            self.add_error("amount" if missing else "amount_unit", (
                _("Type the amount as well, or choose that the unit is not known.") if missing
                else _("Choose the unit of this amount.")
            ))  # fmt: skip
        return cleaned

    def new_medicine(self) -> NewMedicine:
        typed = self.cleaned_data
        return NewMedicine(
            name=typed["name"], kind=MedicineKind(typed["kind"]), amount=typed["amount"],
            amount_unit=typed["amount_unit"], prescribed_by=typed["prescribed_by"],
            source=MedicineSource(typed["source"]), from_on=typed["from_on"],
        )  # fmt: skip


class EndForm(PastDayForm):
    """The last day, and why; or it was an error altogether."""

    day_name = "ended_on"

    ended_on = day_field(gettext_lazy("Last day it was taken"))
    why = text_field(gettext_lazy("Why"), required=True, longest=200)
    is_void = forms.BooleanField(
        label=gettext_lazy("It was never taken: this row was an error"), required=False
    )

    def __init__(self, *args: Any, medicine: OtherMedicine, **more: Any) -> None:
        super().__init__(*args, **more)
        self.medicine = medicine
        self.fields["ended_on"].initial = clinic_day_of(self.unit, at=self.at)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day, void = cleaned.get("ended_on"), cleaned.get("is_void")
        if day and not void and day < self.medicine.from_on:
            self.add_error("ended_on", _("The last day lies before the first."))
        return cleaned


class AskedForm(PastDayForm):
    """Asked for everything, and there is nothing beside what is written."""

    day_name = "asked_on"

    source = source_field()
    asked_on = day_field(gettext_lazy("Asked on"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["asked_on"].initial = clinic_day_of(self.unit, at=self.at)

    def clean(self) -> dict[str, Any]:
        if self.life.died_on is not None:
            raise forms.ValidationError(HAS_DIED)
        return super().clean()
