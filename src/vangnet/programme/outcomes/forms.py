"""What is typed and tapped: the day of intake, how an interview is held, an answer, an ending."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.staff.signing import SignedForm
from vangnet.programme.outcomes import words
from vangnet.programme.outcomes.models import AnswerState, Ending, Manner
from vangnet.rules.outcomes.instrument import Instrument, Item

TYPED = "typed"


class FollowForm(SignedForm):
    intake_on = forms.DateField(
        label=gettext_lazy("Day of intake into the programme"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The interviews are planned from this day."),
    )  # fmt: skip

    def clean_intake_on(self) -> Any:
        day = self.cleaned_data["intake_on"]
        if day > clinic_day_of(self.unit, at=self.at):
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class BeginForm(SignedForm):
    """In which language, and how."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the questions"), widget=forms.RadioSelect,
        choices=[("nl", "Nederlands"), ("en", "English")],
    )  # fmt: skip
    manner = forms.ChoiceField(
        label=gettext_lazy("How"), widget=forms.RadioSelect, initial=Manner.TOGETHER.value,
        choices=[(one.value, word) for one, word in words.MANNERS.items()],
    )  # fmt: skip


class NotHeldForm(SignedForm):
    ending = forms.ChoiceField(
        label=gettext_lazy("Why not"), widget=forms.RadioSelect,
        choices=[(one.value, words.ENDINGS[one]) for one in (Ending.REFUSED, Ending.NOT_REACHED)],
    )  # fmt: skip
    remark = forms.CharField(label=gettext_lazy("Remark"), max_length=300, required=False)


class EndForm(SignedForm):
    remark = forms.CharField(label=gettext_lazy("Remark"), max_length=300, required=False)


class AnswerForm(forms.Form):
    """One answer: a tapped value, a typed number, "don't know" or "won't say"."""

    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    said = forms.CharField(max_length=12)
    typed = forms.CharField(max_length=12, required=False)
    because = forms.CharField(max_length=160, required=False)

    def __init__(
        self, *args: Any, item: Item, instrument: Instrument, corrects: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.item, self.instrument = item, instrument
        if corrects:
            self.fields["because"].required = True
        self.state = AnswerState.ANSWERED
        self.value: Decimal | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        said = cleaned.get("said", "")
        if said in words.NOT_ANSWERED:
            self.state = AnswerState(said)
        elif said:
            self._read(cleaned.get("typed", "") if said == TYPED else said)
        return cleaned

    def _read(self, raw: str) -> None:
        """A whole number within the bounds of the question."""
        lowest, highest = self.instrument.bounds[self.item.code]
        if not raw.strip():
            self.add_error(TYPED, _("Choose an answer, or type one."))
            return
        try:
            value = Decimal(raw.strip())
            fits = value.is_finite() and self.instrument.takes(self.item.code, value)
        except InvalidOperation:
            fits = False
        if not fits:
            text = _("Type a whole number from %(lowest)s to %(highest)s.")
            told = {"lowest": f"{lowest:f}", "highest": f"{highest:f}"}
            self.add_error(TYPED, text % told)
            return
        self.value = value
