"""`vangnet figures`, as somebody at a terminal, in a pipe or with files of their own uses it."""

import csv
import io
import json
import shutil
import subprocess
import sys
from importlib.resources import files
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from vangnet.keeping.trouble import TroubleError
from vangnet.programme.figures import catalogue
from vangnet.programme.figures.command import figures


def ask(*arguments: str):
    return CliRunner().invoke(figures, arguments, catch_exceptions=False)


def test_without_a_name_every_figure_is_listed_with_its_finding_and_page():
    shown = ask().output
    for key, listed in catalogue.CATALOGUE.items():
        assert key in shown
        assert str(listed.make(catalogue.read()).heading)[:40] in shown


def test_one_figure_is_printed_with_standing_and_the_address_of_each_source():
    shown = ask("dutch-users").output
    assert "12,700 to 16,300" in shown
    assert "Claim only" in shown
    assert "https://www.emcdda.europa.eu/stats13/pdutab1c" in shown


def test_dutch_is_spoken_too():
    assert "12.700 tot 16.300" in ask("dutch-users", "--language", "nl").output


@pytest.mark.parametrize("key", list(catalogue.CATALOGUE))
def test_json_and_csv_hold_the_same_rows(key):
    told = json.loads(ask(key, "--json").output)
    rows = list(csv.DictReader(io.StringIO(ask(key, "--csv").output)))
    assert len(rows) == len(told["rows"]) > 0
    known = {one["key"] for one in told["sources"]}
    for row, also in zip(rows, told["rows"], strict=True):
        assert set(also.pop("source_keys")) <= known
        assert row == also


def test_files_are_written_for_all(tmp_path):
    written = ask("--out", str(tmp_path / "new")).output.split()
    assert len(written) == len(set(written)) > len(catalogue.CATALOGUE)
    for svg in (tmp_path / "new").glob("*.svg"):
        ElementTree.parse(svg)
    assert (tmp_path / "new" / "countries.csv").read_text().startswith("group,country,")


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(TroubleError, match="cannot be written"):
        ask("--out", str(tmp_path / "file" / "in"))


def test_a_name_that_nobody_gave_lists_those_that_are_known():
    with pytest.raises(TroubleError, match="dutch-users, hat-places"):
        ask("users")


def test_a_wrong_file_is_named_with_its_line_in_one_sentence(tmp_path):
    """In a process of its own, as a terminal sees it: no database, no settings, no traceback."""
    for name in ("nl_timeseries", "countries", "article_check"):
        shutil.copy(str(files("vangnet.programme") / "data" / f"{name}.csv"), tmp_path)
    wrong = tmp_path / "nl_timeseries.csv"
    wrong.write_text(wrong.read_text().replace(",14000,12700,", ",fourteen,12700,"))
    ended = subprocess.run(
        [sys.executable, "-m", "vangnet.cli", "figures", "--data", str(tmp_path)],
        capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "nl_timeseries.csv, line" in ended.stderr
    assert "'fourteen' is not a number" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "var").exists()
