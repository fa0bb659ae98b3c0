"""What is seen in recovery: signs at one moment, the check before leaving, and who looks next."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.requested import RequestForm
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import staff_who_may
from vangnet.rules.limits import Watch
from vangnet.rules.watch_keys import scale_of

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


RASS = {
    "+4": gettext_lazy("Combative"), "+3": gettext_lazy("Very agitated"),
    "+2": gettext_lazy("Agitated"), "+1": gettext_lazy("Restless"),
    "0": gettext_lazy("Alert, calm"), "-1": gettext_lazy("Drowsy"),
    "-2": gettext_lazy("Light sedation"), "-3": gettext_lazy("Moderate sedation"),
    "-4": gettext_lazy("Deep sedation"), "-5": gettext_lazy("Cannot be woken"),
}  # fmt: skip
POSS = {
    "1": gettext_lazy("Awake, alert"), "S": gettext_lazy("Asleep, easy to wake"),
    "2": gettext_lazy("Slightly drowsy"), "3": gettext_lazy("Drifts off while talking"),
    "4": gettext_lazy("Little or no response"),
}  # fmt: skip
AWAKE = {"rass": "0", "poss": "1"}


def levels_of(watch: Watch | None) -> list[tuple[str, Any]]:
    """The levels of the signed scale with their words; the plain score where none was signed."""
    if watch is None:
        return list(SCALE)
    words = RASS if scale_of(watch.sedation_levels) == "rass" else POSS
    return [(level, words[level]) for level, _score in watch.sedation_levels]


def awake_of(watch: Watch | None) -> str:
    """The level of somebody awake and calm."""
    return "0" if watch is None else AWAKE[scale_of(watch.sedation_levels) or "rass"]


class SignsForm(RequestForm):
    """Signs at one moment, on the unit's scale. What was not measured stays empty."""

    sedation = forms.ChoiceField(
        choices=SCALE, label=gettext_lazy("Sedation"), widget=forms.RadioSelect,
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
    pulse = forms.IntegerField(
        label=gettext_lazy("Pulse"), required=False, min_value=0, max_value=300,
        error_messages={"max_value": OUT_OF_RANGE, "min_value": OUT_OF_RANGE},
    )  # fmt: skip

    def __init__(self, *args: Any, watch: Watch | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["sedation"].choices = levels_of(watch)  # type: ignore[attr-defined]


class ExitForm(RequestForm):
    """The check before leaving. "All well" is awake, without signs, in one press."""

    sedation = forms.ChoiceField(
        choices=SCALE, required=False, widget=forms.RadioSelect, label=gettext_lazy("Sedation")
    )
    asleep = forms.BooleanField(required=False, label=gettext_lazy("Asleep"))
    signs = forms.MultipleChoiceField(
        choices=SIGNS, required=False, widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Signs of intoxication"),
    )  # fmt: skip
    spo2 = SignsForm.base_fields["spo2"]
    all_well = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, oxygen_needed: bool, watch: Watch | None, **more: Any) -> None:
        super().__init__(*args, **{"prefix": "exit", **more})
        self.oxygen_needed, self.awake = oxygen_needed, awake_of(watch)
        self.fields["sedation"].choices = levels_of(watch)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.data.get("all_well"):
            marked = cleaned.get("sedation") not in ("", None, self.awake)
            if cleaned.get("asleep") or cleaned.get("signs") or marked:
                self.add_error(None, _("Signs are marked: save the check instead of “All well”."))
            cleaned |= {"sedation": self.awake}
        elif not cleaned.get("sedation"):
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
    reached_by = forms.ModelChoiceField(
        queryset=User.objects.none(), label=gettext_lazy("Who reaches this patient"),
        empty_label=gettext_lazy("The prescriber"), required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.written_fields = self.visible_fields()
        self.fields["owner"].queryset = staff_who_may(Task.PRESCRIBE, unit=unit)  # type: ignore[attr-defined]
        self.fields["reached_by"].queryset = staff_who_may(Task.OBSERVE, unit=unit)  # type: ignore[attr-defined]


class TryForm(RequestForm):
    """One try to reach somebody who left against advice."""

    is_reached = forms.TypedChoiceField(
        choices=(
            ("", gettext_lazy("Choose")), ("yes", gettext_lazy("Reached, spoke with them")),
            ("no", gettext_lazy("Not reached")),
        ),
        coerce=lambda raw: raw == "yes", label=gettext_lazy("What came of it"),
        error_messages={"required": gettext_lazy("Choose whether the patient was reached.")},
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("How it went"), max_length=300, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write how it went.")},
    )  # fmt: skip
