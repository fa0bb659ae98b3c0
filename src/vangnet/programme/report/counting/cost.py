"""What a year of treatment costs by the unit's own prices. What has none is left out, and said."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So much of something at that price each; `total` None: no price is set, it is left out."""

    key: str
    amount: Decimal
    price: Decimal | None

    @property
    def total(self) -> Decimal | None:
        return None if self.price is None else self.amount * self.price


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The parts that have a price, together and for a patient and year."""

    parts: tuple[Part, ...]
    patient_years: Decimal

    @property
    def left_out(self) -> tuple[str, ...]:
        return tuple(one.key for one in self.parts if one.price is None)

    @property
    def total(self) -> Decimal | None:
        """None: nothing has a price."""
        priced = [one.total for one in self.parts if one.total is not None]
        return sum(priced, Decimal(0)) if priced else None

    @property
    def per_patient_year(self) -> Decimal | None:
        if self.total is None or not self.patient_years:
            return None
        return self.total / self.patient_years


def cost(
    amounts: Mapping[str, Decimal], prices: Mapping[str, Decimal], *, patient_years: Decimal
) -> Cost:
    """Amounts in the unit of their price: grams, kits, visits, a year."""
    return Cost(
        parts=tuple(
            Part(key=key, amount=amount, price=prices.get(key)) for key, amount in amounts.items()
        ),
        patient_years=patient_years,
    )
