"""`{% load board_words %}`: small filters of the pages that read every room."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.actions import OVERDOSE
from vangnet.clinic.consulting.forms import HOLD_REASONS
from vangnet.clinic.vault.forms import WASTE_REASONS
from vangnet.rules.wording import number

register = template.Library()


@register.filter
def at(known: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key that is itself a variable; nothing when it is not there."""
    return known.get(key, "")


@register.filter
def absolute(value: Decimal) -> Decimal:
    return abs(value)


@register.filter
def waste_word(reason: str) -> Any:
    """A stored reason in the reader's language; free words as they were written."""
    return dict(WASTE_REASONS).get(reason, reason)


@register.filter
def hold_word(reason: str) -> Any:
    return {**dict(HOLD_REASONS), OVERDOSE: _("Overdose")}.get(reason, reason)


@register.filter
def value_said(value: Any) -> Any:
    """A protocol value for reading: lists as words, yes and no as such."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return number(value)
    return ", ".join(value) if isinstance(value, tuple | list) else value
