"""What whoever makes a letter says. The hospital is typed; what was said before is offered."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.board.letter.facts import Asked
from vangnet.clinic.board.letter.purposes import PURPOSES
from vangnet.clinic.staff.signing import SignedForm

LANGUAGES = (("en", "English"), ("nl", "Nederlands"))


def _text(label: Any, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, strip=True, **more)


class LetterForm(SignedForm):
    """For which hospital, why, in which language, and where to call. No signature: it is logged."""

    recipient = _text(
        gettext_lazy("Hospital and ward"), 120,
        widget=forms.TextInput(attrs={"list": "recipients", "autocomplete": "off"}),
    )  # fmt: skip
    purpose = forms.ChoiceField(label=gettext_lazy("What it is for"), choices=[*PURPOSES.items()])
    phone = _text(
        gettext_lazy("Telephone of the unit, day and night"), 40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"), choices=LANGUAGES)
    emergency_reason = _text(
        gettext_lazy("Why life is at risk, and why consent cannot be asked"), 300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, has_consent: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if has_consent:
            del self.fields["emergency_reason"]

    @property
    def written_fields(self) -> list[forms.BoundField]:
        return [one for one in super().written_fields if one.name != "emergency_reason"]

    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(
            recipient=said["recipient"], purpose=said["purpose"], phone=said["phone"],
            language=said["language"], emergency_reason=said.get("emergency_reason", ""),
        )  # fmt: skip

    def refuse(self) -> None:
        """What the action said no to, in words beside the field that would change it."""
        self.add_error(
            "emergency_reason",
            _("There is no consent for a letter. Ask the patient, or write why life is at risk."),
        )
