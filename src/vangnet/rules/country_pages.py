"""docs/countries: a page for each country's file, and one that sets all of them side by side.

`python -m vangnet.rules.country_pages docs/countries` writes them; a test keeps them current.
What has its days is shown with them, so that no page hangs on the day it was made.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from vangnet.rules.country import Country, Value, known_countries, load_country
from vangnet.rules.saying import SIGNS, days, legend, product_said, said, standing
from vangnet.rules.themes import themes

README = "README"
BEGIN, END = "<!-- generated: countries -->", "<!-- end of generated -->"
ORDER = ("nl", "ch", "de", "ca", "gb", "dk")
SUMMARY: Mapping[str, str] = {
    "age_years_lowest": "Lowest age",
    "dependence_years_shortest": "Dependent for, at least",
    "failed_treatments_fewest": "Treatments without result, at least",
    "substitution_months_shortest": "Substitution for, at least",
    "methadone_mg_lowest": "Methadone before entry, at least",
    "methadone_months_shortest": "Methadone for, at least",
    "methadone_days_shortest": "Days on methadone first",
    "exceptions_allowed": "Exceptions are allowed",
    "patient_approver": "Who approves a patient",
    "approval_months_longest": "An approval lasts, at most",
    "review_months_longest": "A review at least every",
    "review_outside_physician": "A physician from outside reviews",
    "dose_mg_max": "Largest single dose",
    "day_mg_max": "Most in a day",
    "day_doses_max": "Doses in a day, at most",
    "interval_shortest": "Shortest time between two doses",
    "sessions_per_day_fewest": "Sessions, at least",
    "sessions_per_day_most": "Sessions, at most",
    "take_home_allowed": "Take-home of diamorphine",
    "take_home_days_longest": "Take-home for, at most",
    "methadone_take_home_allowed": "Take-home of methadone",
    "observation_shortest": "Shortest observation after a dose",
    "breath_alcohol_max_ug_per_l": "Alcohol in breath, at most",
    "register_retention_years": "The register is kept for",
    "destruction_witnesses_fewest": "Witnesses of destruction, at least",
}


def codes() -> tuple[str, ...]:
    """Every country there is a file for, in the order of the table."""
    known = known_countries()
    return (*(c for c in ORDER if c in known), *(c for c in known if c not in ORDER))


def page(code: str) -> str:
    """One country's page, whole."""
    land = load_country(code)
    return "\n".join([*_opening(land), *_products(land), *_values(land), *_sources(land)])


def _opening(land: Country) -> Iterator[str]:
    yield f"# {land.name}\n"
    yield (
        "What is known of its rules, as the program has it. Not legal or clinical advice. This page"
        f" is made from `src/vangnet/rules/countries/{land.code}.toml`; change that, then run"
        " `python -m vangnet.rules.country_pages docs/countries`.\n"
    )
    yield f"{legend()}\n"


def _products(land: Country) -> Iterator[str]:
    yield "## Products\n"
    yield from _head("Product", "Is", "Standing", "Sources", "Note")
    for handle, product in land.products.items():
        yield _row(
            f"`{handle}`", product_said(product), standing(product.standing),
            _links(product.source), product.note or "",
        )  # fmt: skip
    yield ""


def _values(land: Country) -> Iterator[str]:
    for theme, keys in themes(value.key for value in land.values).items():
        yield f"## {theme}\n"
        yield from _head("Value", "Is", "Standing", "Sources", "Note")
        for key in keys:
            for value in (value for value in land.values if value.key == key):
                yield _row(
                    f"`{value.name}`", _dated(value), standing(value.standing),
                    _links(value.source), value.note or "",
                )  # fmt: skip
        yield ""


def _sources(land: Country) -> Iterator[str]:
    yield "## Sources\n"
    yield from _head("", "Source")
    for name, text in land.sources.items():
        yield _row(f'<a id="{name.lower()}"></a>{name}', text)
    yield ""


def summary() -> str:
    """The generated part of the first page: all countries, row by row."""
    lands = [load_country(code) for code in codes()]
    names = [f"[{land.name}]({land.code}.md)" for land in lands]
    rows = [
        _row(f"{title}<br>`{key}`", *(_summed(land, key) for land in lands))
        for key, title in SUMMARY.items()
    ]
    products = _row("Products", *("<br>".join(f"`{h}`" for h in land.products) for land in lands))
    return "\n".join([BEGIN, legend(), "", *_head("", *names), products, *rows, END])


def _summed(land: Country, key: str) -> str:
    """A cell: what is set, equal answers of several products once; else that nothing is."""
    values = [value for value in land.values if value.key == key]
    answers: dict[str, list[str]] = {}
    for value in [value for value in values if value.is_set] or values[:1]:
        of = answers.setdefault(f"{SIGNS[value.standing]} {_dated(value)}", [])
        of += [value.product] if value.product and value.is_set else []
    return "<br>".join(w + (f" ({', '.join(of)})" if of else "") for w, of in answers.items())


def _dated(value: Value) -> str:
    held = days(value)
    return f"{said(value)} ({held})" if held else said(value)


def _head(*titles: str) -> Iterator[str]:
    yield _row(*titles)
    yield "|" + "---|" * len(titles)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _links(sources: tuple[str, ...]) -> str:
    return " ".join(f"[{name}](#{name.lower()})" for name in sources)


def renewed(text: str) -> str:
    """The first page with its generated part as it should be."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{summary()}{rest.partition(END)[2]}"


def main(folder: Path) -> None:
    for code in codes():
        (folder / f"{code}.md").write_text(page(code), "utf-8")
    first = folder / f"{README}.md"
    first.write_text(renewed(first.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
