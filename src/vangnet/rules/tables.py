"""The unit's two signed tables: conversions between drugs, and factors for the exposure alarm.

They are data of the unit alone. Where a row is missing there is no conversion and no factor: none
is worked out from another row, and an exposure factor never converts a dose.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Self, TypeVar

from pydantic import BeforeValidator, PlainSerializer, model_validator

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.country import Strict
from vangnet.rules.written import as_text

Product = tuple[Drug, SaltForm, Route]


def _number(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | str | Decimal):
        raise ValueError('must be a number; in JSON write it as a text, like "0.5"')
    try:
        value = Decimal(raw)
    except ArithmeticError:
        raise ValueError("must be a number") from None
    if not value.is_finite() or value <= 0:
        raise ValueError("must be a finite number above 0")
    return value


Number = Annotated[Decimal, BeforeValidator(_number), PlainSerializer(as_text)]


class Conversion(Strict):
    """One row: so many mg of this, within these amounts, are `factor` times as many of that."""

    from_drug: Drug
    from_salt_form: SaltForm
    from_route: Route
    to_drug: Drug
    to_salt_form: SaltForm
    to_route: Route
    factor: Number
    from_mg: Number  # the row holds from this amount, in mg a day
    until_mg: Number  # and up to this one
    note: str | None = None

    @property
    def of(self) -> Product:
        return self.from_drug, self.from_salt_form, self.from_route

    @property
    def to(self) -> Product:
        return self.to_drug, self.to_salt_form, self.to_route

    @property
    def place(self) -> tuple[Any, ...]:
        return *self.of, *self.to, self.from_mg

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.until_mg < self.from_mg:
            raise ValueError("until_mg lies below from_mg")
        if self.of == self.to:
            raise ValueError("converts a product into itself")
        return self


class Exposure(Strict):
    """How 1 mg of this drug counts on the line of all opioids, in mg of morphine by mouth."""

    drug: Drug
    salt_form: SaltForm
    route: Route
    factor: Number
    note: str | None = None

    @property
    def of(self) -> Product:
        return self.drug, self.salt_form, self.route

    @property
    def place(self) -> tuple[Any, ...]:
        return self.of


Row = TypeVar("Row", Conversion, Exposure)


def in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    """By what they are about: the order in which they were typed says nothing."""
    return tuple(sorted(rows, key=lambda row: row.place))


def doubled(conversions: Iterable[Conversion], exposures: Iterable[Exposure]) -> list[str]:
    """Rows that would answer one question twice."""
    found, seen = [], list[Conversion]()
    for row in conversions:
        if any(
            (row.of, row.to) == (other.of, other.to)
            and row.from_mg <= other.until_mg
            and other.from_mg <= row.until_mg
            for other in seen
        ):
            found.append(f"conversions: {row.from_drug} to {row.to_drug} is set twice")
        seen.append(row)
    products = [row.of for row in exposures]
    doubles = {one for one in products if products.count(one) > 1}
    return found + [f"exposures: {'/'.join(one)} is set twice" for one in sorted(doubles)]


def conversion_of(
    table: Iterable[Conversion], mg: Decimal, *, of: Product, to: Product
) -> Conversion | None:
    """The signed row for this amount. None: the unit has signed none, so nothing is converted."""
    return next(
        (
            row
            for row in table
            if (row.of, row.to) == (of, to) and row.from_mg <= mg <= row.until_mg
        ),
        None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """So much of one product in a day."""

    product: Product
    day_mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One amount on the line. Without a factor it is listed as not counted, never as nothing."""

    amount: Amount
    factor: Decimal | None

    @property
    def counted_mg(self) -> Decimal | None:
        return None if self.factor is None else self.amount.day_mg * self.factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """All opioids of a day on one line, in mg of morphine by mouth. Only for the alarm."""

    counted: tuple[Counted, ...]
    alarm_mg: Decimal | None

    @property
    def total_mg(self) -> Decimal:
        return sum((one.counted_mg or Decimal(0) for one in self.counted), Decimal(0))

    @property
    def not_counted(self) -> tuple[Counted, ...]:
        return tuple(one for one in self.counted if one.factor is None)

    @property
    def over(self) -> bool:
        return self.alarm_mg is not None and self.total_mg > self.alarm_mg


def line(amounts: Iterable[Amount], table: Iterable[Exposure], alarm_mg: Decimal | None) -> Line:
    factors = {row.of: row.factor for row in table}
    return Line(
        counted=tuple(Counted(amount=one, factor=factors.get(one.product)) for one in amounts),
        alarm_mg=alarm_mg,
    )
