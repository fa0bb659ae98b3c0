"""What is typed about an incident, a report, a measure and a lesson."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery.incidents import words as said
from vangnet.clinic.recovery.incidents.actions import NewIncident, NewMeasure
from vangnet.clinic.recovery.incidents.models import Incident
from vangnet.clinic.registry.facts import clinic_day_of, zone_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import SignedForm, staff_who_may
from vangnet.rules.incidents import Grade, IncidentKind, MeasureKind, tells_too_much


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more
    )


def time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


def text_field(label: Any, *, longest: int, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=longest, widget=forms.Textarea({"rows": 4}),
        **more,
    )  # fmt: skip


class MomentForm(SignedForm):
    """A day and a time on the unit's own clock, which have come."""

    on = day_field(gettext_lazy("Day"))
    clock = time_field(gettext_lazy("Time"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        now = timezone.localtime(self.at, zone_of(self.unit))
        self.fields["on"].initial, self.fields["clock"].initial = now.date(), now.time()

    def clean(self) -> dict[str, Any]:
        on, clock = self.cleaned_data.get("on"), self.cleaned_data.get("clock")
        if on and clock:
            self.moment = datetime.combine(on, clock, zone_of(self.unit))
            if self.moment > self.at:
                self.add_error("clock", _("This moment has not come yet."))
        return super().clean()


class IncidentForm(MomentForm):
    """About a patient by number, or about nobody; around a dose, or not."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What happened"), choices=said.choices(said.KINDS),
        widget=forms.RadioSelect,
    )  # fmt: skip
    grade = forms.ChoiceField(
        label=gettext_lazy("How bad it was for anyone"), widget=forms.RadioSelect,
        choices=[(value, f"{value} · {word}") for value, word in said.choices(said.GRADES)],
    )  # fmt: skip
    found_on = day_field(gettext_lazy("Found out on"))
    number = forms.CharField(
        label=gettext_lazy("Patient"), required=False, max_length=20,
        help_text=gettext_lazy("The number. Empty when it is about nobody."),
    )  # fmt: skip
    around_dose = forms.BooleanField(
        label=gettext_lazy("It has to do with this patient's last dose before it"), required=False
    )
    words = text_field(
        gettext_lazy("What was seen and done"), longest=2000,
        help_text=gettext_lazy("Without names: the number says who it was."),
    )  # fmt: skip
    field_order = ("kind", "grade", "on", "clock", "found_on", "number", "around_dose", "words")

    def __init__(self, *args: Any, was: Incident | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.was = was
        self.fields["found_on"].initial = clinic_day_of(self.unit, at=self.at)
        if was:
            self._fill(was)

    def _fill(self, was: Incident) -> None:
        local = timezone.localtime(was.happened_at, zone_of(self.unit))
        known = {
            "kind": was.kind, "grade": str(was.grade), "on": local.date(), "clock": local.time(),
            "found_on": was.found_on, "number": self._shown(was.patient),
            "around_dose": was.dose is not None, "words": was.words,
        }  # fmt: skip
        for name, value in known.items():
            self.fields[name].initial = value

    def _shown(self, patient: Patient | None) -> str:
        """As staff say it: a guest with the code of their own unit."""
        if patient is None:
            return ""
        at_home = patient.unit_id == self.unit.pk
        return patient.number if at_home else f"{patient.number} {patient.unit.code}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.patient = self._patient()
        self.dose: HandOver | None = None
        self.visit: Visit | None = None
        moment, found_on = getattr(self, "moment", None), cleaned.get("found_on")
        if moment is None or self.errors:
            return cleaned
        happened_on = clinic_day_of(self.unit, at=moment)
        if found_on and not happened_on <= found_on <= clinic_day_of(self.unit, at=self.at):
            self.add_error("found_on", _("It is found out on the day it happened, or later."))
        if self.patient:
            self._find_visit(moment)
        if cleaned.get("around_dose") and self.dose is None and not self.errors:
            self.add_error("around_dose", _("This patient had no dose here before it on that day."))
        return cleaned

    def _patient(self) -> Patient | None:
        """Of this unit, or somebody who was here as a guest, with the code of their own unit."""
        typed = (self.cleaned_data.get("number") or "").strip()
        if not typed:
            return None
        own = Patient.objects.filter(unit=self.unit, number__iexact=typed).first()
        number, _space, code = typed.partition(" ")
        guests = Visit.objects.filter(
            unit=self.unit, patient__number__iexact=number, patient__unit__code__iexact=code
        )
        guest = None if own or not code else guests.select_related("patient").first()
        if own is None and guest is None:
            self.add_error("number", _("Nobody here has this number."))
        return own or (guest.patient if guest else None)

    def _find_visit(self, moment: datetime) -> None:
        visits = Visit.objects.filter(
            unit=self.unit, patient=self.patient, opened_at__lte=moment,
            clinic_day=clinic_day_of(self.unit, at=moment),
        )  # fmt: skip
        self.visit = visits.order_by("opened_at").last()
        if not self.cleaned_data.get("around_dose"):
            return
        doses = HandOver.objects.filter(visit__in=visits, allowed=True, at__lte=moment)
        self.dose = doses.select_related("visit").order_by("at").last()
        self.visit = self.dose.visit if self.dose else self.visit

    def new_incident(self) -> NewIncident:
        cleaned = self.cleaned_data
        return NewIncident(
            kind=IncidentKind(cleaned["kind"]), grade=Grade(int(cleaned["grade"])),
            happened_at=self.moment, found_on=cleaned["found_on"], words=cleaned["words"],
            patient=self.patient, visit=self.visit, dose=self.dose,
            emergency_key=self.was.emergency_key if self.was else None,
        )  # fmt: skip


class ReportForm(MomentForm):
    to = forms.CharField(label=gettext_lazy("Reported to"), max_length=200)
    reference = forms.CharField(
        label=gettext_lazy("Their reference"), max_length=100, required=False
    )
    words = text_field(gettext_lazy("Remark"), longest=500, required=False)
    field_order = ("to", "reference", "on", "clock", "words")


class MeasureForm(SignedForm):
    """A suspension is offered only to who may put a dose on hold."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Measure"), choices=said.choices(said.MEASURES), widget=forms.RadioSelect
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Who looks after it"),
        empty_label=gettext_lazy("Choose a name"),
    )  # fmt: skip
    ends_on = day_field(gettext_lazy("Last day"))
    words = text_field(gettext_lazy("What was said or agreed"), longest=1000)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        owners = staff_who_may(Task.TAKE_MEASURES, unit=self.unit)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        if not self.by.may(Task.PUT_ON_HOLD):
            offered = [(kind, word) for kind, word in said.choices(said.MEASURES)
                       if kind != MeasureKind.SUSPENSION.value]  # fmt: skip
            self.fields["kind"].choices = offered  # type: ignore[attr-defined]

    def clean_ends_on(self) -> Any:
        day = self.cleaned_data["ends_on"]
        if day < clinic_day_of(self.unit, at=self.at):
            raise forms.ValidationError(_("This day is over."))
        return day

    def new_measure(self) -> NewMeasure:
        cleaned = self.cleaned_data
        return NewMeasure(
            kind=MeasureKind(cleaned["kind"]), owner=cleaned["owner"], ends_on=cleaned["ends_on"],
            words=cleaned["words"],
        )  # fmt: skip


class BecauseForm(SignedForm):
    because = text_field(gettext_lazy("Why"), longest=300)


class LessonForm(SignedForm):
    """Words that others may read: no name, no number, no day, no hour."""

    words = text_field(
        gettext_lazy("What others can learn from it"), longest=1000,
        help_text=gettext_lazy("No name, no number, no day and no hour."),
    )  # fmt: skip

    def __init__(self, *args: Any, incident: Incident, **more: Any) -> None:
        super().__init__(*args, **more)
        self.incident = incident

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if told := tells_too_much(words, self._names()):
            raise forms.ValidationError(_("Leave out: %(parts)s.") % {"parts": ", ".join(told)})
        return words

    def _names(self) -> list[str]:
        staff = User.objects.filter(workplace__unit=self.unit)
        names = list(staff.values_list("display_name", flat=True))
        if (patient := self.incident.patient) is not None:
            names.append(patient.number)
            if identity := getattr(patient, "identity", None):
                names += [identity.family_name, identity.given_names]
        return names
