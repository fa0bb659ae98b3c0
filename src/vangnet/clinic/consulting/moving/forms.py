"""What is typed and signed with the password: guest days, a guest order, a transfer, its answer."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.amount_field import milligrams
from vangnet.clinic.consulting.forms import day_field
from vangnet.clinic.consulting.orders.forms import DOSES_PER_DAY_TYPED_MAX
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.signing import SignedForm, sign_with_password
from vangnet.rules.moving import Amounts, Days

FILE_BYTES_MAX = 20_000_000


class PasswordForm(SignedForm):
    """Signed with the own password, which is only tried when the rest is right."""

    password = forms.CharField(
        label=gettext_lazy("Your password, to sign"), required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, request: HttpRequest, **more: Any) -> None:
        super().__init__(*args, **more)
        self.request = request
        self.signature: Signature | None = None
        self.fields["password"] = self.fields.pop("password")  # stands last

    @property
    def signing_fields(self) -> list[forms.BoundField]:
        return [self["password"]]

    @property
    def signed(self) -> Signature:
        assert self.signature is not None, "a form without faults was signed"
        return self.signature

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            answer = sign_with_password(
                self.request, user=self.by, password=cleaned["password"], at=self.at
            )
            if isinstance(answer, str):
                self.add_error("password", answer)
            else:
                self.signature = answer
        return cleaned


def _other_unit(label: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=Unit.objects.none(), label=label, empty_label=gettext_lazy("Choose a unit")
    )


def other_units(unit: Unit) -> Any:
    """Those of the same country, but for this one."""
    return Unit.objects.filter(country=unit.country).exclude(pk=unit.pk).order_by("name")


def _words(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, **more)


class GuestForm(PasswordForm):
    """Which unit gives the doses, from which day to which."""

    host = _other_unit(gettext_lazy("Unit that gives the doses"))
    first_on = day_field(gettext_lazy("First day there"))
    last_on = day_field(gettext_lazy("Last day there"))
    words = _words(gettext_lazy("What that unit should know"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["host"].queryset = other_units(self.unit)  # type: ignore[attr-defined]

    @property
    def days(self) -> Days:
        typed = self.cleaned_data
        return Days(first_on=typed["first_on"], last_on=typed["last_on"])


class CutForm(PasswordForm):
    """From which day on the doses are given at home again."""

    home_on = day_field(gettext_lazy("First day at home again"))
    why = forms.CharField(label=gettext_lazy("Why"), max_length=160)

    @property
    def last_on(self) -> Any:
        return self.cleaned_data["home_on"] - timedelta(days=1)


class GuestOrderForm(PasswordForm):
    """Amounts of one drug that the home ordered. No amount is put there for anybody."""

    ordered = forms.ChoiceField(label=gettext_lazy("What the own unit ordered"))
    dose_mg = milligrams(gettext_lazy("One dose, at most"))
    doses_per_day = forms.IntegerField(
        label=gettext_lazy("Doses a day"), min_value=1, max_value=DOSES_PER_DAY_TYPED_MAX
    )
    day_mg = milligrams(
        gettext_lazy("Most in a day"), required=False,
        help_text=gettext_lazy("Left empty: all doses of the day"),
    )  # fmt: skip

    def __init__(self, *args: Any, home: dict[str, tuple[str, Amounts]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.home = home
        choices = [(drug, words) for drug, (words, _amounts) in home.items()]
        self.fields["ordered"].choices = choices  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Amounts:
        typed = self.cleaned_data
        _words_of_it, home = self.home[typed["ordered"]]
        return Amounts(
            drug=home.drug, salt_form=home.salt_form, route=home.route, dose_mg=typed["dose_mg"],
            doses_per_day=typed["doses_per_day"],
            day_mg=typed["day_mg"] or typed["dose_mg"] * typed["doses_per_day"],
        )  # fmt: skip


class TransferForm(PasswordForm):
    """To which unit, and from which day on it gives the doses."""

    to_unit = _other_unit(gettext_lazy("Unit that takes the patient over"))
    from_on = day_field(gettext_lazy("First day there"))
    words = _words(gettext_lazy("What that unit should know"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to_unit"].queryset = other_units(self.unit)  # type: ignore[attr-defined]


class AcceptForm(PasswordForm):
    """The receiving unit says yes, and whether the approval holds there too."""

    keeps_approval = forms.BooleanField(
        label=gettext_lazy("The approval holds at this unit too: I asked who gave it"),
        required=False,
    )  # fmt: skip


class WhyForm(PasswordForm):
    """Why not, or not any more."""

    words = _words(gettext_lazy("Why"))


class TwoPeopleForm(PasswordForm):
    """How it is known that somebody who looks alike elsewhere is another person."""

    words = _words(gettext_lazy("With whom you spoke, and how you know that they are two people"))


class TakeOverForm(SignedForm):
    """Nothing to type: what happens stands on the page."""


class PartnerForm(forms.Form):
    """A partner's file of pseudonyms."""

    file = forms.FileField(label=gettext_lazy("File of the partner"))
    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def clean_file(self) -> str:
        given = self.cleaned_data["file"]
        if given.size > FILE_BYTES_MAX:
            raise forms.ValidationError(_("This file is too large to be a list of pseudonyms."))
        try:
            return str(given.read().decode("utf-8"))
        except UnicodeDecodeError:
            raise forms.ValidationError(
                _("This is no text. Ask your partner for a new file.")
            ) from None
