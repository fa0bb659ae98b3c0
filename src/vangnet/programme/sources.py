"""Where a public number comes from: its source, and how it was seen.

Each CSV of `data` names its sources by key; `sources.csv` says what a key is and where to read it.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language


class Standing(StrEnum):
    """How a number was seen. The letters are those of the files."""

    VERIFIED = "V"  # read at an official or original source
    SECONDARY = "S"  # quoted by another report
    LITERATURE = "L"  # known, not read again
    CLAIM = "A"  # an article's claim: no source found
    COMPUTED = "D"  # worked out from numbers shown beside it
    UNSET = ""  # nobody has said


class DataError(ValueError):
    """A file of public figures is wrong; the message names file, line and what to do."""


@dataclass(frozen=True)
class Source:
    """A document that a number was read in. `url` is empty where there is none, several are

    parted by ` ; `. `name` is short enough for a table.
    """

    key: str
    citation: str
    url: str
    names: tuple[str, str] = ("", "")  # English, Dutch

    @property
    def name(self) -> str:
        """In the language of the reader; the citation where nobody gave a name."""
        english, dutch = self.names
        here = dutch if (get_language() or "en")[:2] == "nl" else english
        return here or english or self.citation

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.url.split(" ; ") if part.strip())


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of `data/<name>.csv`, a dict each, in the order of the file."""
    text = files("vangnet.programme").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def sources() -> dict[str, Source]:
    """Every source by its key."""
    names = {row["key"]: (row["name"], row["name_nl"]) for row in read_rows("source_names")}
    return {
        row["key"]: Source(row["key"], row["citation"], row["url"], names.get(row["key"], ("", "")))
        for row in read_rows("sources")
    }


def named(keys: str, *, where: str) -> tuple[Source, ...]:
    """The sources that a cell names, `;` between them. Raises DataError for a key nobody knows."""
    found = []
    for key in filter(None, (part.strip() for part in keys.split(";"))):
        if key not in sources():
            raise DataError(
                f"{where}: source {key!r} stands not in data/sources.csv; add it there."
            )
        found.append(sources()[key])
    return tuple(found)
