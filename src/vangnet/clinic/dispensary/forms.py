"""What is typed at the breath test, the check, the hatch and in the room.

Amounts take a comma or a point. Whether they are allowed is the gate's to say, not a form's.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vangnet.clinic.amount_field import AmountField
from vangnet.clinic.devices.models import BreathTester
from vangnet.clinic.registry.models import Room, RoomState, Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import SignedForm
from vangnet.clinic.vault.models import Container, Kit

# What a nurse may see of intoxication. Codes are stored; the words are for the page.
SIGNS = (
    ("slurred_speech", _("Slurred speech")),
    ("unsteady", _("Unsteady on the feet")),
    ("drowsy", _("Drowsy, nods off")),
    ("smells_of_alcohol", _("Smells of alcohol")),
    ("agitated", _("Agitated or confused")),
    ("pinpoint_pupils", _("Pinpoint pupils")),
)
SCORES = (
    ("0", _("Awake")),
    ("1", _("Drowsy")),
    ("2", _("Hard to wake")),
    ("3", _("Does not wake")),
)
NOT_ASSESSED = "unknown"
DAYS_TYPED_MOST = 99  # what a page takes; how many days may go home is the protocol's to say
QUIET = {"autocomplete": "off"}


def amount_mg(label: Any, *, required: bool = True, positive: bool = True) -> AmountField:
    wrong = _("Type the amount in mg, for example 220.")
    return AmountField(
        label=label, required=required, max_digits=9, decimal_places=3,
        min_value=Decimal("0.001") if positive else Decimal(0),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_digits", "max_decimal_places",
             "max_whole_digits"), wrong),
    )  # fmt: skip


def _reading(label: Any, *, required: bool = True) -> AmountField:
    return AmountField(
        label=label, required=required, min_value=Decimal(0), max_digits=8, decimal_places=3,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_digits", "max_decimal_places",
             "max_whole_digits"), _("Type the reading as the device shows it, for example 0.")),
    )  # fmt: skip


class BreathForm(forms.Form):
    """A reading as the device shows it, in that device's unit; typed twice where it was typed."""

    tester = forms.ModelChoiceField(
        BreathTester.objects.none(), label=_("Device"), empty_label=None,
        error_messages={"required": _("Choose the device."),
                        "invalid_choice": _("Choose a device that is in service.")},
    )  # fmt: skip
    reading = _reading(_("Reading"))
    read_back = _reading(_("Once more, from the display"), required=False)
    request_id = forms.UUIDField(widget=forms.HiddenInput)
    offer = forms.CharField(widget=forms.HiddenInput, required=False)  # the device sent this one

    def __init__(self, *args: Any, unit: Unit, **keys: Any) -> None:
        super().__init__(*args, **keys)
        known = BreathTester.objects.filter(unit=unit, in_service=True).order_by("name")
        self.fields["tester"].queryset = known  # type: ignore[attr-defined]


class ReadBackForm(BreathForm):
    """The step of its own, for who typed it once: the display is read a second time."""

    read_back = _reading(_("Once more, from the display"))
    read_back.widget.attrs["autofocus"] = True


class CheckForm(forms.Form):
    """What a nurse sees just before the dose."""

    score = forms.ChoiceField(
        choices=(*SCORES, (NOT_ASSESSED, _("Could not be assessed"))), label=_("How awake"),
        error_messages={"required": _("Choose how awake the patient is."),
                        "invalid_choice": _("Choose how awake the patient is.")},
    )  # fmt: skip
    asleep = forms.BooleanField(required=False, label=_("Asleep when you came"))
    signs = forms.MultipleChoiceField(required=False, choices=SIGNS, label=_("Signs"))
    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def clean_score(self) -> int | None:
        score = self.cleaned_data["score"]
        return None if score == NOT_ASSESSED else int(score)


