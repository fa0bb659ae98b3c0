"""What is typed about plans, appointments, notes, consent and complaints."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.consulting.care import words
from vangnet.clinic.consulting.care.forms import text_field
from vangnet.clinic.consulting.forms import day_field
from vangnet.clinic.consulting.life import HAS_DIED, check_days, typed
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import SignedForm, staff_who_may
from vangnet.rules.appointments import has_passed
from vangnet.rules.check_keys import CheckKind
from vangnet.rules.checks import Plan, may_plan
from vangnet.rules.days import Life, fault_of_day

LONGEST = 4000
LENGTHS = (15, 20, 30, 45, 60, 90)


def moment_field(label: Any, **more: Any) -> forms.DateTimeField:
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, widget=widget, input_formats=formats, validators=[typed], **more
    )


class PastDayForm(SignedForm):
    """Something that happened on a day of this life: today, or before."""

    day_name = "on"

    def __init__(self, *args: Any, life: Life, **more: Any) -> None:
        super().__init__(*args, **more)
        self.life = life

    def clean(self) -> dict[str, Any]:
        check_days(self, self.life, self.day_name)
        day = self.cleaned_data.get(self.day_name)
        if day and day > clinic_day_of(self.unit, at=self.at):
            self.add_error(self.day_name, _("This day has not come yet."))
        return super().clean()


class PlanForm(SignedForm):
    """How often for this person. Empty: as the protocol says."""

    every_months = forms.IntegerField(
        label=gettext_lazy("Every so many months"), min_value=1, max_value=120, required=False,
        help_text=gettext_lazy("Leave it empty to follow the protocol again."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "unit": gettext_lazy("months")}),
    )  # fmt: skip
    reason = text_field(gettext_lazy("Why"), required=True, longest=120)

    def __init__(self, *args: Any, kind: CheckKind, plan: Plan, life: Life, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind, self.plan, self.life = kind, plan, life

    def clean(self) -> dict[str, Any]:
        if fault_of_day(clinic_day_of(self.unit, at=self.at), self.life):
            self.add_error(None, HAS_DIED)
        return super().clean()

    def clean_every_months(self) -> int | None:
        months: int | None = self.cleaned_data["every_months"]
        if months is not None and not may_plan(self.plan, months):
            raise forms.ValidationError(
                _("The protocol says every %(months)s months. A plan may only be denser.")
                % {"months": self.plan.every_months}
            )
        return months


class AppointmentForm(SignedForm):
    staff = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("With"), empty_label=gettext_lazy("Choose a name")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("Choose")), *words.choices(words.APPOINTMENTS)],
    )
    starts_at = moment_field(gettext_lazy("Begins"))
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Length"), coerce=int, initial=30,
        choices=[(n, gettext_lazy("%s minutes") % n) for n in LENGTHS],
    )  # fmt: skip
    room = text_field(gettext_lazy("Room"), longest=40)

    def __init__(self, *args: Any, life: Life, **more: Any) -> None:
        super().__init__(*args, **more)
        self.life = life
        people = staff_who_may(Task.KEEP_HEALTH_RECORD, unit=self.unit)
        self.fields["staff"].queryset = people  # type: ignore[attr-defined]

    def clean_starts_at(self) -> datetime:
        starts: datetime = self.cleaned_data["starts_at"]
        if has_passed(starts, now=self.at):
            raise forms.ValidationError(_("This time has passed. Type a time to come."))
        if fault_of_day(clinic_day_of(self.unit, at=starts), self.life):
            raise forms.ValidationError(HAS_DIED)
        return starts


class NoteForm(SignedForm):
    """A note about a moment. What was written late is marked by itself."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of note"), choices=words.choices(words.NOTES))
    words = text_field(gettext_lazy("Note"), required=True, longest=LONGEST)
    about_at = moment_field(gettext_lazy("About which moment"))

    def __init__(self, *args: Any, addendum: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["about_at"].initial = timezone.localtime(self.at).strftime("%Y-%m-%dT%H:%M")
        if addendum:
            del self.fields["kind"], self.fields["about_at"]

    def clean_about_at(self) -> datetime:
        about: datetime = self.cleaned_data["about_at"]
        if about > self.at + timedelta(minutes=1):  # the browser shows whole minutes
            raise forms.ValidationError(_("This moment has not come yet."))
        return min(about, self.at)


class ConsentForm(PastDayForm):
    scope = forms.ChoiceField(
        label=gettext_lazy("For what"),
        choices=[("", gettext_lazy("Choose")), *words.choices(words.SCOPES)],
    )
    form_version = text_field(
        gettext_lazy("Version of the form that was signed"), required=True, longest=40
    )
    witness = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Witnessed by"),
        empty_label=gettext_lazy("Choose a name"),
    )  # fmt: skip
    on = day_field(gettext_lazy("Signed on"))
    words = text_field(gettext_lazy("Remark"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        people = staff_who_may(Task.SEE_BOARD, unit=self.unit).exclude(pk=self.by.pk)
        self.fields["witness"].queryset = people  # type: ignore[attr-defined]
        self.fields["on"].initial = clinic_day_of(self.unit, at=self.at)


class WithdrawForm(PastDayForm):
    on = day_field(gettext_lazy("Taken back on"))
    words = text_field(gettext_lazy("In the patient's own words"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["on"].initial = clinic_day_of(self.unit, at=self.at)


class ComplaintForm(PastDayForm):
    day_name = "received_on"
    words = text_field(gettext_lazy("In the patient's own words"), required=True, longest=LONGEST)
    received_on = day_field(gettext_lazy("Received on"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["received_on"].initial = clinic_day_of(self.unit, at=self.at)


class ComplaintStepForm(SignedForm):
    move = forms.ChoiceField(label=gettext_lazy("Step"), choices=words.choices(words.MOVES))
    words = text_field(gettext_lazy("What was answered or done"), longest=LONGEST)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("move") == "answered" and not self.cleaned_data.get("words"):
            self.add_error("words", _("Write what was answered."))
        return super().clean()


class StrikeForm(SignedForm):
    words = text_field(gettext_lazy("What was wrong"), required=True, longest=200)
