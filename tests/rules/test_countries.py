"""The country files against what is known: every number with its standing, none made up."""

import re
from datetime import date
from decimal import Decimal

import pytest
from tests.rules.known_countries import (
    AFTER,
    BEFORE,
    DAYS,
    METHADONE,
    NO_LIMIT,
    NOBODY_KNOWS,
    NOT_FOUND,
    PRODUCTS,
    V2,
    L,
    U,
    V,
)

from vangnet.rules.country import FOLDER, Standing, known_countries, load_country
from vangnet.rules.keys import NEEDED

ALL = known_countries()
KNOWN = {
    "nl": {
        "age_years_lowest": (35, V2),
        "dependence_years_shortest": (5, V2),
        "intravenous.methadone_mg_lowest": (60, V),
        "inhaled.methadone_mg_lowest": (50, V),
        "methadone_months_shortest": (1, V),
        "methadone_lookback_years": (5, V),
        "contacts_window_months": (6, V),
        "contacts_fewest_3_a_week": (30, V),
        "contacts_fewest_5_a_week": (50, V),
        "contacts_fewest_7_a_week": (70, V),
        "sessions_per_day_most": (3, V),
        "sessions_per_day_fewest": (2, V2),
        "intravenous.dose_mg_max": (400, L),
        "inhaled.dose_mg_max": (400, L),
        "trial_day_mg_max": (1000, V),
        "intravenous.day_mg_max": (1000, L),
        "day_doses_max": (3, V),
        "interval_shortest": (None, U),
        "co_methadone_day_mg_max": (150, V),
        "approval_months_longest": (None, U),
        "observation_shortest": (None, U),
        "register_retention_years": (None, U),
        "naloxone_mg": (None, U),
        "breath_alcohol_max_ug_per_l": (None, U),
        "gap_days_max": (None, U),
        "take_home_allowed": (False, L),
        "inhaled.vapour_recovery_percent_low": (46, V),
        "inhaled.vapour_recovery_percent_high": (62, V),
        "methadone.day_doses_max": (None, U),
        "methadone.day_mg_max": (None, U),
        "methadone_take_home_allowed": (None, U),
    },
    "ch": {
        "age_years_lowest": (18, V),
        "dependence_years_shortest": (2, V),
        "failed_treatments_fewest": (2, V),
        "exceptions_allowed": (True, V),
        "approval_months_longest": (24, V),
        "prescriber_licence_months_longest": (60, V),
        "unit_licence_months_longest": (60, V),
        "intravenous.interval_shortest": (30, V),
        "intravenous.growth_first_dose_mg_max": (15, V),
        "intravenous.growth_at_once_dose_mg_max": (15, V),
        "intravenous.growth_first_day_dose_mg_max": (30, V),
        "intravenous.growth_day_share_max": (Decimal("0.5"), V),
        "intravenous.growth_day_share_doses_fewest": (3, V),
        "intravenous.growth_step_share_max": (Decimal("0.5"), V),
        "oral.growth_first_dose_mg_max": (100, V),
        "oral.growth_day_step_mg_max": (300, V),
        "oral.day_doses_max": (3, V),
        "oral.dose_mg_max": (None, U),
        "take_home_days_longest": (7, V),
        "take_home_permit_days_longest": (30, V),
        "take_home_treatment_months_shortest": (6, V),
        "naloxone_mg": (Decimal("0.4"), V),
        "naloxone_repeat_shortest": (2, V),
        "naloxone_repeat_longest": (3, V),
        "oxygen_l_per_min": (6, V),
        "register_retention_years": (10, V),
        "intravenous.vial_mg": (10000, V),
        "intravenous.vial_base_mg": (8710, V),
        "breath_alcohol_max_ug_per_l": (None, U),
        "observation_shortest": (None, U),
        "gap_days_max": (None, U),
        "methadone.day_mg_max": (None, U),
        "slow_release_morphine.day_mg_max": (None, U),
        "methadone_take_home_allowed": (None, U),
    },
}
EACH = [(country, name) for country, values in KNOWN.items() for name in values]


@pytest.mark.parametrize(("country", "name"), EACH)
def test_a_value_is_as_its_source_has_it(country, name):
    found = {value.name: value for value in load_country(country).values}[name]
    assert (found.value, found.standing) == KNOWN[country][name]


def in_force(country, on):
    return {value.name: value for value in load_country(country).at(on).values}


ROWS = [(country, on, name) for (country, on), known in DAYS.items() for name in known]


@pytest.mark.parametrize(("country", "on", "name"), ROWS)
def test_a_value_holds_on_its_day_as_its_source_has_it(country, on, name):
    expected, standing = DAYS[country, on][name]
    value = in_force(country, on)[name]
    assert value.standing is standing
    if expected == NO_LIMIT:
        assert value.no_limit
    elif isinstance(expected, str):
        assert expected in value.value
    elif isinstance(expected, tuple):
        assert all(any(part in one for one in value.value) for part in expected)
    else:
        assert value.value == expected