class LessForm(forms.Form):
    """The patient asks for less than was ordered."""

    less_mg = amount_mg(_("How much the patient wants"))
    order = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ordered_mg: Decimal, **keys: Any) -> None:
        super().__init__(*args, **keys)
        self.ordered_mg = ordered_mg

    def clean_less_mg(self) -> Decimal:
        asked = Decimal(self.cleaned_data["less_mg"])
        if asked > self.ordered_mg:
            raise forms.ValidationError(_("More than was ordered. Type the ordered dose or less."))
        return asked


class HandOverForm(forms.Form):
    """One press of "Hand over": what goes out, from where, and the witness who reads the label."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    giver = forms.UUIDField(widget=forms.HiddenInput)
    order = forms.UUIDField(widget=forms.HiddenInput)
    dose_mg = amount_mg(_("Dose"))
    room = forms.ModelChoiceField(
        Room.objects.none(), label=_("Room"), empty_label=None, required=False)  # fmt: skip
    container = forms.CharField(
        max_length=40, label=_("Container"),
        error_messages={"required": _("Scan or choose the container.")})  # fmt: skip
    kit = forms.CharField(max_length=40, required=False, label=_("Sterile kit"),
                          widget=forms.TextInput(attrs={**QUIET, "data-scan": "kit"}))  # fmt: skip
    witness = forms.ModelChoiceField(
        User.objects.none(), label=_("Witness"),
        error_messages={"required": _("Choose who witnesses."),
                        "invalid_choice": _("Choose who witnesses.")})  # fmt: skip
    witness_read_mg = amount_mg(_("Witness: mg on the label"))
    pin = forms.CharField(
        max_length=8, label=_("PIN of the witness"),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("The witness types the PIN.")})  # fmt: skip

    def __init__(self, *args: Any, unit: Unit, **keys: Any) -> None:
        super().__init__(*args, **keys)
        self.unit = unit
        rooms = Room.objects.filter(unit=unit).exclude(state=RoomState.CLOSED)
        staff = User.objects.filter(workplace__unit=unit, is_active=True)
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]
        self.fields["witness"].queryset = staff  # type: ignore[attr-defined]

    def clean_container(self) -> Container:
        code = self.cleaned_data["container"].strip()
        known = Container.objects.select_related("lot", "unit")
        if found := known.filter(unit=self.unit, code=code).first():
            return found
        raise forms.ValidationError(_("This container is not known here. Scan the label again."))

    def clean_kit(self) -> Kit | None:
        code = self.cleaned_data["kit"].strip()
        if not code:
            return None
        if found := Kit.objects.select_related("lot").filter(unit=self.unit, code=code).first():
            return found
        raise forms.ValidationError(_("This kit is not known here. Scan the label again."))


class SupplyForm(SignedForm):
    """Bottles to take home: signed by whoever is signed in, and by the witness who read the mg."""

    signers = {"witness": (_("Witness"), Task.WITNESS)}
    first_on = forms.DateField(widget=forms.HiddenInput)
    days = forms.IntegerField(min_value=1, max_value=DAYS_TYPED_MOST, widget=forms.HiddenInput)
    container = forms.ChoiceField(
        label=_("Container"), error_messages={"required": _("Scan or choose the container.")}
    )
    witness_read_mg = amount_mg(_("Witness: mg on all labels together"))

    def __init__(self, *args: Any, containers: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["container"].choices = containers  # type: ignore[attr-defined]


class BackForm(SignedForm):
    """An unused bottle comes back, whole, before a witness."""

    signers = {"witness": (_("Witness"), Task.WITNESS)}


class EndForm(forms.Form):
    """How a dose ended: what was not used, what was spilt. What was given is worked out."""

    not_used_mg = amount_mg(_("Not used"), required=False, positive=False)
    spilt_mg = amount_mg(_("Spilt"), required=False, positive=False)
    attempts = forms.IntegerField(
        min_value=0, max_value=50, label=_("Attempts"), initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Type how many attempts there were, for example 1.")),
    )  # fmt: skip
