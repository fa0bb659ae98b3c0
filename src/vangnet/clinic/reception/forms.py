"""What the desk types: whom to find, and the identifiers a patient names."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FIGURES = re.compile(r"^\s*(\d{1,2})[\s./-]*(\d{1,2})[\s./-]*(\d{4})\s*$")


class FindForm(forms.Form):
    """A name, a number or a scanned card. Sent as POST: no name ever stands in an address."""

    q = forms.CharField(
        label=_("Find a patient"), max_length=80,
        error_messages={"required": _("Type a name or a number, or scan the pass.")},
    )  # fmt: skip


class DayMonthYear(forms.Field):
    """A date as people say it: day, month, year, with anything or nothing between them."""

    def to_python(self, value: Any) -> date | None:
        if not value or not str(value).strip():
            return None
        match = FIGURES.match(str(value))
        try:
            if match is None:
                raise ValueError
            return date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            raise forms.ValidationError(
                _("This is no date. Type day, month and year, for example 14 03 1974.")
            ) from None


class CheckInForm(forms.Form):
    """Face and birth date, or face and a number. The birth date is compared, never shown."""

    face_matches = forms.BooleanField(required=False, label=_("Face matches the photo"))
    birth_date = DayMonthYear(
        required=False, label=_("Date of birth, as the patient says it"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off",
                   "placeholder": _("day month year")}
        ),
    )  # fmt: skip
    identifier = forms.CharField(
        required=False, max_length=120, label=_("Number on another document"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    request_id = forms.UUIDField(widget=forms.HiddenInput)
