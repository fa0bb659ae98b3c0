"""Forms that are signed in place: each signer is chosen by name and proves it with a PIN.

What a signature is worth is decided by the action; here it is only asked for and checked.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.contrib.auth import authenticate
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.staff.actions import PinAnswer, Signature, sign_in_place
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import MAY, Task

OWN = "own"


def staff_who_may(task: Task, *, unit: Any) -> QuerySet[User]:
    """The people of this unit who may do `task`, by name."""
    here = User.objects.filter(workplace__unit=unit, is_active=True).order_by("display_name")
    if task is Task.SIGN_PROTOCOL:
        return here.filter(is_medical_director=True)
    return here.filter(role__in=[role.value for role, tasks in MAY.items() if task in tasks])


class SignedForm(forms.Form):
    """Adds a name and a PIN for each of `signers`, and the reader's own PIN when asked.

    PINs are tried only when the rest is right, so that a slip elsewhere costs nobody a try.
    """

    signers: ClassVar[dict[str, tuple[Any, Task]]] = {}
    own_pin: ClassVar[bool] = False

    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, unit: Any, by: User, at: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.unit, self.by, self.at = unit, by, at
        self.signatures: dict[str, Signature] = {}
        self.fields["request_id"].initial = uuid4
        for name, (label, task) in self.signers.items():
            self.fields[name] = forms.ModelChoiceField(
                staff_who_may(task, unit=unit).exclude(pk=by.pk), label=label,
                empty_label=gettext_lazy("Choose a name"),
            )  # fmt: skip
            self.fields[f"{name}_pin"] = _pin(gettext_lazy("PIN of this person"))
        if self.own_pin:
            self.fields[f"{OWN}_pin"] = _pin(gettext_lazy("Your own PIN"))

    @property
    def signing_fields(self) -> list[forms.BoundField]:
        """Names and PINs, which stand together below what is written."""
        named = [f"{name}{end}" for name in self.signers for end in ("", "_pin")]
        return [self[name] for name in (*named, f"{OWN}_pin") if name in self.fields]

    @property
    def written_fields(self) -> list[forms.BoundField]:
        signing = {field.name for field in self.signing_fields}
        return [field for field in self.visible_fields() if field.name not in signing]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        people = [cleaned.get(name) for name in self.signers]
        for name, person in zip(self.signers, people, strict=True):
            if person is not None and people.index(person) != list(self.signers).index(name):
                self.add_error(name, _("Each signs once. Choose another person."))
        if not self.errors:
            who = dict(zip(self.signers, people, strict=True))
            for name, person in (who | ({OWN: self.by} if self.own_pin else {})).items():
                self._sign(name, person)
        return cleaned

    def _sign(self, name: str, person: User | None) -> None:
        assert person is not None, "a form without faults has all its people"
        answer = sign_in_place(user=person, pin=self.cleaned_data[f"{name}_pin"], at=self.at)
        if answer.signature is None:
            self.add_error(f"{name}_pin", said(answer))
        else:
            self.signatures[name] = answer.signature


def said(answer: PinAnswer) -> str:
    """Why a PIN gave no signature, and what to do."""
    if answer.locked_until:
        until = timezone.localtime(answer.locked_until).strftime("%H:%M")
        return _("Too many wrong PINs. Try again from %(time)s.") % {"time": until}
    if answer.tries_left:
        return _("This PIN is not right. Tries left: %(left)s.") % {"left": answer.tries_left}
    return _("This person has no PIN yet. Choose someone else.")


def _pin(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, min_length=4, max_length=8,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


def sign_with_password(
    request: HttpRequest, *, user: User, password: str, at: datetime
) -> Signature | str:
    """A signature when the password is this person's own; else why not, and what to do.

    Wrong ones are counted like at the door, by the same guard.
    """
    if not password:
        return _("Type your password to sign.")
    known = authenticate(request, username=user.username, password=password)
    if getattr(request, "axes_locked_out", False):
        request.axes_locked_out = False  # type: ignore[attr-defined]
        return _("Too many wrong passwords. Wait 15 minutes, then try again.")
    if known is None or known.pk != user.pk:
        return _("This password is not right. Type it again.")
    return Signature(user=user, at=at, method="password")
