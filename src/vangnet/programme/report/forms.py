"""What the manager types about one number of the unit, and signs."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.staff.signing import SignedForm
from vangnet.programme.report.actions import NewNumber
from vangnet.programme.report.keys import KINDS, UnitKey


class NumberForm(SignedForm):
    """The number, from which day, and where it comes from. Empty: it is not set from then on."""

    own_pin: ClassVar[bool] = True
    value = forms.DecimalField(
        label=gettext_lazy("Number"), required=False, min_value=0, max_digits=14, decimal_places=4,
        help_text=gettext_lazy("Empty: from that day on it is not set."),
    )  # fmt: skip
    from_on = forms.DateField(
        label=gettext_lazy("From this day on"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    words = forms.CharField(
        label=gettext_lazy("Where it comes from"), max_length=200, strip=True,
        help_text=gettext_lazy("A contract, an invoice, a count: so that somebody can look."),
    )  # fmt: skip
    field_order = ("value", "from_on", "words")

    def __init__(self, *args: Any, key: UnitKey, **more: Any) -> None:
        super().__init__(*args, **more)
        self.key = key
        self.fields["from_on"].initial = clinic_day_of(self.unit, at=self.at)

    def clean_value(self) -> Any:
        value = self.cleaned_data.get("value")
        if KINDS[self.key].whole and value is not None and value != value.to_integral_value():
            raise forms.ValidationError(_("This is counted in whole numbers."))
        return value

    def new_number(self) -> NewNumber:
        said = self.cleaned_data
        return NewNumber(
            key=self.key, value=said["value"], from_on=said["from_on"], words=said["words"]
        )
