"""The files of public numbers: a wrong cell is named with file, line and what to do."""

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from vangnet.programme.figures import catalogue, reading
from vangnet.programme.sources import DataError, Standing

NAMES = ("nl_timeseries", "countries", "article_check")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        shutil.copy(str(files("vangnet.programme") / "data" / f"{name}.csv"), tmp_path)
    return tmp_path


def change(folder: Path, name: str, before: str, after: str) -> int:
    """Returns the line that was changed."""
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1


def test_the_packages_own_files_are_right():
    data = reading.read()
    assert len(data.estimates) > 50
    assert len(data.claims) == 12
    assert all(one.sources for one in (*data.estimates, *data.rates, *data.claims))


@pytest.mark.parametrize(
    ("name", "before", "after", "told", "way_out"),
    [
        ("nl_timeseries", ",14000,12700,", ",14 000,12700,", "value '14 000' is not a number",
         "Write only digits"),
        ("nl_timeseries", ",14000,12700,", ",NaN,12700,", "not a number", "Write only digits"),
        ("nl_timeseries", ",14000,12700,16300,", ",14000,16300,12700,", "low 16300 is over high",
         "Swap them"),
        ("nl_timeseries", "\n2012,problem_opiate_users", "\nlate,problem_opiate_users",
         "year 'late' is not a year", "Write 2012"),
        ("nl_timeseries", "BRINK2000,V", "BRINK2001,V", "source 'BRINK2001' stands not in",
         "add it there"),
        ("nl_timeseries", "BRINK2000,V", ",V", "no source", "Write a key"),
        ("nl_timeseries", "BRINK2000,V", "BRINK2000,X", "status 'X' is not known",
         "Write one of: V, S, L, A, D"),
        ("nl_timeseries", "30000-in-1983", "30000-in-1984", "claim '30000-in-1984'",
         "Add it there"),
        ("countries", "Poland,Polen,2014,0.55", "Poland,Polen,2014,0;55", "rate '0;55'",
         "Write only digits"),
        ("countries", "2014,0.55,0.4,0.7", "2014,,,", "neither rate nor interval", "take it out"),
        ("countries", "selection,Opiates only; with", "selection,Opiates only, with",
         "not as many cells", "between quotes"),
        ("article_check", ",wrong_year,", ",too_late,", "verdict 'too_late' is not known",
         "Write one of: confirmed"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(folder, name, before, after, told, way_out):
    line = change(folder, name, before, after)
    with pytest.raises(DataError) as wrong:
        reading.read(folder)
    said = str(wrong.value)
    assert told in said
    assert way_out in said
    assert f"data/{name}.csv" in said
    if "claim" not in told:
        assert int(re.search(r"line (\d+)", said)[1]) in (line, line + 1)


def test_a_column_that_is_missing_is_named(folder):
    change(folder, "countries", ",interval_status,", ",interval,")
    with pytest.raises(DataError, match=r"countries\.csv, line 1: no column interval_status"):
        reading.read(folder)


def test_a_file_that_is_missing_is_named(folder):
    (folder / "countries.csv").unlink()
    with pytest.raises(DataError, match=r"countries\.csv is not in"):
        reading.read(folder)


def test_what_another_report_quotes_is_secondary_in_the_file_itself():
    users = {one.year: one for one in reading.read().series("problem_opiate_users")}
    for year, original in (("1977", "Wijngaart 1991"), ("1979", "Liefhebber 1979")):
        assert users[year].standing is Standing.SECONDARY
        assert users[year].via == original


def test_a_point_and_its_interval_stand_apart():
    poland = next(one for one in reading.read().rates if one.country.en == "Poland")
    assert poland.standing is Standing.VERIFIED
    assert poland.interval_standing is Standing.LITERATURE


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        ("nl_timeseries", "\n2012,problem_opiate_users,14000,12700", "\n2013,problem_opiate_users,"
         "14000,12700", "no problem_opiate_users of 2012"),
        ("nl_timeseries", "\n2008,problem_opiate_users,17700,", "\n2008,problem_opiate_users,,",
         "of 2008 has no value"),
        ("countries", "\nNetherlands,Nederland,2012", "\nHolland,Holland,2012",
         "Netherlands is in neither list"),
        ("countries", "\nEU27,", "\nEU26,", "no rate of EU27"),
    ],
)  # fmt: skip
def test_a_row_that_a_figure_speaks_of_and_the_file_lacks_is_named(
    folder, name, before, after, told
):
    change(folder, name, before, after)
    with pytest.raises(DataError, match=re.escape(told)):
        catalogue.every(folder)


def test_a_series_that_a_figure_speaks_of_and_the_file_lacks_is_named(folder):
    path = folder / "nl_timeseries.csv"
    path.write_text(path.read_text().replace("injecting_share_acs", "injecting"))
    with pytest.raises(DataError, match=r"no injecting_share_acs\. A figure speaks of it"):
        catalogue.every(folder)
