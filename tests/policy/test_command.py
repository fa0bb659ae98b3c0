"""`vangnet policy`: what people type, and what they get."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from vangnet.policy.command import policy


def ask(*args: str):
    return CliRunner().invoke(policy, list(args))


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> tuple[dict, Path]:
    folder = tmp_path_factory.mktemp("run")
    answer = ask(
        "run", "nl", "--scenario", "as-was", "no-hat", "--replicates", "2", "--seed", "1",
        "--json", "--out", str(folder),
    )  # fmt: skip
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout), folder


def test_two_scenarios_after_one_word_and_their_difference(told):
    found, _ = told
    assert list(found["scenarios"]) == ["as-was", "no-hat"]
    assert len(found["digest"]) == 64
    hat = found["scenarios"]["as-was"]["people_hat"]["mean"]
    assert len(hat) == len(found["years"]) == 68
    assert hat[found["years"].index(1990)] == 0 < hat[found["years"].index(2012)]
    assert found["differences"]["no-hat less as-was"]["people_hat"]["mean"] < 0


def test_resumed_it_is_the_same_and_asks_for_nothing_new(told):
    found, folder = told
    before = {one: one.stat().st_mtime_ns for one in folder.glob("*.npz")}
    again = ask(
        "run", "nl", "--scenario", "as-was", "no-hat", "--replicates", "2", "--seed", "1",
        "--json", "--out", str(folder), "--resume", "--workers", "2",
    )  # fmt: skip
    assert json.loads(again.stdout) == found
    assert {one: one.stat().st_mtime_ns for one in folder.glob("*.npz")} == before


def test_the_netherlands_with_swiss_rules_is_one_flag(told):
    answer = ask("run", "nl", "--rules", "ch", "--replicates", "1", "--json")
    swiss = json.loads(answer.stdout)
    assert swiss["inputs"]["as-was"] != told[0]["inputs"]["as-was"]
    assert (
        swiss["scenarios"]["as-was"]["hat_entries"] != told[0]["scenarios"]["as-was"]["hat_entries"]
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "xx"), "there are: nl"),
        (("run", "nl", "--scenario", "nothing"), "there are: as-was"),
        (("run", "nl", "--rules", "xx"), "xx"),
        (("run", "nl", "--resume"), "name the folder"),
        (("explain", "nothing"), "no such rate"),
    ],
)
def test_what_cannot_be_used_is_said_and_is_exit_code_2(words, said):
    answer = ask(*words)
    assert answer.exit_code == 2
    assert said in answer.stderr


def test_a_rate_is_explained():
    answer = ask("explain", "remission")
    assert answer.exit_code == 0
    assert "NORDT2018" in answer.stdout
