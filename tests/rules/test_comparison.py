"""Countries side by side: a row differs when somebody says something else, and only then."""

from datetime import date

import pytest

from vangnet.rules.comparison import NO_PRODUCT, NOT_NAMED, as_data, compare
from vangnet.rules.country import known_countries, load_country
from vangnet.rules.keys import KEYS
from vangnet.rules.saying import NOT_SET, SIGNS
from vangnet.rules.themes import NAMED, OTHER, themes

TODAY = date(2026, 3, 2)


def rows(*codes, on=TODAY):
    return {row.name: row for row in compare([load_country(code) for code in codes], on=on)}


def says(row):
    return tuple(cell.says for cell in row.cells.values())


def test_one_country_beside_itself_differs_nowhere():
    land = load_country("de")
    again = land.model_copy(update={"code": "dd"})
    assert not [row.name for row in compare([land, again], on=TODAY) if row.differs]


def test_another_standing_of_the_same_value_is_no_difference():
    row = rows("ch", "de")["age_years_lowest"]
    assert says(row) == ("18 years", "18 years")
    assert len({cell.standing for cell in row.cells.values()}) == 2
    assert not row.differs


def test_the_day_decides_what_is_compared():
    assert says(rows("ch", "de", on=date(2025, 6, 30))["age_years_lowest"])[1] == "23 years"
    assert says(rows("ch", "de", on=date(2025, 7, 1))["age_years_lowest"])[1] == "18 years"


@pytest.mark.parametrize(
    ("codes", "name", "expected", "differs"),
    [
        (("nl", "ch"), "failed_treatments_fewest", (NOT_NAMED, "2"), True),
        (("nl", "ch"), "register_retention_years", (NOT_SET, "10 years"), True),
        (("nl", "ch"), "breath_alcohol_max_ug_per_l", (NOT_SET, NOT_SET), False),
        (("nl", "gb"), "intravenous.dose_mg_max", ("400 mg", "450 mg"), True),
        (("nl", "gb"), "inhaled.dose_mg_max", ("400 mg", NO_PRODUCT), True),
        (("nl", "ch"), "nasal.dose_mg_max", (NO_PRODUCT, NOT_SET), False),
        (("gb", "ca"), "dependence_years_shortest",
         (NOT_SET, "no limit: The guideline asks for no number of years"), True),
        (("de", "gb"), "take_home_allowed", ("no", "no"), False),
    ],
)  # fmt: skip
def test_a_row_says_what_each_country_says(codes, name, expected, differs):
    row = rows(*codes)[name]
    assert says(row) == expected
    assert row.differs is differs


def test_a_value_for_all_products_is_held_against_each_where_another_country_tells_them_apart():
    row = rows("nl", "de")["intravenous.day_doses_max"]
    assert says(row) == ("3", "3")  # the Dutch one is for all, the German for the vein
    assert says(rows("nl", "de")["methadone.day_doses_max"]) == (NOT_SET, NOT_SET)


def test_a_value_that_nobody_tells_apart_is_one_row():
    found = rows("nl", "de")
    assert "observation_shortest" in found
    assert "intravenous.observation_shortest" not in found


def test_no_value_of_any_file_is_missing_from_the_comparison():
    lands = [load_country(code) for code in known_countries()]
    compared = {row.key for row in compare(lands, on=TODAY)}
    assert {value.key for land in lands for value in land.at(TODAY).values} <= compared


def test_the_order_is_that_of_the_themes():
    order = [row.theme for row in compare([load_country("nl"), load_country("dk")], on=TODAY)]
    assert list(dict.fromkeys(order)) == [
        "Products", *(theme for theme in NAMED if theme in order),
    ]  # fmt: skip


def test_a_key_has_one_theme():
    listed = [key for keys in NAMED.values() for key in keys]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(KEYS)


def test_a_key_without_a_theme_is_shown_last():
    found = themes()
    assert sorted(key for keys in found.values() for key in keys) == sorted(KEYS)
    assert OTHER not in found or list(found)[-1] == OTHER
    assert themes(["dose_mg_max"]) == {"Dosing": ("dose_mg_max",)}


def test_each_standing_of_a_country_has_a_sign_of_its_own():
    of_a_country = [s for s in SIGNS if s not in {"signed", "demonstration"}]
    assert len({SIGNS[s] for s in of_a_country}) == len(of_a_country) == 4


def test_data_keeps_no_and_nought():
    """False and 0 are answers, not gaps."""
    told = {r["name"]: r for r in as_data(rows("de", "gb").values())}
    assert told["take_home_allowed"]["countries"]["de"]["value"] is False
