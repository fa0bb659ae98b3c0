"""`vangnet gate`, as somebody at a terminal uses them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.rules.routine import ROUTINE

from vangnet.rules.command import gate
from vangnet.rules.country import FOLDER
from vangnet.rules.facts_json import facts_to_json

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
FACTS, SITE = str(EXAMPLES / "facts-nl.json"), str(EXAMPLES / "site-nl.toml")


def ask(*arguments: str):
    return CliRunner().invoke(gate, arguments)


def test_the_worked_file_is_allowed():
    answer = ask("--country", "nl", "--facts", FACTS, "--site", SITE)
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["allowed"] is True


def test_without_a_units_values_the_answer_lists_what_is_missing():
    answer = ask("--country", "nl", "--facts", FACTS)
    assert answer.exit_code == 0
    told = json.loads(answer.stdout)
    assert told["allowed"] is False
    (reason,) = told["reasons"]
    assert set(reason) == {"code", "sentence", "do", "lift", "values", "page"}
    assert reason["code"] == "protocol_incomplete"
    assert "gap_days_max" in reason["values"]["missing"]


def test_a_refusal_in_dutch(tmp_path):
    stored = facts_to_json(ROUTINE) | {"room": None}
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(stored))
    told = json.loads(ask("--facts", str(path), "--site", SITE, "--language", "nl").stdout)
    assert told["reasons"][0]["sentence"] == "Nu geen dosis. Dit bezoek heeft geen kamer."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "facts.json: cannot be read"),
        ("[]", "facts.json: must hold one object"),
        ("{}", "now: Field required"),
    ],
)
def test_bad_facts_are_one_line_a_problem(tmp_path, text, said):
    path = tmp_path / "facts.json"
    path.write_text(text)
    answer = ask("--facts", str(path), "--site", SITE)
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert answer.stderr.startswith(said)


@pytest.mark.parametrize(
    "arguments",
    [(), ("--facts", "nowhere.json"), ("--facts", FACTS, "--site", "nowhere.toml"),
     ("--facts", FACTS, "--country", "xx")],
)  # fmt: skip
def test_what_cannot_be_used_is_said_in_one_sentence(arguments):
    answer = ask(*arguments)
    assert answer.exit_code == 2
    assert len(answer.stderr.splitlines()) == 1


def test_the_printed_schema_is_that_of_facts():
    schema = json.loads(ask("--schema").stdout)
    assert "dose_mg" in schema["required"]


def test_the_help_names_every_country():
    assert "ca, ch, de, dk, gb, nl" in " ".join(ask("--help").stdout.split())


@pytest.mark.parametrize("country", ["ch", "de", "ca", "gb", "dk"])
def test_the_gate_answers_for_every_country(country):
    site = str(FOLDER / "demonstration" / f"{country}.toml")
    told = json.loads(ask("--country", country, "--facts", FACTS, "--site", site).stdout)
    assert told["demonstration"] is True
    assert not [r for r in told["reasons"] if r["code"].startswith("protocol_")]


def test_the_example_unit_is_the_demonstration():
    assert Path(SITE).read_text() == (FOLDER / "demonstration" / "nl.toml").read_text()


def test_the_rules_need_neither_django_nor_a_database():
    code = (
        "import sys, pkgutil, vangnet.rules as r\n"
        "for m in pkgutil.walk_packages(r.__path__, 'vangnet.rules.'): __import__(m.name)\n"
        "sys.exit(any(n.split('.')[0] in {'django', 'psycopg'} for n in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
