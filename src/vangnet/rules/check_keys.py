"""The values of health checks a unit's protocol may set, kind by kind. No number stands here.

A country sets none of them as far as is known: the unit's medical director does, or the check has
no plan, and every list says so.
"""

from enum import StrEnum, auto
from typing import Any


class CheckKind(StrEnum):
    """What is looked at again and again. Stored by value: add freely, never rename."""

    WEIGHT = auto()
    BLOOD_PRESSURE = auto()
    HIV = auto()
    HEPATITIS_B = auto()
    HEPATITIS_C = auto()
    INJECTION_SITES = auto()
    ECG = auto()
    URINE = auto()
    PRESCRIBER_REVIEW = auto()
    PSYCHOSOCIAL = auto()


class Effect(StrEnum):
    """What an overdue check does at the hatch."""

    WARN = auto()
    BLOCK = auto()


def every(kind: CheckKind) -> str:
    return f"check_{kind}_every_months"


def effect(kind: CheckKind) -> str:
    return f"check_{kind}_overdue_effect"


def block_after(kind: CheckKind) -> str:
    return f"check_{kind}_block_after_days"


def definitions() -> list[dict[str, Any]]:
    """What each value must look like, in the catalogue's own words."""
    rows: list[dict[str, Any]] = []
    for kind in CheckKind:
        rows += [
            {"name": every(kind), "kind": "count", "tighter": "lower", "unit": "mo", "lowest": 1},
            {"name": effect(kind), "kind": "text", "tighter": "free", "choices": tuple(Effect)},
            {"name": block_after(kind), "kind": "count", "tighter": "lower", "unit": "d"},
        ]
    return rows
