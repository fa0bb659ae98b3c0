"""A unit's protocol: complete only when whole, accepted one by one, and nowhere looser."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from tests.rules.routine import TODAY, protocol, site

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.assembly import looser_than
from vangnet.rules.country import Country, Standing, Value, known_countries
from vangnet.rules.eligibility import to_accept
from vangnet.rules.limits import NoLimit
from vangnet.rules.protocol import Protocol, Site, load_country, resolve
from vangnet.rules.reading import RulesFileError, read_file, read_raw

ALL = known_countries()
HCL, IV = SaltForm.HYDROCHLORIDE_MONOHYDRATE, Route.INTRAVENOUS


def own(key: str, value: object = None, **more: object) -> Value:
    units = {"dose_mg_max": "mg", "interval_shortest": "min", "breath_ratio": "1",
             "day_doses_max": "1"}  # fmt: skip
    raw = {"key": key, "value": value, "unit": units.get(key, ""), "standing": "signed", **more}
    return Value.model_validate({k: v for k, v in raw.items() if v is not None})


def with_own(*values: Value, country: str = "nl") -> Protocol:
    names = {value.name for value in values}
    unit = site(country)
    kept = tuple(value for value in unit.values if value.name not in names)
    unit = unit.model_copy(update={"values": kept + values})
    return resolve(load_country(country), unit, on=TODAY)


@pytest.mark.parametrize("country", ALL)
def test_the_demonstration_is_complete_and_says_what_it_is(country):
    rules = protocol(country)
    assert (rules.missing, rules.unaccepted, rules.loosened) == ((), (), ())
    assert rules.complete
    assert rules.demonstration
    assert all(v.standing is Standing.DEMONSTRATION for v in site(country).values)


@pytest.mark.parametrize("country", ALL)
def test_every_demonstration_is_complete_today(country):
    rules = resolve(load_country(country), site(country), on=datetime.now(UTC).date())
    assert (rules.missing, rules.unaccepted, rules.loosened) == ((), (), ())
    assert rules.demonstration


@pytest.mark.parametrize(
    ("on", "until"),
    [
        (date(2024, 6, 1), date(2025, 6, 30)),
        (date(2025, 6, 30), date(2025, 6, 30)),
        (date(2025, 7, 1), None),
        (date(2026, 6, 1), None),
    ],
)
def test_a_german_protocol_holds_before_and_after_the_reform_but_not_over_it(on, until):
    rules = resolve(load_country("de"), site("de"), on=on)
    assert rules.complete
    assert rules.valid_until == until


@pytest.mark.parametrize(
    ("country", "drug", "salt_form", "route"),
    [
        ("de", Drug.METHADONE, SaltForm.HYDROCHLORIDE, Route.ORAL),
        ("ca", Drug.HYDROMORPHONE, SaltForm.HYDROCHLORIDE, IV),
        ("ca", Drug.METHADONE, SaltForm.HYDROCHLORIDE, Route.ORAL),
        ("gb", Drug.METHADONE, SaltForm.HYDROCHLORIDE, Route.ORAL),
        ("dk", Drug.DIAMORPHINE, SaltForm.HYDROCHLORIDE_ANHYDROUS, Route.ORAL),
        ("dk", Drug.METHADONE, SaltForm.HYDROCHLORIDE, Route.ORAL),
    ],
)
def test_a_demonstration_has_limits_for_what_it_uses(country, drug, salt_form, route):
    assert protocol(country).for_dose(drug, salt_form, route) is not None


@pytest.mark.parametrize("country", ALL)
def test_methadone_does_not_live_under_the_caps_of_heroin(country):
    """A country's value for all products must not pass for one of methadone."""
    land = load_country(country)
    rules = resolve(land, Site(products=("methadone",)), on=TODAY)
    for key in ("dose_mg_max", "day_mg_max", "day_doses_max", "interval_shortest"):
        assert f"methadone.{key}" in rules.missing


@pytest.mark.parametrize("country", ALL)
def test_a_country_alone_is_never_complete(country):
    rules = resolve(load_country(country), Site(), on=TODAY)
    assert not rules.complete
    assert rules.for_dose(Drug.DIAMORPHINE, HCL, IV) is None
    assert {"products", "breath_alcohol_max_ug_per_l", "gap_days_max"} <= set(rules.missing)


def stops_nobodys_dose(country):
    """What only entry asks: it lets nobody new in, and holds no dose back."""
    return set(to_accept(resolve(load_country(country), Site(), on=TODAY)))


