"""The generated part of docs/rules/eligibility.md: each country's criteria as its file has them.

`python -m vangnet.rules.eligibility.pages docs/rules/eligibility.md` writes it; a test keeps it
current.
"""

import sys
from pathlib import Path

from vangnet.rules.country import FOLDER, Country, Value, load_country
from vangnet.rules.criteria import Criterion
from vangnet.rules.eligibility.wording import criteria_words
from vangnet.rules.written import as_text

BEGIN, END = "<!-- generated: criteria -->", "<!-- end of generated -->"


def countries() -> list[str]:
    return sorted(file.stem for file in (FOLDER / "criteria").glob("*.toml"))


def generated() -> str:
    """A table for each country: what is asked, when, with which values, and how far to trust it."""
    parts = [_country(load_country(code)) for code in countries()]
    return "\n\n".join([BEGIN, *parts, END])


def renewed(text: str) -> str:
    """The page with its generated part as it should be."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{generated()}{rest.partition(END)[2]}"


def _country(land: Country) -> str:
    words = criteria_words("en")
    approver = land.approver
    by = words["approvers"][approver.by.value] if approver else "Not known"
    head = f"### {land.name}\n\nApproved by: {by.lower()}.\n\n"
    table = "| Criterion | Asked | Compared with | Days | Paper | Standing | Source |\n"
    table += "|---|---|---|---|---|---|---|\n"
    return head + table + "\n".join(_row(one, land) for one in land.criteria)


def _row(one: Criterion, land: Country) -> str:
    words = criteria_words("en")
    cells = (
        f"`{one.code}`" + (", may be waived" if one.waivable else ""),
        ", ".join(words["stages"][stage.value].lower() for stage in one.stages),
        "; ".join(_value(key, land) for key in one.values) or one.kind.value,
        _days(one),
        ", ".join(words["papers"][paper].lower() for paper in one.papers),
        one.standing.value, " ".join(one.source),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _value(key: str, land: Country) -> str:
    held = [value for value in land.values if value.key == key]
    said = ", ".join(_said(value) for value in held) or "not set"
    return f"`{key}`: {said}"


def _said(value: Value) -> str:
    amount = "no limit" if value.no_limit else str(as_text(value.value))
    if not value.is_set:
        return "not set"
    dated = value.valid_from or value.valid_until
    ends = f" ({value.valid_from or '…'} to {value.valid_until or '…'})" if dated else ""
    return f"{amount}{f' {value.product}' if value.product else ''}{ends}"


def _days(one: Criterion) -> str:
    if one.valid_from is None and one.valid_until is None:
        return "always"
    return f"{one.valid_from or '…'} to {one.valid_until or '…'}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(renewed(path.read_text("utf-8")), "utf-8")
