"""Who is signing in: a name chosen from the unit's staff or typed, and the password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Django's own form; the name may be a big button instead of typed letters."""

    username = forms.CharField(required=False, max_length=150)
    typed_name = forms.CharField(
        required=False, max_length=150, label=_("Another name"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password.")},
    )  # fmt: skip
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("Name and password do not belong together. Type the password again."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **keys: Any) -> None:
        super().__init__(request, *args, **keys)
        self.fields["username"].label = _("Name")

    def clean_username(self) -> str:
        """The typed name counts when there is one: it stands below the buttons."""
        name = self.data.get("typed_name", "").strip() or self.cleaned_data.get("username", "")
        if not name:
            raise forms.ValidationError(_("Choose your name, or type it."), code="no_name")
        return str(name)
