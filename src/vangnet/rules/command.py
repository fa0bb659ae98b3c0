"""`vangnet gate` and `vangnet protocol show`: the rules from a terminal, without a database.

HTTP's counterpart for files: words in, one question to the rules, words out. No rule stands here.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from vangnet.rules.country import Country, Value, load_country
from vangnet.rules.decision import Decision
from vangnet.rules.facts import Facts
from vangnet.rules.facts_json import FactsError, facts_from_json, facts_schema
from vangnet.rules.gate import may_dispense
from vangnet.rules.keys import as_text
from vangnet.rules.protocol import Protocol, Site, load_site, resolve
from vangnet.rules.reading import RulesFileError
from vangnet.rules.wording import LANGUAGES, explain

BAD_INPUT = 2
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--country", default="nl", show_default=True, help="Whose rules: nl, ch.")
@click.option("--facts", "facts_file", type=FILE, help="What is known at the hatch, as JSON.")
@click.option("--site", "site_file", type=FILE, help="The unit's own values, TOML or JSON.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a facts file and stop.")
def gate(
    country: str, facts_file: Path | None, site_file: Path | None, language: str, schema: bool
) -> None:
    """May this dose be handed over? Prints the decision with every reason, as JSON.

    Without a unit's own values no protocol is complete: the answer then lists what is missing.
    The exit code is 0 for allowed and refused alike, and 2 when a file cannot be used.
    """
    if schema:
        _print(facts_schema())
        return
    if facts_file is None:
        _stop(["--facts: name a file. docs/facts.md tells what it holds."])
    try:
        land = load_country(country)
        site = load_site(site_file) if site_file else Site()
        facts = _facts(facts_file)
    except (RulesFileError, FactsError) as fault:
        _stop(fault.problems)
    rules = resolve(land, site, on=facts.clinic_day)
    decision = may_dispense(facts, rules)
    _print(_answer(decision, rules, land=land, language=language))


def _facts(path: Path) -> Facts:
    try:
        stored = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise FactsError((f"{path.name}: cannot be read: {fault}",)) from None
    if not isinstance(stored, dict):
        raise FactsError((f"{path.name}: must hold one object with the facts",))
    return facts_from_json(stored)


def _answer(decision: Decision, rules: Protocol, *, land: Country, language: str) -> dict[str, Any]:
    zone = ZoneInfo(land.time_zone)
    reasons = []
    for refusal in decision.refusals:
        said = explain(refusal, language, zone)
        reasons.append(
            {
                "code": refusal.reason.value,
                "sentence": said.sentence,
                "do": said.do,
                "lift": said.lift,
                "values": dict(refusal.values),
                "page": said.page,
            }
        )
    return {
        "allowed": decision.allowed,
        "reasons": reasons,
        "protocol": rules.version,
        "demonstration": rules.demonstration,
    }


@click.group()
def protocol() -> None:
    """A country's values, their standing and their sources."""


@protocol.command()
@click.argument("country")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def show(country: str, as_json: bool) -> None:
    """Print every value of a country's file, with unit, standing and source."""
    try:
        land = load_country(country)
    except RulesFileError as fault:
        _stop(fault.problems)
    if as_json:
        _print(land.model_dump(mode="json", exclude_none=True))
        return
    # In a pipe nobody sees an edge to wrap at: give the columns room.
    console = Console() if sys.stdout.isatty() else Console(width=200)
    table = Table("Value", "Is", "Unit", "Standing", "Source", "Note", title=land.name)
    for row in _rows(land):
        table.add_row(*row)
    console.print(table)
    for name, text in land.sources.items():
        console.print(f"{name}: {text}", markup=False, highlight=False)


def _rows(land: Country) -> Iterator[tuple[str, ...]]:
    for handle, product in land.products.items():
        named = f"{product.drug}, {product.salt_form}, {product.route}"
        yield (
            f"product.{handle}", named, "", product.standing, " ".join(product.source),
            product.note or "",
        )  # fmt: skip
    for value in land.values:
        yield (
            value.name, _is(value), value.unit.replace("[", r"\["), value.standing,
            " ".join(value.source), (value.note or "").replace("[", r"\["),
        )  # fmt: skip


def _is(value: Value) -> str:
    if value.no_limit:
        return f"no limit: {value.reason}"
    written = as_text(value.value)
    if written is None:
        return "not set"
    return "; ".join(written) if isinstance(written, list) else str(written)


def _print(answer: Any) -> None:
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def _stop(problems: Any) -> NoReturn:
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(BAD_INPUT)
