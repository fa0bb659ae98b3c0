"""`vangnet evidence`: the list, one outcome, for people and for machines."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from vangnet.keeping.trouble import TroubleError
from vangnet.programme.evidence.command import evidence


def asked(*words: str) -> str:
    answer = CliRunner().invoke(evidence, list(words), catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


def test_without_a_name_it_lists_what_there_is():
    told = asked()
    assert "staying" in told
    assert "The sign turns: from €12,793 saved to €12,581 spent" in told


def test_an_outcome_is_a_table_for_people():
    told = asked("staying")
    assert "346/515" in told
    assert "Serious side effects" not in told
    assert "1.22 to 1.73" in told


def test_the_same_as_json_and_csv():
    told = json.loads(asked("again", "--json"))
    rows = list(csv.DictReader(io.StringIO(asked("again", "--csv"))))
    assert told["rows"] == rows
    assert len(rows) == 27


def test_the_list_for_machines():
    listed = json.loads(asked("--json"))
    assert [one["outcome"] for one in listed][:2] == ["staying", "responding"]
    assert asked("--csv").startswith("outcome,finding")


def test_a_name_that_is_none_gets_the_names_that_are():
    with pytest.raises(TroubleError, match="nonsense") as trouble:
        CliRunner().invoke(evidence, ["nonsense"], catch_exceptions=False)
    assert "staying" in str(trouble.value.way_out)


def test_json_and_csv_at_once_is_refused():
    with pytest.raises(TroubleError, match="not both"):
        CliRunner().invoke(evidence, ["staying", "--json", "--csv"], catch_exceptions=False)
