"""`vangnet protocol show` and `compare`, as somebody at a terminal or in a pipe uses them."""

import json

import pytest
from click.testing import CliRunner

from vangnet.rules.country import known_countries
from vangnet.rules.protocol_command import protocol


def ask(*arguments: str):
    return CliRunner(env={"COLUMNS": None}).invoke(protocol, arguments)


def row(shown: str, key: str) -> str:
    """The line of the table that begins with this key."""
    (line,) = [one for one in shown.splitlines() if one.startswith(f"│ {key} ")]
    return line


@pytest.mark.parametrize("country", known_countries())
def test_every_value_is_shown_with_standing_and_source(country):
    shown = ask("show", country).stdout
    told = json.loads(ask("show", country, "--json").stdout)
    for value in told["values"]:
        assert value["key"] in shown
        assert value["standing"] in shown
    assert all(source in shown for source in told["sources"])


@pytest.mark.parametrize(
    ("on", "says", "not_said"),
    [("2025-06-30", "23 years", "18 years"), ("2025-07-01", "18 years", "23 years")],
)
def test_a_day_shows_only_what_holds_on_it(on, says, not_said):
    line = row(ask("show", "de", "--on", on).stdout, "age_years_lowest")
    assert says in line
    assert not_said not in line


def test_without_a_day_both_german_ages_are_shown_with_theirs():
    shown = ask("show", "de").stdout
    lines = [line for line in shown.splitlines() if line.startswith("│ age_years_lowest ")]
    assert ["23 years" in lines[0], "until 2025-06-30" in lines[0]] == [True, True]
    assert ["18 years" in lines[1], "from 2025-07-01" in lines[1]] == [True, True]


def test_a_day_counts_for_json_too():
    told = json.loads(ask("show", "de", "--on", "2024-06-01", "--json").stdout)
    (age,) = [v for v in told["values"] if v["key"] == "age_years_lowest"]
    assert (age["value"], age["standing"]) == (23, "verified")


def test_a_comparison_has_a_column_a_country_and_says_how_far_each_is_known():
    shown = ask("compare", "nl", "ch", "de", "--on", "2026-03-02").stdout
    assert shown.index("The Netherlands · Switzerland · Germany") >= 0
    cells = [cell.strip() for cell in row(shown, "age_years_lowest").split("│")[1:-1]]
    assert cells == ["age_years_lowest", "35 years", "18 years", "18 years"]
    below = shown.splitlines()[shown.splitlines().index(row(shown, "age_years_lowest")) + 1]
    assert [c.strip() for c in below.split("│")[1:-1]] == [
        "", "~ secondary", "✓ verified", "~ secondary",
    ]  # fmt: skip
    assert "– not set" in row(shown, "sessions_per_day_most")
    assert "– unset: not found: the unit sets it" in shown


def test_what_is_equal_is_shown_only_when_asked_for():
    equal = "breath_alcohol_max_ug_per_l"
    some = ask("compare", "nl", "ch", "--on", "2026-03-02").stdout
    every = ask("compare", "nl", "ch", "--on", "2026-03-02", "--all").stdout
    assert f"│ {equal} " not in some
    assert "--all prints the rest" in some
    assert f"│ {equal} " in every
    assert "--all prints the rest" not in every


def test_a_comparison_as_json_carries_value_standing_and_source():
    told = json.loads(ask("compare", "nl", "de", "--on", "2024-06-01", "--json").stdout)
    assert told["on"] == "2024-06-01"
    rows = {row["name"]: row["countries"] for row in told["rows"]}
    assert rows["age_years_lowest"]["de"] == {
        "says": "23 years", "standing": "verified", "value": 23, "unit": "a", "source": ["S11"],
    }  # fmt: skip
    assert rows["failed_treatments_fewest"]["nl"] == {
        "says": "not in its file", "standing": None,
    }  # fmt: skip
    assert all(row["differs"] for row in told["rows"])


@pytest.mark.parametrize(
    ("columns", "countries", "is_table"),
    [(98, ("nl", "ch", "de"), True), (97, ("nl", "ch", "de"), False), (100, (), False),
     (152, (), True)],
)  # fmt: skip
def test_a_terminal_without_room_for_the_columns_gets_the_countries_under_each_value(
    columns, countries, is_table
):
    arguments = ["compare", *(countries or known_countries()), "--on", "2026-03-02"]
    shown = CliRunner().invoke(protocol, arguments, env={"COLUMNS": str(columns)}).stdout
    assert max(len(line) for line in shown.splitlines()) <= columns
    assert ("┃ Value" in shown) is is_table
    assert "…" not in shown
    if not is_table:
        under = shown.split("\nage_years_lowest\n")[1].splitlines()
        assert {line.rstrip() for line in under[:6]} >= {
            "  nl  35 years  ~ secondary", "  de  18 years  ~ secondary",
        }  # fmt: skip


def test_a_comparison_in_a_pipe_cuts_no_word_short():
    shown = ask("compare", *known_countries(), "--all").stdout
    assert "…" not in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "xx"), "xx: no such country file. Known: ca, ch, de, dk, gb, nl."),
        (("compare", "nl", "xx"), "xx: no such country file. Known: ca, ch, de, dk, gb, nl."),
        (("compare",), "name two countries or more"),
        (("compare", "nl"), "name two countries or more"),
        (("compare", "nl", "nl"), "name two countries or more"),
        (("compare", "nl", "ch", "--on", "2024-02-30"), "'2024-02-30' is no date"),
        (("show", "de", "--on", "yesterday"), "Write it like 2024-06-01"),
    ],
)
def test_what_cannot_be_used_is_said_and_ends_with_2(arguments, said):
    answer = ask(*arguments)
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert said in answer.stderr


def test_every_unknown_country_is_named():
    assert ask("compare", "xx", "yy").stderr.count("no such country file") == 2