@pytest.mark.parametrize(
    ("country", "name"),
    [(c, n) for c in ALL for n in site(c).accepted if n not in stops_nobodys_dose(c)],
)
def test_each_doubtful_value_is_accepted_by_name_or_stops(country, name):
    accepted = tuple(n for n in site(country).accepted if n != name)
    unit = site(country).model_copy(update={"accepted": accepted})
    rules = resolve(load_country(country), unit, on=TODAY)
    assert rules.unaccepted == (name,)
    assert not rules.complete


@pytest.mark.parametrize(
    "value",
    [
        own("dose_mg_max", 401, product="intravenous"),
        own("dose_mg_max", 401),
        own("dose_mg_max", no_limit=True, reason="we know better", product="intravenous"),
        own("day_doses_max", 4),
        own("breath_ratio", 2100),
    ],
)
def test_a_unit_may_not_loosen(value):
    rules = with_own(value)
    assert rules.loosened == (value.name,)
    assert not rules.complete


@pytest.mark.parametrize(
    ("key", "value", "unit", "loose"),
    [
        # What only ever allows more is looser wherever the country does not have it.
        ("growth_at_once_dose_mg_max", "0.001", "mg", True),
        ("growth_at_once_dose_mg_max", "400", "mg", True),
        # A mg of base holds more of the drug than a mg of hydrochloride: it never counts for less.
        ("factor_base", "0", "1", True),
        ("factor_base", "1.13", "1", True),
        ("factor_base", "1.14", "1", False),
        ("factor_base", "2", "1", False),
        ("factor_hydrochloride_anhydrous", "1.03", "1", True),
        ("factor_hydrochloride_anhydrous", "1.04", "1", False),
    ],
)
def test_a_unit_may_not_count_or_wait_less_where_its_country_is_silent(key, value, unit, loose):
    given = own(key, value, unit=unit, product="intravenous")
    assert with_own(given).loosened == ((given.name,) if loose else ())
    general = own(key, value, unit=unit)
    assert (general.name in with_own(general).loosened) == loose


@pytest.mark.parametrize(("witnesses", "fault"), [(2, None), (3, "must be at most 2")])
def test_a_unit_cannot_ask_for_more_witnesses_than_can_sign(witnesses, fault):
    raw = {"key": "waste_witnesses_fewest", "value": witnesses, "unit": "1", "standing": "signed"}
    if fault is None:
        assert read_raw(Value, raw, file="site.toml").value == witnesses
        return
    with pytest.raises(RulesFileError, match=fault):
        read_raw(Value, raw, file="site.toml")


def test_a_unit_may_not_bring_a_product_its_country_does_not_have():
    unit = site("nl").model_copy(update={"products": ("intravenous", "nasal")})
    assert resolve(load_country("nl"), unit, on=TODAY).loosened == ("product.nasal",)


def test_a_unit_may_tighten_and_its_own_value_holds():
    rules = with_own(own("dose_mg_max", 300, product="intravenous"))
    assert rules.complete
    assert rules.for_dose(Drug.DIAMORPHINE, HCL, IV).dose_mg_max == Decimal(300)
    assert with_own(own("interval_shortest", 31), country="ch").complete
    assert with_own(own("interval_shortest", 29), country="ch").loosened == ("interval_shortest",)


def test_a_unit_may_set_a_cap_where_its_country_has_none():
    assert isinstance(protocol("ch").for_dose(Drug.DIAMORPHINE, HCL, IV).dose_mg_max, NoLimit)
    rules = with_own(own("dose_mg_max", 250, product="intravenous"), country="ch")
    assert rules.for_dose(Drug.DIAMORPHINE, HCL, IV).dose_mg_max == Decimal(250)


def test_no_limit_says_why():
    with pytest.raises(RulesFileError, match="no_limit needs a reason"):
        read_raw(Value, {"key": "dose_mg_max", "unit": "mg", "no_limit": True,
                         "standing": "signed"}, file="site.toml")  # fmt: skip


def test_equal_is_not_looser():
    value = own("dose_mg_max", 400)
    assert not looser_than(value, value)
    none = own("dose_mg_max", no_limit=True, reason="growth is limited instead")
    assert not looser_than(none, none)
    assert not looser_than(value, none)
    assert looser_than(none, value)


def test_no_limit_keeps_its_reason_to_the_end():
    limits = protocol("ch").for_dose(Drug.DIAMORPHINE, HCL, IV)
    assert "growth is limited instead" in limits.dose_mg_max.reason


@pytest.mark.parametrize("country", ALL)
def test_content_rebuilds_the_same_protocol(country):
    rules = protocol(country)
    again = Protocol.from_content(rules.content())
    assert again == rules
    assert again.version == rules.version
    assert len(rules.version) == 64


