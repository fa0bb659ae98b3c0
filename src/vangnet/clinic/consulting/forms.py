"""What staff write about a wait: a hold. Nothing is filled in for them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import SignedForm, staff_who_may

HOLD_REASONS = (
    ("review_before_next_dose", gettext_lazy("Review before the next dose")),
    ("drowsy_after_last_dose", gettext_lazy("Drowsy after the last dose")),
    ("ill", gettext_lazy("Ill")),
    ("result_awaited", gettext_lazy("A result is awaited")),
    ("left_against_advice", gettext_lazy("Left against advice")),
)
KINDS = (
    (HoldKind.SOFT.value, gettext_lazy("Soft: its owner or a prescriber lifts it")),
    (HoldKind.HARD.value, gettext_lazy("Hard: a prescriber lifts it")),
)


def day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class DatedForm(SignedForm):
    """Valid from one day to another."""

    def clean(self) -> dict[str, Any]:
        starts, ends = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_until")
        if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
            self.add_error("valid_until", _("This lies before the first day."))
        return super().clean()


class HoldForm(SignedForm):
    """Doses wait, and who looks."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of hold"), choices=KINDS)
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=HOLD_REASONS)
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label=gettext_lazy("Who reviews it"),
        empty_label=gettext_lazy("Choose a name"),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        people = staff_who_may(Task.PUT_ON_HOLD, unit=self.unit)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