@pytest.mark.parametrize(("country", "on"), list(DAYS))
def test_nothing_is_set_that_is_not_known(country, on):
    assert {n for n, v in in_force(country, on).items() if v.is_set} == set(DAYS[country, on])


@pytest.mark.parametrize(("country", "name"), [(c, n) for c in NOT_FOUND for n in NOT_FOUND[c]])
def test_what_was_not_found_is_open(country, name):
    assert in_force(country, AFTER)[name].standing is U


@pytest.mark.parametrize("country", ["de", "ca", "gb", "dk"])
def test_what_nobody_knows_is_open(country):
    held = in_force(country, AFTER)
    assert {held[name].standing for name in NOBODY_KNOWS} == {U}


@pytest.mark.parametrize(
    ("on", "age", "years", "failed", "vein"),
    [
        (date(2024, 6, 1), 23, 5, 2, True),
        (BEFORE, 23, 5, 2, True),
        (AFTER, 18, 2, 1, False),
        (date(2026, 3, 2), 18, 2, 1, False),
    ],
)
def test_the_german_criteria_change_between_two_days(on, age, years, failed, vein):
    held = in_force("de", on)
    names = ("age_years_lowest", "dependence_years_shortest", "failed_treatments_fewest",
             "intravenous_use_needed")  # fmt: skip
    assert tuple(held[name].value for name in names) == (age, years, failed, vein)


def test_no_german_value_is_lost_between_the_two_days():
    assert in_force("de", BEFORE).keys() == in_force("de", AFTER).keys()


def test_the_note_says_that_the_day_of_the_german_reform_was_not_found():
    dated = [v for v in load_country("de").values if v.valid_from == AFTER]
    assert dated
    assert all("was not found" in v.note or "was not read" in v.note for v in dated)
    assert all(v.standing is not V for v in dated)


@pytest.mark.parametrize("country", ALL)
def test_products_are_as_their_sources_have_them(country):
    found = {
        handle: (p.drug.value, p.salt_form.value, p.route.value, p.standing)
        for handle, p in load_country(country).products.items()
    }
    assert found == PRODUCTS[country] | {"methadone": METHADONE}


@pytest.mark.parametrize("country", ALL)
def test_verified_means_that_a_text_was_read(country):
    """HOUSE may only say that what needs no vein needs no attempts."""
    unread = [
        value.name
        for value in load_country(country).values
        if value.standing is V and not any(source.startswith("S") for source in value.source)
    ]
    assert all(name.endswith(".use_attempts_max") for name in unread)
    assert all(
        any(source.startswith("S") for source in product.source)
        for product in load_country(country).products.values()
    )


@pytest.mark.parametrize("country", ALL)
def test_a_source_is_the_same_text_wherever_it_is_cited(country):
    own = load_country(country).sources
    for other in ALL:
        shared = own.keys() & load_country(other).sources.keys()
        assert {s: own[s] for s in shared} == {s: load_country(other).sources[s] for s in shared}


@pytest.mark.parametrize("name", ["dose_mg_max", "day_mg_max", "day_doses_max"])
def test_the_swiss_have_growth_instead_of_caps_and_say_so(name):
    found = {v.name: v for v in load_country("ch").values}[f"intravenous.{name}"]
    assert found.no_limit
    assert found.reason
    assert found.standing is Standing.VERIFIED


@pytest.mark.parametrize("country", ALL)
def test_every_needed_value_stands_in_the_file_set_or_not(country):
    land = load_country(country)
    names = {value.name for value in land.values}
    for key in NEEDED:
        for product in land.products:
            assert {key.name, f"{product}.{key.name}"} & names, (product, key.name)


@pytest.mark.parametrize("country", ALL)
def test_what_is_unset_says_what_was_looked_for(country):
    silent = [v.name for v in load_country(country).values if v.standing is U and not v.note]
    assert silent == []


@pytest.mark.parametrize("country", ALL)
def test_every_source_listed_is_used(country):
    land = load_country(country)
    text = (FOLDER / f"{country}.toml").read_text("utf-8")
    assert [name for name in land.sources if len(re.findall(rf"\b{name}\b", text)) < 2] == []


def test_a_milligram_says_of_what():
    salts = {h: p.salt_form.value for h, p in load_country("ch").products.items()}
    assert salts["intravenous"] == "hydrochloride_monohydrate"
    assert salts["oral"] == "hydrochloride_anhydrous"
    assert load_country("nl").products["inhaled"].salt_form.value == "base"
