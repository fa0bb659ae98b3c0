"""A number typed on any keyboard, with a decimal comma or point. What it may be, the rules say."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vangnet.rules.amounts import MG_STEP

KEYBOARD = {"inputmode": "decimal", "autocomplete": "off"}


class AmountField(forms.DecimalField):
    """A comma before one or two digits is a decimal; before three it could mean a thousand, and

    is refused like any other text that is not a number.
    """

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        raw = str(value or "").strip() if isinstance(value, str) or value is None else value
        if isinstance(raw, str):
            raw = re.sub(r"^(\d+),(\d{1,2})$", r"\1.\2", raw)
        return super().to_python(raw)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), **KEYBOARD}


def milligrams(label: Any, *, lowest: Decimal = MG_STEP, **more: Any) -> AmountField:
    """An amount in mg, as fine and as large as the register holds."""
    return AmountField(
        label=label, min_value=lowest, max_digits=9, decimal_places=3,
        widget=forms.TextInput(attrs={"unit": "mg"}),
        error_messages={"invalid": gettext_lazy("Type the amount in mg, as a number.")}, **more,
    )  # fmt: skip
