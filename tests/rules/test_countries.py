"""The country files against what is known: every number with its standing, none made up."""

import re
from decimal import Decimal

import pytest

from vangnet.rules.country import FOLDER, Standing, load_country
from vangnet.rules.keys import NEEDED

V, V2, L, U = Standing.VERIFIED, Standing.SECONDARY, Standing.LITERATURE, Standing.UNSET
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
    },
}
EACH = [(country, name) for country, values in KNOWN.items() for name in values]


@pytest.mark.parametrize(("country", "name"), EACH)
def test_a_value_is_as_its_source_has_it(country, name):
    found = {value.name: value for value in load_country(country).values}[name]
    assert (found.value, found.standing) == KNOWN[country][name]


@pytest.mark.parametrize("name", ["dose_mg_max", "day_mg_max", "day_doses_max"])
def test_the_swiss_have_growth_instead_of_caps_and_say_so(name):
    found = {v.name: v for v in load_country("ch").values}[f"intravenous.{name}"]
    assert found.no_limit
    assert found.reason
    assert found.standing is Standing.VERIFIED


@pytest.mark.parametrize("country", ["nl", "ch"])
def test_every_needed_value_stands_in_the_file_set_or_not(country):
    land = load_country(country)
    names = {value.name for value in land.values}
    for key in NEEDED:
        for product in land.products:
            assert {key.name, f"{product}.{key.name}"} & names, (product, key.name)


@pytest.mark.parametrize("country", ["nl", "ch"])
def test_what_is_unset_says_what_was_looked_for(country):
    silent = [v.name for v in load_country(country).values if v.standing is U and not v.note]
    assert silent == []


@pytest.mark.parametrize("country", ["nl", "ch"])
def test_every_source_listed_is_used(country):
    land = load_country(country)
    text = (FOLDER / f"{country}.toml").read_text("utf-8")
    assert [name for name in land.sources if len(re.findall(rf"\b{name}\b", text)) < 2] == []


def test_a_milligram_says_of_what():
    salts = {h: p.salt_form.value for h, p in load_country("ch").products.items()}
    assert salts["intravenous"] == "hydrochloride_monohydrate"
    assert salts["oral"] == "hydrochloride_anhydrous"
    assert load_country("nl").products["inhaled"].salt_form.value == "base"
