"""What is typed in an emergency: as little as can be. Everything else is one touch."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.recovery.emergency import words
from vangnet.clinic.recovery.emergency.models import ActKind, EmergencyAct, Outcome
from vangnet.clinic.recovery.emergency.review import NextDose
from vangnet.clinic.requested import RequestForm

OUT_OF_RANGE = gettext_lazy("Read it again: this cannot be a measurement.")
NOT_YET = gettext_lazy("This time has not come yet.")
TOO_OLD = gettext_lazy("This was pressed too long ago. Add it with its time.")
KEPT_FOR = timedelta(days=1)  # an act that a machine kept and sends later
NEXT_DOSE = (
    (NextDose.AS_ORDERED.value, gettext_lazy("Release: the order stays as it is")),
    (
        NextDose.NEW_ORDER_FIRST.value,
        gettext_lazy("Release, and stop the present orders: a new one comes first"),
    ),
    (NextDose.STAYS_LOCKED.value, gettext_lazy("Not yet: opioids stay locked")),
)


def _measured(label: Any, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=most,
        error_messages={"max_value": OUT_OF_RANGE, "min_value": OUT_OF_RANGE,
                        "invalid": OUT_OF_RANGE},
    )  # fmt: skip


class TouchForm(RequestForm):
    """One touch: what, and when it was pressed by the server's clock, as its machine kept it.

    Without a script there is no such moment: it is the one at which the touch arrives. That also
    holds for a moment that has not come yet. One that is older than machines keep is refused.
    """

    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in ActKind])
    happened_ms = forms.IntegerField(required=False, widget=forms.HiddenInput)  # since 1970, UTC

    def __init__(self, *args: Any, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.now = now

    def clean_happened_ms(self) -> int | None:
        """As sent; a machine's clock a little ahead is no fault, one of long ago is."""
        sent: int | None = self.cleaned_data["happened_ms"]
        if sent is not None and sent < (self.now - KEPT_FOR).timestamp() * 1000:
            raise forms.ValidationError(TOO_OLD)
        return sent

    def happened_at(self) -> datetime:
        sent = self.cleaned_data["happened_ms"]
        if sent is None or sent >= self.now.timestamp() * 1000:
            return self.now
        return datetime.fromtimestamp(sent / 1000, tz=UTC)


class ReadingForm(TouchForm):
    """SpO2, breaths and pulse; what was not measured stays empty."""

    spo2 = _measured(gettext_lazy("SpO₂, %"), 100)
    breaths = _measured(gettext_lazy("Breaths a minute"), 99)
    pulse = _measured(gettext_lazy("Pulse a minute"), 300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        measured = [cleaned.get(name) for name in ("spo2", "breaths", "pulse")]
        if not self.errors and measured == [None, None, None]:
            self.add_error("spo2", _("Type what was measured."))
        return cleaned


def time_field(**more: Any) -> forms.TimeField:
    return forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time", "step": "1"}, format="%H:%M:%S"), **more
    )


class TimedForm(RequestForm):
    """A time of the clock is the last such moment before now."""

    def __init__(self, *args: Any, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.now = now

    def moment(self, name: str) -> datetime:
        local = timezone.localtime(self.now)
        typed = self.cleaned_data[name]
        found = local.replace(
            hour=typed.hour, minute=typed.minute, second=typed.second, microsecond=0
        )
        # Shortly after midnight 23:58 was yesterday.
        return found if found <= local else found - timedelta(days=1)


class LateForm(TimedForm):
    """Something that was done earlier, or has no button."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What was done"),
        choices=[(kind, words.ACTS[kind]) for kind in ActKind if kind != ActKind.READING],
    )
    happened = time_field(label=gettext_lazy("At what time"))
    words = forms.CharField(
        label=gettext_lazy("In words"), required=False, max_length=300,
        help_text=gettext_lazy("For a note, or to say more."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == ActKind.NOTE and not (cleaned.get("words") or "").strip():
            self.add_error("words", _("A note has words."))
        return cleaned


class CorrectForm(TimedForm):
    """Another time, or it did not happen. The old row stays in sight."""

    happened = time_field(label=gettext_lazy("The right time"), required=False)
    amount_mg = forms.DecimalField(
        label=gettext_lazy("Naloxone, in mg"), required=False, max_digits=8, decimal_places=3,
        min_value=0.001,
    )  # fmt: skip
    void = forms.BooleanField(label=gettext_lazy("This did not happen"), required=False)
    words = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=300)

    def __init__(self, *args: Any, act: EmergencyAct, **more: Any) -> None:
        super().__init__(*args, **more)
        if act.kind != ActKind.NALOXONE:
            del self.fields["amount_mg"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("void") and not cleaned.get("happened") and not self.errors:
            self.add_error("happened", _("Type the right time, or say that it did not happen."))
        return cleaned


class EndForm(forms.Form):
    """How it ended; why, when it was started by mistake."""

    outcome = forms.ChoiceField(choices=[(one.value, words.OUTCOMES[one]) for one in Outcome])
    because = forms.CharField(
        label=gettext_lazy("Why it was no overdose"), required=False, max_length=300
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        why = (cleaned.get("because") or "").strip()
        if cleaned.get("outcome") == Outcome.NO_OVERDOSE and not why:
            self.add_error("because", _("Write why it was no overdose."))
        return cleaned


class ReviewForm(RequestForm):
    """The prescriber's look before the next dose. Nothing is filled in."""

    next_dose = forms.ChoiceField(
        label=gettext_lazy("The next dose"), choices=NEXT_DOSE, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("What was found, and what was decided"), max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
