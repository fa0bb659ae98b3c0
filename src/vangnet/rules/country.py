"""A country's rules as data: values with unit, source, standing and dates, read from TOML.

Reads the files beside it and says what is wrong with one; it decides nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, field_serializer, model_validator

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.criteria import Approver, Criterion, overlapping_criteria
from vangnet.rules.keys import KEYS, Key
from vangnet.rules.reading import RulesFileError, read_plain, read_raw
from vangnet.rules.standing import HANDLE, OF_A_UNIT, TO_ACCEPT, Standing, Strict
from vangnet.rules.written import as_text

__all__ = [
    "FOLDER", "HANDLE", "OF_A_UNIT", "TO_ACCEPT", "Country", "Product", "Standing", "Strict",
    "Value", "load_country", "overlapping", "unknown_products",
]  # fmt: skip

FOLDER = Path(__file__).parent / "countries"
CRITERIA = FOLDER / "criteria"


class Value(Strict):
    """One value under one key, for all products or for one."""

    key: str
    product: HANDLE | None = None
    value: Any = None
    no_limit: bool = False
    reason: str | None = None
    unit: str = ""
    standing: Standing
    source: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    note: str | None = None

    @property
    def name(self) -> str:
        return f"{self.product}.{self.key}" if self.product else self.key

    @property
    def is_set(self) -> bool:
        return self.no_limit or self.value is not None

    @property
    def definition(self) -> Key:
        return KEYS[self.key]

    def in_force(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        key = KEYS.get(raw.get("key", ""))
        if key is None:
            raise ValueError(f"unknown key {raw.get('key')!r}")
        if raw.get("unit", "") != key.unit:
            raise ValueError(f"unit must be {key.unit!r}, not {raw.get('unit', '')!r}")
        if raw.get("product") and not key.per_product:
            raise ValueError("this key cannot differ by product")
        value = raw.get("value")
        return {**raw, "value": None if value is None else key.read(value)}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.no_limit and not self.definition.no_limit:
            raise ValueError("no_limit cannot be said of this key")
        if self.no_limit and not (self.reason or "").strip():
            raise ValueError("no_limit needs a reason")
        if self.no_limit and self.value is not None:
            raise ValueError("has both a value and no_limit")
        if self.is_set == (self.standing is Standing.UNSET):
            raise ValueError("is unset exactly when it has neither a value nor no_limit")
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("valid_until lies before valid_from")
        return self

    @field_serializer("value")
    def _write(self, value: Any) -> Any:
        return as_text(value)


class Product(Strict):
    """A drug in one salt form by one route."""

    drug: Drug
    salt_form: SaltForm
    route: Route
    standing: Standing
    source: tuple[str, ...] = ()
    note: str | None = None


class Country(Strict):
    """One country's file."""

    code: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    name: str
    time_zone: str
    sources: dict[str, str]
    products: dict[HANDLE, Product]
    values: tuple[Value, ...]
    criteria: tuple[Criterion, ...] = ()  # who may enter; from the file of the same name
    approver: Approver | None = None  # who lets them; None: nobody has found out

    @model_validator(mode="after")
    def _whole(self) -> Self:
        problems = [*self._unsourced(), *unknown_products(self.values, self.products)]
        problems += overlapping(self.values)
        problems += overlapping_criteria(self.criteria)
        problems += [f"{v.name}: a country has no {v.standing} values"
                     for v in self.values if v.standing in OF_A_UNIT]  # fmt: skip
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _unsourced(self) -> Iterable[str]:
        named: list[tuple[str, Standing, tuple[str, ...]]] = [
            (value.name, value.standing, value.source) for value in self.values
        ]
        named += [(f"product.{h}", p.standing, p.source) for h, p in self.products.items()]
        named += [(one.name, one.standing, one.source) for one in self.criteria]
        named += [("approver", one.standing, one.source) for one in (self.approver,) if one]
        for name, standing, source in named:
            if not source and standing is not Standing.UNSET:
                yield f"{name}: has no source"
            yield from (
                f"{name}: source {s} is not listed" for s in source if s not in self.sources
            )

    def at(self, on: date) -> Self:
        """The file as it stood on that day."""
        return self.model_copy(
            update={
                "values": tuple(v for v in self.values if v.in_force(on)),
                "criteria": tuple(one for one in self.criteria if one.in_force(on)),
            }
        )


def unknown_products(values: Iterable[Value], products: Mapping[str, Product]) -> list[str]:
    return [
        f"{value.name}: product {value.product} is not listed"
        for value in values
        if value.product and value.product not in products
    ]


def overlapping(values: Iterable[Value]) -> list[str]:
    """Names that would have two values on one day."""
    seen: dict[str, list[Value]] = {}
    found = []
    for value in values:
        others = seen.setdefault(value.name, [])
        if any(_share_a_day(value, other) for other in others):
            found.append(f"{value.name}: set twice for the same day")
        others.append(value)
    return found


def _share_a_day(a: Value, b: Value) -> bool:
    return (a.valid_from or date.min) <= (b.valid_until or date.max) and (
        b.valid_from or date.min
    ) <= (a.valid_until or date.max)


def known_countries() -> tuple[str, ...]:
    """The codes of the files that come with the program."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


@cache
def load_country(code: str) -> Country:
    """The country's file that comes with the program."""
    path = FOLDER / f"{code}.toml"
    if not (code.isalpha() and path.is_file()):
        known = ", ".join(known_countries())
        raise RulesFileError([f"{code}: no such country file. Known: {known}."])
    raw, entry = read_plain(path), CRITERIA / path.name
    if entry.is_file():
        more = read_plain(entry)
        raw |= more | {"sources": {**more.get("sources", {}), **raw.get("sources", {})}}
    return read_raw(Country, raw, file=path.name)
