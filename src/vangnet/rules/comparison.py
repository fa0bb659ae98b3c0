"""Countries side by side on one day: a row for each value, and whether they say the same.

Pure: the day is an argument. It compares what the files say and judges none of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vangnet.rules.country import Country, Standing, Value
from vangnet.rules.keys import KEYS
from vangnet.rules.saying import NOT_SET, product_said, said
from vangnet.rules.themes import themes

PRODUCTS = "Products"
NO_PRODUCT = "not used there"
NOT_NAMED = "not in its file"
NOTHING = (NOT_SET, NO_PRODUCT, NOT_NAMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one country says."""

    says: str
    standing: Standing | None = None  # None: its file has no such line
    value: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value of all the countries, of all products or of one."""

    theme: str
    key: str
    product: str | None
    cells: Mapping[str, Cell]  # by the country's code

    @property
    def name(self) -> str:
        return f"{self.product}.{self.key}" if self.product else self.key

    @property
    def differs(self) -> bool:
        """Whether they say anything else; what nobody has found is no difference."""
        return len({NOT_SET if c.says in NOTHING else c.says for c in self.cells.values()}) > 1


def compare(countries: Sequence[Country], *, on: date) -> tuple[Row, ...]:
    """Every row, equal ones as well, in the order in which a reader asks."""
    lands = {country.code: country.at(on) for country in countries}
    held = {code: {value.name: value for value in land.values} for code, land in lands.items()}
    rows = list(_products(lands))
    present = {value.key for values in held.values() for value in values.values()}
    for theme, keys in themes(present).items():
        for key in keys:
            for product in _asked_for(key, lands, held):
                cells = {
                    code: _cell(land, held[code], product, key) for code, land in lands.items()
                }
                rows.append(Row(theme=theme, key=key, product=product, cells=cells))
    return tuple(rows)


def _products(lands: Mapping[str, Country]) -> Iterable[Row]:
    for handle in _handles(lands):
        cells = {
            code: Cell(says=product_said(found), standing=found.standing)
            if (found := land.products.get(handle))
            else Cell(says=NO_PRODUCT)
            for code, land in lands.items()
        }
        yield Row(theme=PRODUCTS, key=handle, product="product", cells=cells)


def _asked_for(
    key: str, lands: Mapping[str, Country], held: Mapping[str, Mapping[str, Value]]
) -> Sequence[str | None]:
    """One row for all products, unless one of the files tells products apart."""
    apart = [
        handle for handle in _handles(lands) if any(f"{handle}.{key}" in v for v in held.values())
    ]
    if not KEYS[key].per_product or not apart:
        return (None,)
    general = any(key in values for values in held.values())
    return _handles(lands) if general else apart


def _handles(lands: Mapping[str, Country]) -> list[str]:
    return list(dict.fromkeys(handle for land in lands.values() for handle in land.products))


def _cell(land: Country, held: Mapping[str, Value], product: str | None, key: str) -> Cell:
    if product and product not in land.products:
        return Cell(says=NO_PRODUCT)
    value = (held.get(f"{product}.{key}") if product else None) or held.get(key)
    if value is None:
        return Cell(says=NOT_NAMED)
    return Cell(says=said(value), standing=value.standing, value=value)


def as_data(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as JSON-able data."""
    return [
        {
            "name": row.name,
            "theme": row.theme,
            "differs": row.differs,
            "countries": {code: _cell_data(cell) for code, cell in row.cells.items()},
        }
        for row in rows
    ]


def _cell_data(cell: Cell) -> dict[str, Any]:
    stored = cell.value.model_dump(mode="json", exclude_defaults=True) if cell.value else {}
    parts = ("value", "no_limit", "reason", "unit", "source")
    return {"says": cell.says, "standing": cell.standing} | {
        part: stored[part] for part in parts if part in stored
    }