def test_the_version_does_not_hang_on_how_a_number_is_written_or_on_order():
    unit = site("nl")
    other = unit.model_copy(
        update={
            "values": tuple(reversed(unit.values)),
            "accepted": tuple(reversed(unit.accepted)),
        }
    )
    assert resolve(load_country("nl"), other, on=TODAY).version == protocol().version
    whole = with_own(own("dose_mg_max", 300, product="intravenous"))
    written = with_own(own("dose_mg_max", Decimal("300.0"), product="intravenous"))
    assert whole.version == written.version != protocol().version


def test_content_somebody_changed_is_another_version():
    content = protocol().content()
    for value in content["site"]["values"]:
        if value["key"] == "breath_alcohol_max_ug_per_l":
            value["value"] = "500"
    assert Protocol.from_content(content).version != protocol().version


def test_content_that_claims_to_be_complete_is_not_believed():
    content = protocol().content()
    content["site"]["accepted"] = []
    assert not Protocol.from_content(content).complete


def test_a_value_counts_only_on_its_days():
    land = load_country("nl")
    values = tuple(
        v.model_copy(update={"valid_until": TODAY}) if v.key == "day_doses_max" else v
        for v in land.values
    )
    ending = land.model_copy(update={"values": values})
    on_the_last_day = resolve(ending, site(), on=TODAY)
    assert on_the_last_day.complete
    assert on_the_last_day.valid_until == TODAY
    assert (
        "intravenous.day_doses_max" in resolve(ending, site(), on=TODAY + timedelta(days=1)).missing
    )


def test_a_file_says_what_is_wrong_with_which_key(tmp_path):
    path = tmp_path / "site.toml"
    path.write_text(
        '[[values]]\nkey = "gap_days_max"\nvalue = -1\nunit = "d"\nstanding = "signed"\n'
        '[[values]]\nkey = "breath_test_valid"\nvalue = 30\nunit = "h"\nstanding = "signed"\n'
        '[[values]]\nkey = "brath_test_valid"\nvalue = 30\nunit = "min"\nstanding = "signed"\n'
    )
    with pytest.raises(RulesFileError) as fault:
        read_file(Site, path)
    assert fault.value.problems == (
        "site.toml: values gap_days_max: must be a whole number, not below 0",
        "site.toml: values breath_test_valid: unit must be 'min', not 'h'",
        "site.toml: values brath_test_valid: unknown key 'brath_test_valid'",
    )


@pytest.mark.parametrize("text", ["values = [", "\udc80", None])
def test_an_unreadable_file_is_named(tmp_path, text):
    path = tmp_path / "site.toml"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(RulesFileError, match=r"^site\.toml: cannot be read"):
        read_file(Site, path)


@pytest.mark.parametrize("number", ["nan", "inf", "-0.1", "true", '"much"'])
def test_a_number_that_is_none_is_refused(tmp_path, number):
    path = tmp_path / "site.toml"
    path.write_text(f'[[values]]\nkey="dose_mg_max"\nvalue={number}\nunit="mg"\nstanding="signed"')
    with pytest.raises(RulesFileError, match="values dose_mg_max"):
        read_file(Site, path)


def test_one_name_twice_on_one_day_is_refused():
    value = {"key": "gap_days_max", "value": 3, "unit": "d", "standing": "signed"}
    with pytest.raises(RulesFileError, match="gap_days_max: set twice for the same day"):
        read_raw(Site, {"values": [value, value]}, file="site.toml")
    in_turn = [
        {**value, "valid_until": date(2025, 12, 31)}, {**value, "valid_from": date(2026, 1, 1)}
    ]  # fmt: skip
    assert read_raw(Site, {"values": in_turn}, file="site.toml")


def test_a_unit_cannot_call_its_own_value_verified():
    value = {"key": "gap_days_max", "value": 3, "unit": "d", "standing": "verified"}
    with pytest.raises(RulesFileError, match="standing must be signed"):
        read_raw(Site, {"values": [value]}, file="site.toml")


def test_a_country_names_its_sources():
    land = load_country("nl").model_dump(mode="json", exclude_none=True)
    land["sources"].pop("S25")
    with pytest.raises(RulesFileError, match="source S25 is not listed"):
        read_raw(Country, land, file="nl.toml")


def test_an_unknown_country_names_the_known_ones():
    with pytest.raises(RulesFileError, match="Known: ca, ch, de, dk, gb, nl"):
        load_country("xx")
    with pytest.raises(RulesFileError):
        load_country("../nl")


def test_another_form_of_content_is_not_guessed_at():
    with pytest.raises(ValueError, match="format 3"):
        Protocol.from_content({**protocol().content(), "format": 3})
