"""`vangnet eligibility`: may this person enter, by a country's rules? From files, no database.

Facts in, one question to the rule, every criterion out as JSON. No rule stands here.
"""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from vangnet.rules.country import load_country
from vangnet.rules.eligibility import Assessment, EligibilityFacts, State, assess
from vangnet.rules.eligibility.facts_json import facts_from_json, facts_schema
from vangnet.rules.eligibility.wording import say
from vangnet.rules.facts_json import FactsError
from vangnet.rules.protocol import Protocol, Site, load_site, resolve
from vangnet.rules.reading import RulesFileError
from vangnet.rules.wording import LANGUAGES

BAD_INPUT = 2
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--country", default="nl", show_default=True, help="Whose rules, as nl or ch.")
@click.option("--facts", "facts_file", type=FILE, help="What is known of the person, as JSON.")
@click.option("--site", "site_file", type=FILE, help="The unit's own values, TOML or JSON.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a facts file and stop.")
def eligibility(
    country: str, facts_file: Path | None, site_file: Path | None, language: str, schema: bool
) -> None:
    """May this person enter? Prints every criterion with its state and what would change it.

    Without a unit's own values, what its country leaves open or doubtful counts as not known.
    The exit code is 0 whatever the answer, and 2 when a file cannot be used.
    """
    if schema:
        _print(facts_schema())
        return
    if facts_file is None:
        _stop(["--facts: name a file. docs/rules/eligibility.md tells what it holds."])
    try:
        land = load_country(country)
        site = load_site(site_file) if site_file else Site()
        facts = _facts(facts_file)
    except (RulesFileError, FactsError) as fault:
        _stop(fault.problems)
    rules = resolve(land, site, on=facts.on)
    _print(_answer(assess(facts, rules), rules, language))


def _facts(path: Path) -> EligibilityFacts:
    try:
        stored = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise FactsError((f"{path.name}: cannot be read: {fault}",)) from None
    if not isinstance(stored, dict):
        raise FactsError((f"{path.name}: must hold one object with the facts",))
    return facts_from_json(stored)


def _answer(answer: Assessment, rules: Protocol, language: str) -> dict[str, Any]:
    criteria = []
    for one in answer.findings:
        said = say(one, language)
        words = {"asks": said.title, "found_in_words": said.found, "change_in_words": said.change}
        criteria.append({**one.to_json(), **words})
    return {
        "eligible": answer.eligible, "on": answer.on.isoformat(), "stage": answer.stage.value,
        "counts": {state.value: answer.count(state) for state in State},
        "criteria": criteria, "protocol": rules.version, "demonstration": rules.demonstration,
    }  # fmt: skip


def _print(answer: Any) -> None:
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def _stop(problems: Any) -> NoReturn:
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(BAD_INPUT)
