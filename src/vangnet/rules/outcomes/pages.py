"""The generated part of docs/rules/response.md: numbers, tables of cases, and every reason.

`python -m vangnet.rules.pages docs/rules` writes it; a test keeps it current.
"""

from collections.abc import Iterator
from decimal import Decimal

from vangnet.rules.outcomes.cases import CASES, CUT_OFFS, Case
from vangnet.rules.outcomes.definition import Definition
from vangnet.rules.outcomes.kit import load, sources
from vangnet.rules.outcomes.response import Change, Response, ResponseReason, respond
from vangnet.rules.outcomes.words import answer_said, code_said, wording
from vangnet.rules.written import as_text

NAME = "response"
BEGIN, END = "<!-- generated: response -->", "<!-- end of generated -->"


def renewed(text: str) -> str:
    """The page with its generated part as it should be."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{generated()}{rest.partition(END)[2]}"


def generated() -> str:
    definition = load().definition
    parts = [BEGIN, _numbers(definition), _sources(definition), _cases(), _reasons(), END]
    return "\n\n".join(parts)


def _numbers(definition: Definition) -> str:
    rows = [
        f"| `{name}` | {'not set' if limit.value is None else as_text(limit.value)} "
        f"| {limit.unit} | {limit.standing} | {', '.join(limit.source) or '–'} "
        f"| {limit.note or ''} |"
        for name, limit in definition.each_limit()
    ]
    head = "| Value | Set to | Unit | Standing | Source | Note |\n|---|---|---|---|---|---|"
    return "## Numbers\n\n" + "\n".join([head, *rows])


def _sources(definition: Definition) -> str:
    keys = dict.fromkeys(key for _name, limit in definition.each_limit() for key in limit.source)
    return "\n".join(f"- **{key}**: {sources()[key]}" for key in keys)


def _cases() -> str:
    cut_offs = ", ".join(f"{code_said(code, 'en').lower()} {text}" for code, text in CUT_OFFS)
    head = (
        "| Case | Physical | Mental | Illegal days | Contact days | Cocaine days "
        "| Amphetamine days | Answer | Because |\n|---|---|---|---|---|---|---|---|---|"
    )
    return (
        "## Cases at and just past each limit\n\n"
        f"Worked with cut-offs made up for this table: {cut_offs}. A cell reads "
        "*at intake* → *now*; – is no score.\n\n" + "\n".join([head, *map(_row, CASES)])
    )


def _row(case: Case) -> str:
    found = respond(case.before, case.now, case.definition)
    cells = [_cell(one) for one in (*found.changes, *found.uses)]
    answer = answer_said(found.answer, "en")
    return f"| {case.name} | {' | '.join(cells)} | **{answer}** | {_because(found)} |"


def _cell(change: Change) -> str:
    return f"{_said(change.before)} → {_said(change.now)}"


def _said(value: Decimal | None) -> str:
    return "–" if value is None else str(as_text(value))


def _because(found: Response) -> str:
    return ", ".join(
        f"`{one.reason}`" + (f" ({one.code})" if one.code else "") for one in found.grounds
    )


def _reasons() -> str:
    return "## Reasons\n\n" + "\n\n".join(_reason(one) for one in ResponseReason)


def _reason(reason: ResponseReason) -> str:
    def row() -> Iterator[str]:
        for part, title in (("sentence", "Says"), ("do", "Do")):
            both = [wording(one)["reasons"][reason.value][part] for one in ("en", "nl")]
            yield f"| {title} | {' | '.join(both)} |"

    return "\n".join([f"### {reason}", "", "| | English | Dutch |", "|---|---|---|", *row()])
