"""A specification says where each number comes from; a wrong one says where and what to do."""

import csv
from pathlib import Path

import pytest
from tests.policy.small import small

from vangnet.policy.explain import explain
from vangnet.policy.reading import (
    DATA,
    Change,
    Scenario,
    SpecError,
    check_scenario,
    fingerprint,
    load_scenario,
    load_spec,
    scenarios,
)
from vangnet.policy.series import by_year, rates_in, turning_years, value_in
from vangnet.policy.spec import Standing
from vangnet.policy.tables import build

DUTCH = (DATA / "nl.toml").read_text("utf-8")
SOURCES = Path(__file__).parents[2] / "src" / "vangnet" / "programme" / "data" / "sources.csv"
WRONG = [
    ('low = 0.15, high = 0.35, source', 'low = 0.4, high = 0.35, source',
     "rates first_entry: low 0.4, value 0.35"),
    ('rate = "hat_remission"', 'rate = "hat_remision"', r"there is no \[rates.hat_remision\]; add"),
    ('hiv = "hiv_incidence"', 'hiv = "hiv"', r"there is no \[series.hiv\]; add it"),
    ("first_year = 1972", "first_year = 1972\ncolour = 1", "colour: Extra inputs are not"),
    ("release = { value = 2.0", "release = { value = -2.0", "rates release: low 1.0, value -2.0"),
    ('begins_at_17 = { value = 0.3', 'begins_at_17 = { value = 0.35',
     "beginning.ages: the shares add up to 1.05; make it 1"),
    ('rate = "cost_hat"', 'rate = "cost_hat"\ntimes = ["no"]', r"there is no \[rates.no\]"),
    ('rate = "remission"', 'rate = "female"', "female has unit 1; take 1/a"),
    ("[rates]", "[rates", "cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG)
def test_a_wrong_file_says_where_and_what_to_do(tmp_path: Path, right: str, wrong: str, said: str):
    assert right in DUTCH
    file = tmp_path / "nl.toml"
    file.write_text(DUTCH.replace(right, wrong, 1), "utf-8")
    with pytest.raises(SpecError, match=said) as fault:
        load_spec(file)
    assert all(one.startswith("nl.toml: ") for one in fault.value.problems)


def test_an_unknown_country_or_scenario_names_those_there_are():
    with pytest.raises(SpecError, match="there are: nl"):
        load_spec("xx")
    with pytest.raises(SpecError, match="as-was"):
        load_scenario("nothing")


def test_every_source_is_in_the_list_of_sources():
    with SOURCES.open(encoding="utf-8") as file:
        known = {row["key"] for row in csv.DictReader(file)}
    spec = load_spec("nl")
    points = [point for series in spec.series.values() for point in series.points]
    named = {key for one in [*spec.rates.values(), *points] for key in one.source}
    assert named <= known


def test_what_is_assumed_says_why_or_has_a_range():
    for name, rate in load_spec("nl").rates.items():
        assert rate.low < rate.high, name
        if rate.standing is Standing.COMPUTED:
            assert rate.note, f"{name} is computed: say how"


def test_every_rate_is_used():
    spec = load_spec("nl")
    unused = [name for name in spec.rates if "Used" not in explain(spec, name)]
    structural = {
        "incidence_scale", "incidence_shift", "female", "reference_age", "attendance",
        "judged_met", "discount_costs", "discount_qalys",
        *(one.rate for one in spec.beginning.ages), *(one.rate for one in spec.asking.methadone_mg),
        *(one.rate for one in spec.asking.times_a_week),
    }  # fmt: skip
    assert set(unused) == structural


def test_a_rate_in_words_says_how_far_to_trust_it():
    said = explain(load_spec("nl"), "hat_exit_later")
    assert "0.146 a year (from 0.061 to 0.15)" in said
    assert "BLANKEN2010" in said
    assert "from hat to methadone (later)" in said
    assert "1998: 193" in explain(load_spec("nl"), "hat_places")
    with pytest.raises(SpecError, match="no such rate"):
        explain(load_spec("nl"), "nothing")


@pytest.mark.parametrize("name", scenarios())
def test_every_scenario_fits_the_netherlands(name: str):
    assert build(load_spec("nl"), load_scenario(name)).people > 0


def test_a_scenario_that_names_what_is_not_there_is_refused():
    scenario = Scenario(title="", about="", changes=(Change(rate="nothing", factor=2),))
    with pytest.raises(SpecError, match="'nothing' is not in the specification"):
        check_scenario(scenario, load_spec("nl"), file="x.toml")


def test_a_change_holds_from_its_year_on():
    change = Change(rate="imprisonment", factor=3, from_year=1998)
    scenario = Scenario(title="", about="", changes=(change,))
    spec = small()
    assert turning_years(spec, scenario) == [1990, 1998]
    before, after = (rates_in(spec, scenario, year)["imprisonment"] for year in (1997, 1998))
    assert after == pytest.approx(3 * before)
    tables = build(spec, scenario)
    assert tables.period_of.tolist() == [0] * 8 + [1] * 12


def test_a_series_is_read_between_its_points():
    series = load_spec("nl").series
    assert value_in(series["hat_places"], 1990) == 0
    assert value_in(series["hat_places"], 2011) == 815
    assert value_in(series["population"], 1986) == pytest.approx((13_330_000 + 15_860_000) / 2)
    middle = value_in(series["incidence"], 1982.5)
    assert middle == pytest.approx((6.7 * 70.8) ** 0.5)
    none = Scenario(title="", about="", changes=(Change(series="hat_places", factor=0),))
    assert not by_year(load_spec("nl"), none, "hat_places").any()


def test_the_fingerprint_is_of_the_content():
    one, other = load_scenario("as-was"), load_scenario("no-hat")
    assert fingerprint(one) == fingerprint(load_scenario("as-was"))
    assert fingerprint(one) != fingerprint(other)
