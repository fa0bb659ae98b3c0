"""What was done about a task, in words."""

from django import forms
from django.utils.translation import gettext_lazy


class DoneForm(forms.Form):
    """The key stands in the form, never in an address."""

    key = forms.CharField(max_length=160, widget=forms.HiddenInput)
    words = forms.CharField(label=gettext_lazy("What was done"), max_length=300)
