"""A line of a file of public numbers: a wrong cell is named with file, line and what to do.

Words of a row come in English and Dutch; which one is shown is decided when it is shown.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from django.utils.translation import get_language

from vangnet.programme.sources import DataError, Source, Standing, named

T = TypeVar("T", bound=StrEnum)


@dataclass(frozen=True)
class Words:
    en: str
    nl: str

    def __str__(self) -> str:
        return self.nl if self.nl and (get_language() or "en")[:2] == "nl" else self.en


@dataclass(frozen=True)
class Cells:
    """One line of a file. Every reader of a cell says what to write there instead."""

    name: str
    line: int
    row: dict[str, str]

    @property
    def where(self) -> str:
        return f"data/{self.name}.csv, line {self.line}"

    def text(self, column: str, *, needed: bool = False) -> str:
        found = self.row[column].strip()
        if needed and not found:
            raise DataError(f"{self.where}: {column} is empty. Write one.")
        return found

    def amount(self, column: str) -> Decimal | None:
        found = self.text(column)
        try:
            value = Decimal(found) if found else None
        except InvalidOperation:
            value = Decimal("NaN")
        if value is not None and not value.is_finite():
            raise DataError(
                f"{self.where}: {column} {found!r} is not a number. Write only digits, with a full"
                " stop for decimals: 17700 or 12.6. Leave it empty when nobody published one."
            )
        return value

    def year(self, column: str) -> str:
        found = self.text(column)
        if not (found[:4].isdigit() and len(found) in (4, 7, 9)):
            raise DataError(
                f"{self.where}: {column} {found!r} is not a year. Write 2012, 2011-12 or 1998-2002."
            )
        return found

    def one_of(self, column: str, kind: type[T]) -> T:
        found = self.text(column)
        try:
            return kind(found)
        except ValueError:
            known = ", ".join(str(one) or "(empty)" for one in kind)
            raise DataError(
                f"{self.where}: {column} {found!r} is not known. Write one of: {known}."
            ) from None

    def words(self, column: str) -> Words:
        return Words(self.text(column), self.text(f"{column}_nl"))

    def cited(self) -> tuple[Source, ...]:
        found = named(self.text("source"), where=self.where)
        if not found:
            raise DataError(
                f"{self.where}: no source. Write a key of data/sources.csv; ARTICLE when only the"
                " article has it."
            )
        return found

    def interval(self) -> tuple[Decimal | None, Decimal | None, Standing | None]:
        low, high = self.amount("low"), self.amount("high")
        if low is not None and high is not None and low > high:
            raise DataError(f"{self.where}: low {low} is over high {high}. Swap them.")
        stands = None if low is None and high is None else self.one_of("interval_status", Standing)
        return low, high, stands


def rows_of(name: str, columns: set[str], folder: Path | None = None) -> Iterator[Cells]:
    """The lines of `data/<name>.csv`, or of a file of that name in `folder`."""
    place = (folder or files("vangnet.programme") / "data") / f"{name}.csv"
    try:
        text = place.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DataError(
            f"{name}.csv is not in {place}. Put it there, or leave out --data."
        ) from None
    except UnicodeDecodeError:
        raise DataError(f"data/{name}.csv is not UTF-8. Save it again as UTF-8.") from None
    reader = csv.DictReader(text.splitlines())
    missing = columns - set(reader.fieldnames or ())
    if missing:
        raise DataError(
            f"data/{name}.csv, line 1: no column {', '.join(sorted(missing))}. Add it to the head."
        )
    for row in reader:
        if None in row or None in row.values():
            raise DataError(
                f"data/{name}.csv, line {reader.line_num}: not as many cells as the head has."
                " Put a text with a comma between quotes."
            )
        yield Cells(name, reader.line_num, row)
