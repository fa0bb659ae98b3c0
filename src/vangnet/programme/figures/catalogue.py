"""Every public figure by its key, and the page on which it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vangnet.programme.charts.figure import Figure
from vangnet.programme.figures import countries, dutch_users, over_time
from vangnet.programme.figures.reading import Files, read


@dataclass(frozen=True)
class Listed:
    """`page` is the name of the address on which the figure is shown."""

    page: str
    make: Callable[[Files], Figure]


NUMBERS = "figures:numbers"
CATALOGUE: dict[str, Listed] = {
    "dutch-users": Listed("figures:does-it-work", dutch_users.figure),
    **{told.key: Listed(NUMBERS, told.figure) for told in over_time.TOLD},
    "countries": Listed("figures:countries", countries.figure),
    "countries-earlier": Listed("figures:countries", countries.earlier),
}


def figure(key: str, folder: Path | None = None) -> Figure:
    """Raises KeyError for a key that nobody gave, DataError for a wrong file."""
    return CATALOGUE[key].make(read(folder))


def on_page(page: str) -> list[Figure]:
    """The figures of a page, in their order."""
    return [one.make(read()) for one in CATALOGUE.values() if one.page == page]


def every(folder: Path | None = None) -> list[Figure]:
    data = read(folder)
    return [one.make(data) for one in CATALOGUE.values()]
