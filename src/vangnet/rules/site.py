"""A unit's own part of its protocol: which products it uses, its values, and what it accepts.

What its medical director signs. It may tighten its country's limits, never loosen them.
"""

from pathlib import Path
from typing import Self

from pydantic import model_validator

from vangnet.rules.country import HANDLE, OF_A_UNIT, Strict, Value, overlapping
from vangnet.rules.reading import read_file
from vangnet.rules.tables import Conversion, Exposure, doubled


class Site(Strict):
    """Everything a unit adds to its country's file."""

    name: str = ""
    products: tuple[HANDLE, ...] = ()
    accepted: tuple[str, ...] = ()  # names of secondary and literature values, one by one
    values: tuple[Value, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    exposures: tuple[Exposure, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        problems = [*overlapping(self.values), *doubled(self.conversions, self.exposures)]
        problems += [
            f"{value.name}: standing must be signed or demonstration, not {value.standing}"
            for value in self.values
            if value.standing not in OF_A_UNIT
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self


def load_site(path: Path) -> Site:
    return read_file(Site, path)
