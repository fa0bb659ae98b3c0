"""What is seen in recovery: signs at one moment, the check before leaving, and who looks next."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import staff_who_may

# The plain scale of this program: a score and its word.
SCALE = (
    ("0", gettext_lazy("Awake")),
    ("1", gettext_lazy("Drowsy")),
    ("2", gettext_lazy("Hard to wake")),
    ("3", gettext_lazy("Does not wake")),
)
SIGNS = (
    ("slurred_speech", gettext_lazy("Slurred speech")),
    ("unsteady_walk", gettext_lazy("Unsteady on the feet")),
    ("confused", gettext_lazy("Confused")),
)
OUT_OF_RANGE = gettext_lazy("Read it again: this cannot be a measurement.")


class RequestForm(forms.Form):
    """Sent twice is done once."""

    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class SignsForm(RequestForm):
    """Signs at one moment. What was not measured stays empty."""

    sedation = forms.TypedChoiceField(
        choices=SCALE, coerce=int, label=gettext_lazy("Sedation"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how awake the patient is.")},
    )  # fmt: skip
    spo2 = forms.IntegerField(
        label=gettext_lazy("Oxygen, SpO₂"), required=False, min_value=0, max_value=100,
        error_messages={"max_value": OUT_OF_RANGE, "min_value": OUT_OF_RANGE},
    )  # fmt: skip
    breaths = forms.IntegerField(
        label=gettext_lazy("Breaths a minute"), required=False, min_value=0, max_value=99,
        error_messages={"max_value": OUT_OF_RANGE, "min_value": OUT_OF_RANGE},
    )  # fmt: skip


class ExitForm(RequestForm):
    """The check before leaving. "All well" is awake, without signs, in one press."""

    sedation = forms.TypedChoiceField(
        choices=SCALE, coerce=int, required=False, empty_value=None, widget=forms.RadioSelect,
        label=gettext_lazy("Sedation"),
    )  # fmt: skip
    asleep = forms.BooleanField(required=False, label=gettext_lazy("Asleep"))
    signs = forms.MultipleChoiceField(
        choices=SIGNS, required=False, widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Signs of intoxication"),
    )  # fmt: skip
    spo2 = SignsForm.base_fields["spo2"]
    all_well = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, oxygen_needed: bool, **more: Any) -> None:
        super().__init__(*args, **{"prefix": "exit", **more})
        self.oxygen_needed = oxygen_needed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.data.get("all_well"):
            if cleaned.get("asleep") or cleaned.get("signs") or cleaned.get("sedation"):
                self.add_error(None, _("Signs are marked: save the check instead of “All well”."))
            cleaned |= {"sedation": 0}
        elif cleaned.get("sedation") is None:
            self.add_error("sedation", _("Choose how awake the patient is."))
        if self.oxygen_needed and cleaned.get("spo2") is None and "spo2" not in self.errors:
            self.add_error("spo2", _("Measure the oxygen and type it here."))
        return cleaned


class AgainstAdviceForm(forms.Form):
    """Who looks at this patient before the next dose."""

    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label=gettext_lazy("Prescriber who reviews this patient"),
        empty_label=gettext_lazy("Choose a name"),
        error_messages={"required": gettext_lazy("Choose the prescriber who reviews this.")},
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.written_fields = self.visible_fields()
        self.fields["owner"].queryset = staff_who_may(Task.PRESCRIBE, unit=unit)  # type: ignore[attr-defined]
