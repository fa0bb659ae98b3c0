"""Every country's protocol reads in words, in both languages, and no two values read the same."""

from collections import Counter
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from tests.factories.pages import signed_in
from tests.factories.world import demonstration_site

from vangnet.clinic.journal.actions import acting
from vangnet.clinic.protocols.reading import groups, label, labels
from vangnet.clinic.protocols.words import NAMES, UNITS
from vangnet.clinic.registry.models import Unit, Workplace
from vangnet.rules.country import known_countries, load_country
from vangnet.rules.keys import KEYS
from vangnet.rules.protocol import Site, resolve

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("key", list(KEYS))
def test_a_value_has_a_name_in_words(key):
    assert key in NAMES


@pytest.mark.parametrize("key", list(KEYS))
def test_a_values_name_is_dutch_too(key):
    with translation.override("en"):
        english = str(NAMES[key])
    with translation.override("nl"):
        assert str(NAMES[key]) != english


def test_a_unit_of_measure_is_not_written_in_its_code():
    codes = {key.unit for key in KEYS.values()} - {"mg", "mg/mL", "min", "%", "L/min", ""}
    assert codes <= set(UNITS)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("code", known_countries())
def test_a_countrys_protocol_reads_in_words(code, language):
    land = load_country(code)
    with translation.override(language):
        found = groups(resolve(land, demonstration_site(code), on=TODAY), country=land)
        read = [row.label for group in found for row in group.rows]
        assert read
        assert not [one for one in read if "_" in one]


@pytest.mark.parametrize("code", known_countries())
def test_what_is_missing_names_one_product_each(code):
    land = load_country(code)
    missing = resolve(land, Site(products=tuple(land.products)), on=TODAY).missing
    with translation.override("en"):
        read = Counter(labels(missing, country=land))
    assert [one for one, times in read.items() if times > 1] == []


def test_the_route_is_enough_where_one_product_goes_that_way():
    with translation.override("en"):
        dutch = label("methadone.day_mg_max", country=load_country("nl"))
        swiss = label("methadone.day_mg_max", country=load_country("ch"))
    assert dutch == "Most in a day (by mouth)"
    assert swiss == "Most in a day (methadone, by mouth)"


@pytest.mark.parametrize("code", known_countries())
def test_a_unit_of_any_country_reads_its_protocol_page(client, trial, code):
    with acting("system:test"):
        unit = Unit.objects.create(
            code="new", name="New unit", country=code, time_zone=load_country(code).time_zone,
            day_starts_at=trial.unit.day_starts_at, clock_skew_max=trial.unit.clock_skew_max,
            is_demonstration=True,
        )  # fmt: skip
        Workplace.objects.filter(user__in=trial.staff.values()).update(unit=unit)
    page = signed_in(client, trial, "prescriber").get(reverse("protocols:protocol"))
    assert page.status_code == 200
    assert "methadone" in page.text
