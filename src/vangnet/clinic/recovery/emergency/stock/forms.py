"""What comes in, what is counted, what is thrown away."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.requested import RequestForm


def _pieces(label: Any, lowest: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=lowest, max_value=9999)


class ReceiveForm(RequestForm):
    """A lot as its packet says."""

    number = forms.CharField(label=gettext_lazy("Lot number"), max_length=40)
    form = forms.CharField(
        label=gettext_lazy("Form"), max_length=60,
        help_text=gettext_lazy("Ampoule, syringe or nasal spray"),
    )  # fmt: skip
    piece_mg = forms.DecimalField(
        label=gettext_lazy("In one piece, mg"), max_digits=8, decimal_places=3, min_value=0.001
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Good until"), widget=forms.DateInput(attrs={"type": "date"})
    )
    pieces = _pieces(gettext_lazy("Pieces"), 1)


class CountForm(RequestForm):
    """`book`: pieces on the shelf by the book. A count that differs says what is known of it."""

    counted = _pieces(gettext_lazy("Pieces counted"), 0)
    words = forms.CharField(
        label=gettext_lazy("When it differs: what is known"), max_length=200, required=False
    )

    def __init__(self, *args: Any, book: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.book = book

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        counted, said = cleaned.get("counted"), (cleaned.get("words") or "").strip()
        if counted is not None and counted != self.book and not said:
            self.add_error(
                "words", _("The book says %(book)s. Write what is known.") % {"book": self.book}
            )
        return cleaned


class WasteForm(RequestForm):
    pieces = _pieces(gettext_lazy("Pieces thrown away"), 1)
    words = forms.CharField(label=gettext_lazy("Why"), max_length=200)
