"""What somebody takes beside the unit's own orders: its kinds, and from whom it is known.

No rule and no number stands here. Stored by value: add freely, never rename.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto


class MedicineKind(StrEnum):
    """What it does beside an opioid."""

    OPIOID = auto()
    SEDATIVE = auto()
    ALCOHOL = auto()
    OTHER = auto()


class MedicineSource(StrEnum):
    """From whom the unit knows it."""

    PATIENT = auto()
    PHARMACY_LIST = auto()
    LETTER = auto()


# UCUM codes of an amount a day; those in braces are counted, not weighed.
UNITS = ("mg", "ug", "g", "mL", "[IU]", "{tablet}", "{drink}")
ASK_REASON = frozenset({MedicineKind.OPIOID, MedicineKind.SEDATIVE})
ON_THE_LINE = ASK_REASON | {MedicineKind.ALCOHOL}  # named beside what is ordered for a day


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMedicineFacts:
    """One medicine as it is written; amount and unit a day, both or neither known."""

    name: str
    kind: MedicineKind
    amount: Decimal | None = None
    unit: str = ""
