"""`vangnet gate`: the gate from a terminal, without a database.

HTTP's counterpart for files: words in, one question to the rules, words out. No rule stands here.
"""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click

from vangnet.rules.country import Country, known_countries, load_country
from vangnet.rules.decision import Decision
from vangnet.rules.facts import Facts
from vangnet.rules.facts_json import FactsError, facts_from_json, facts_schema
from vangnet.rules.gate import may_dispense
from vangnet.rules.protocol import Protocol, Site, load_site, resolve
from vangnet.rules.reading import RulesFileError
from vangnet.rules.wording import LANGUAGES, explain

BAD_INPUT = 2
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option(
    "--country", default="nl", show_default=True,
    help=f"Whose rules: {', '.join(known_countries())}.",
)  # fmt: skip
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
        print_json(facts_schema())
        return
    if facts_file is None:
        stop_with(["--facts: name a file. docs/facts.md tells what it holds."])
    try:
        land = load_country(country)
        site = load_site(site_file) if site_file else Site()
        facts = _facts(facts_file)
    except (RulesFileError, FactsError) as fault:
        stop_with(fault.problems)
    rules = resolve(land, site, on=facts.clinic_day)
    decision = may_dispense(facts, rules)
    print_json(_answer(decision, rules, land=land, language=language))


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


def print_json(answer: Any) -> None:
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def stop_with(problems: Any) -> NoReturn:
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(BAD_INPUT)
