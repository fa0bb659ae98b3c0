"""Where every number comes from: each source with its address and what was read in it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from vangnet.programme.charts import standing as standings
from vangnet.programme.charts.cells import Cited, source_anchor
from vangnet.programme.charts.figure import Figure
from vangnet.programme.charts.pages import address
from vangnet.programme.figures.catalogue import CATALOGUE
from vangnet.programme.sources import Source, sources


@dataclass(frozen=True)
class Used:
    """A source, its place on the page, and which rows of which figures it carries."""

    source: Source
    anchor: str
    rows: list[tuple[str, str]] = field(default_factory=list)  # address of the figure, its rows


def used(figures: list[Figure]) -> list[Used]:
    """Every source of the files, those that a figure uses with their rows first."""
    rows: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        for source, name in _cited(figure):
            rows[source.key][figure.key].append(name)
    captions = {figure.key: str(figure.table.caption) for figure in figures}
    found = [
        Used(
            source,
            source_anchor(source),
            [(shown_at(key), f"{captions[key]}: {', '.join(dict.fromkeys(names))}")
             for key, names in rows[source.key].items()],
        )
        for source in sources().values()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.rows, one.source.name.casefold()))


def _cited(figure: Figure) -> Iterator[tuple[Source, str]]:
    for row in figure.table.rows():
        for cell in row.cells:
            if isinstance(cell, Cited):
                for source in cell.sources:
                    yield source, row.cells[0].text()


def shown_at(key: str) -> str:
    return f"{address(CATALOGUE[key].page)}#numbers-{key}"


def standing_words() -> list[tuple[object, object, object]]:
    return [(standings.mark(one), word, standings.MEANS[one])
            for one, word in standings.WORDS.items()]  # fmt: skip
