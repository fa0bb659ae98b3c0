"""What is typed of a device: adding one, and that it was calibrated."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.devices.frames.lines import PATTERN_EXAMPLE, problem_of
from vangnet.clinic.devices.models import BreathTester, Device, DeviceKind, Speaks
from vangnet.clinic.devices.words import KINDS, SPEAKS
from vangnet.clinic.registry.models import Unit

_PROBLEMS = {
    "syntax": gettext_lazy("This pattern cannot be read. Check its brackets."),
    "no_value": gettext_lazy("Name the value in the pattern: (?P<value>…)."),
    "matches_nothing": gettext_lazy("This pattern also finds an empty line. Make it stricter."),
}
BREATH = frozenset({Speaks.LINES, Speaks.BACTRACK})


class DeviceForm(forms.Form):
    """A new device. A breath tester of the hatch is chosen, not typed again."""

    name = forms.CharField(max_length=20, label=gettext_lazy("Name, as staff call it"))
    serial = forms.CharField(max_length=40, label=gettext_lazy("Serial number"))
    kind = forms.ChoiceField(choices=tuple(KINDS.items()), label=gettext_lazy("What it is"))
    speaks = forms.ChoiceField(choices=tuple(SPEAKS.items()), label=gettext_lazy("What it sends"))
    address = forms.CharField(
        max_length=120, label=gettext_lazy("Where it is"),
        help_text=gettext_lazy(
            "The port, for example /dev/serial/by-id/…; for HL7 the EUI-64 that it sends."
        ),
    )  # fmt: skip
    baud = forms.IntegerField(
        min_value=300, max_value=4_000_000, initial=9600, label=gettext_lazy("Speed of the port")
    )
    pattern = forms.CharField(
        max_length=200, required=False, label=gettext_lazy("Pattern of a line"),
        help_text=gettext_lazy("Only for lines of text, for example %(example)s"),
    )  # fmt: skip
    tester = forms.ModelChoiceField(
        BreathTester.objects.none(), required=False, label=gettext_lazy("Breath tester"),
        empty_label=gettext_lazy("Not a breath tester"),
    )  # fmt: skip
    goes_by_own_clock = forms.BooleanField(
        required=False,
        label=gettext_lazy("It sends times, and its clock is kept right (needed for HL7)"),
    )

    def __init__(self, *args: Any, unit: Unit, **more: Any) -> None:
        super().__init__(*args, **more)
        free = BreathTester.objects.filter(unit=unit, plugged_in__isnull=True)
        self.fields["tester"].queryset = free.order_by("name")  # type: ignore[attr-defined]
        hint = self.fields["pattern"].help_text
        self.fields["pattern"].help_text = str(hint) % {"example": PATTERN_EXAMPLE}
        self.unit = unit

    @property
    def written_fields(self) -> list[forms.BoundField]:
        return list(self.visible_fields())

    def clean_name(self) -> str:
        """An alarm names the device by it: two of one name could hide each other's silence."""
        name: str = self.cleaned_data["name"].strip()
        if Device.objects.filter(unit=self.unit, name=name, in_service=True).exists():
            raise forms.ValidationError(_("Another device in service has this name."))
        return name

    def clean_serial(self) -> str:
        serial: str = self.cleaned_data["serial"].strip()
        if Device.objects.filter(serial=serial).exists():
            raise forms.ValidationError(_("A device with this serial number is known already."))
        return serial

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        if Device.objects.filter(unit=self.unit, address=address, in_service=True).exists():
            raise forms.ValidationError(_("Another device in service has this address."))
        return address

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        kind, speaks = typed.get("kind"), typed.get("speaks")
        if (kind == DeviceKind.BREATH_TESTER) != (typed.get("tester") is not None):
            self.add_error("tester", _("Choose the breath tester that this is, or another kind."))
        if kind and speaks and (kind == DeviceKind.BREATH_TESTER) != (speaks in BREATH):
            self.add_error("speaks", _("This kind of device does not send this."))
        if speaks == Speaks.LINES:
            if problem := problem_of(typed.get("pattern", "")):
                self.add_error("pattern", str(_PROBLEMS[problem]))
        elif typed.get("pattern"):
            self.add_error("pattern", _("Only lines of text have a pattern. Leave it empty."))
        self._check_clock(typed)
        return typed

    def _check_clock(self, typed: dict[str, Any]) -> None:
        speaks, own = typed.get("speaks"), typed.get("goes_by_own_clock")
        if speaks == Speaks.PCD01:
            typed["address"] = typed.get("address", "").upper()
            if not own:
                self.add_error(
                    "goes_by_own_clock",
                    _("HL7 may come late: without its times it is nobody's. Keep its clock right."),
                )
        elif own and speaks != Speaks.PLX and "(?P<minute>" not in typed.get("pattern", ""):
            self.add_error(
                "goes_by_own_clock", _("It sends no times. Its readings count as they arrive.")
            )


class CalibrationForm(forms.Form):
    """A device was calibrated or checked."""

    calibrated_on = forms.DateField(
        label=gettext_lazy("Calibrated on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    due_on = forms.DateField(
        label=gettext_lazy("Next due on"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today

    @property
    def written_fields(self) -> list[forms.BoundField]:
        return list(self.visible_fields())

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        done, due = typed.get("calibrated_on"), typed.get("due_on")
        if done and done > self.today:
            self.add_error("calibrated_on", _("This day has not come yet."))
        if done and due and due <= done:
            self.add_error("due_on", _("The next one is due after this one."))
        return typed
