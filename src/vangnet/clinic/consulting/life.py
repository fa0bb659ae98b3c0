"""Between which days something can have happened to a person, and their last dose here."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db import connection
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from vangnet.clinic.consulting.ladder.facts import died_on
from vangnet.clinic.registry.models import Patient, PatientIdentity
from vangnet.rules.days import EARLIEST_ON, LATEST_ON, DayFault, Life, fault_of_day
from vangnet.rules.ladder import EpisodeEndReason, EpisodeFacts

SAID: dict[DayFault, Any] = {
    DayFault.BEFORE_BIRTH: _(
        "This day lies before this person was born. Type the year again."
    ),
    DayFault.AFTER_DEATH: _("This person had died by that day. Type the day again."),
}  # fmt: skip
HAS_DIED = _("This person has died. Only notes and letters are still written.")
TOO_LONG_AGO = _("This day lies too long ago. Type the year again.")
TOO_FAR_AHEAD = _("This day lies too far ahead. Type the year again.")


def life_of(patient: Patient) -> Life:
    born = PatientIdentity.objects.filter(patient=patient).values_list("birth_date", flat=True)
    return Life(born_on=born.first(), died_on=died_on(patient))


def say_day(day: date) -> str:
    return formats.date_format(day, "j M Y")


def typed(day: date) -> None:
    """A year that no record has is a slip of the hand. ValidationError says so."""
    day = day.date() if isinstance(day, datetime) else day
    if day < EARLIEST_ON:
        raise forms.ValidationError(TOO_LONG_AGO)
    if day > LATEST_ON:
        raise forms.ValidationError(TOO_FAR_AHEAD)


def check_days(form: forms.Form, life: Life, *names: str) -> None:
    """Each of these days lies within the person's life, or its field says why not."""
    for name in names:
        day = form.cleaned_data.get(name)
        fault = fault_of_day(day, life) if day else None
        if fault:
            form.add_error(name, SAID[fault])


def given_after(patient: Patient, ended: EpisodeFacts, *, besides: UUID | None) -> bool:
    """Whether a dose of this treatment was given after its last day, and no other episode has it.

    `besides`: the episode itself, as it stands. After a death a dose of any drug is one. The
    database answers: doses are an outer room's.
    """
    died = ended.end_reason is EpisodeEndReason.DECEASED
    if ended.ended_on is None or (ended.provider and not died):
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "select consulting_dose_after(%s, %s, %s, %s, %s)",
            [patient.pk, ended.treatment.value, ended.ended_on, died, besides],
        )
        row = cursor.fetchone()
    return bool(row and row[0])
