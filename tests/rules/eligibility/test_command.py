"""`vangnet eligibility`, as somebody at a terminal uses it, and the page that tells of it."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from vangnet.rules.eligibility.command import eligibility
from vangnet.rules.eligibility.pages import renewed
from vangnet.rules.protocol import load_country

DOCS = Path(__file__).parents[3] / "docs"
FACTS = str(DOCS / "examples" / "eligibility-nl.json")
SITE = str(DOCS / "examples" / "site-nl.toml")
PAGE = DOCS / "rules" / "eligibility.md"
QUOTED = re.compile(r"> \*\*(\w+)\*\*, ([a-z ]+): (.*)")


def ask(*arguments: str):
    return CliRunner().invoke(eligibility, arguments)


def told(*arguments: str):
    answer = ask("--facts", FACTS, *arguments)
    assert answer.exit_code == 0
    return json.loads(answer.stdout)


def test_the_worked_file_lists_every_criterion_asked_at_the_start():
    answer = told("--site", SITE)
    codes = [one["code"] for one in answer["criteria"]]
    asked = [one.code for one in load_country("nl").criteria if "start" in one.stages]
    assert codes == asked
    assert answer["eligible"] is False
    assert answer["counts"] == {"met": 9, "not_met": 1, "not_known": 1, "waived": 0}


def test_the_page_quotes_what_the_command_says():
    opened = [one for one in told("--site", SITE)["criteria"] if one["change"]]
    said = [
        (one["code"], one["state"].replace("_", " "),
         f"{one['found_in_words']}. {one['change_in_words']}")
        for one in opened
    ]  # fmt: skip
    assert QUOTED.findall(PAGE.read_text("utf-8")) == said


def test_the_generated_part_of_the_page_is_current():
    text = PAGE.read_text("utf-8")
    assert renewed(text) == text, (
        "run: python -m vangnet.rules.eligibility.pages docs/rules/eligibility.md"
    )


def test_without_a_unit_what_is_doubtful_is_not_known():
    states = {one["code"]: one["state"] for one in told()["criteria"]}
    assert states["age"] == states["consent"] == "not_known"
    assert states["residence"] == "met"


def test_it_speaks_dutch():
    first = told("--site", SITE, "--language", "nl")["criteria"][0]
    assert first["asks"] == "35 jaar of ouder"


@pytest.mark.parametrize(("change", "said"), [
    ({"stage": "later"}, "stage: Input should be"),
    ({"tea": 1}, "tea: there is no such field"),
    ({"dispensing_days_per_week": 8}, "dispensing_days_per_week: must be 1 to 7"),
])  # fmt: skip
def test_bad_facts_are_one_line_a_problem(tmp_path, change, said):
    known = json.loads(Path(FACTS).read_text("utf-8")) | change
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(known))
    answer = ask("--facts", str(path))
    assert answer.exit_code == 2
    assert answer.stderr.startswith(said)


def test_the_schema_names_every_field():
    answer = json.loads(ask("--schema").stdout)
    assert set(json.loads(Path(FACTS).read_text("utf-8"))) <= set(answer["properties"])
