"""What staff write about a wait: a hold. Nothing is filled in for them."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.consulting.holding import latest_review
from vangnet.clinic.consulting.life import HAS_DIED, life_of, say_day, typed
from vangnet.clinic.consulting.models import HoldKind, LiftRole
from vangnet.clinic.registry.facts import clinic_day_of, end_of_day
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import SignedForm, staff_who_may
from vangnet.rules.days import DayFault, fault_of_day

HOLD_REASONS = (
    ("review_before_next_dose", gettext_lazy("Review before the next dose")),
    ("drowsy_after_last_dose", gettext_lazy("Drowsy after the last dose")),
    ("ill", gettext_lazy("Ill")),
    ("result_awaited", gettext_lazy("A result is awaited")),
    ("left_against_advice", gettext_lazy("Left against advice")),
    ("suspension_after_an_incident", gettext_lazy("Suspension after an incident")),
)
KINDS = (
    (HoldKind.SOFT.value, gettext_lazy("Soft: its owner may lift it too")),
    (HoldKind.HARD.value, gettext_lazy("Hard: only the role below lifts it, whoever owns it")),
)
LIFT_ROLES = (
    (LiftRole.NURSE.value, gettext_lazy("A nurse or a prescriber, for a soft hold")),
    (LiftRole.PRESCRIBER.value, gettext_lazy("A prescriber")),
    (LiftRole.MEDICAL_DIRECTOR.value, gettext_lazy("The medical director, for a hard hold")),
)


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day that a record can hold; a slip in the year is said at its field."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[typed], **more)


class DatedForm(SignedForm):
    """Valid from one day to another."""

    def clean(self) -> dict[str, Any]:
        starts, ends = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_until")
        if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
            self.add_error("valid_until", _("This lies before the first day."))
        return super().clean()


class HoldForm(SignedForm):
    """Doses wait, who looks, when, and who may end it."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of hold"), choices=KINDS)
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=HOLD_REASONS)
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label=gettext_lazy("Who reviews it"),
        empty_label=gettext_lazy("Choose a name"),
    )  # fmt: skip
    lift_role = forms.ChoiceField(
        label=gettext_lazy("Who may lift it"), choices=LIFT_ROLES, initial=LiftRole.PRESCRIBER
    )
    review_on = day_field(gettext_lazy("Look again on"))
    ends_by_itself = forms.BooleanField(
        label=gettext_lazy("A soft hold: it ends by itself when that day begins"), required=False
    )

    def __init__(self, *args: Any, patient: Patient, **more: Any) -> None:
        super().__init__(*args, **more)
        self.patient = patient
        people = staff_who_may(Task.PUT_ON_HOLD, unit=self.unit)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        # The day of the patient's own unit, where the hold stands on the list.
        typed, today = self.cleaned_data, clinic_day_of(self.patient.unit, at=self.at)
        soft, review_on = typed.get("kind") == HoldKind.SOFT, typed.get("review_on")
        if soft and typed.get("lift_role") == LiftRole.MEDICAL_DIRECTOR:
            self.add_error("lift_role", _("This is for a hard hold."))
        if not soft and typed.get("lift_role") == LiftRole.NURSE:
            self.add_error("lift_role", _("This is for a soft hold."))
        if review_on and review_on < today:
            self.add_error("review_on", _("This day is over."))
        latest = latest_review(self.patient, at=self.at)
        if review_on and review_on > latest:
            self.add_error("review_on", _("Look again by %(day)s.") % {"day": say_day(latest)})
        if fault_of_day(today, life_of(self.patient)) is DayFault.AFTER_DEATH:
            self.add_error(None, HAS_DIED)
        if typed.get("ends_by_itself") and not soft:
            self.add_error("ends_by_itself", _("Only a soft hold ends by itself."))
        elif typed.get("ends_by_itself") and review_on == today:
            self.add_error("review_on", _("It would end at once. Choose a later day."))
        return super().clean()

    @property
    def ends_at(self) -> datetime | None:
        """The first instant of the day to look again, when it is to end by itself."""
        if not self.cleaned_data["ends_by_itself"]:
            return None
        before = self.cleaned_data["review_on"] - timedelta(days=1)
        return end_of_day(self.patient.unit, day=before)


class LiftForm(SignedForm):
    """Why a hold may end."""

    because = forms.CharField(label=gettext_lazy("Why it may end"), max_length=300)
