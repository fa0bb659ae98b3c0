"""Match keys and keyed pseudonyms: slips of the pen that still match, and what never does."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vangnet.clinic.registry.person import Person, Sex
from vangnet.clinic.registry.pseudonym import key_id, match_keys, plain_number, pseudonyms

BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
KEY, OTHER = b"k" * 32, b"o" * 32
ANNA = Person(
    family_name="van der Berg-Çelik", given_names="Zoë Maria", birth_date=date(1980, 4, 9),
    sex=Sex.FEMALE, identifiers=((BSN, "111222333"), ("urn:unit:card", "7")),
)  # fmt: skip
NO_NUMBER = {"identifiers": ()}
SAME_PERSON = {
    "the number alone": {"family_name": "X", "given_names": "", "birth_date": None},
    "the number with spaces": {"birth_date": None, "identifiers": ((BSN, "111 222 333"),)},
    "capitals and accents": {"family_name": "VAN DER BERG CELIK", "given_names": "ZOE"},
    "without prefixes": {"family_name": "Berg-Celik"},
    "one half of the double name": {"family_name": "Berg", "given_names": "Z."},
    "the other half": {"family_name": "Çelik", "given_names": "Z."},
    "names in the other field": {"family_name": "Zoë", "given_names": "van der Berg Çelik Maria"},
    "day and month swapped": {"birth_date": date(1980, 9, 4)},
    "a letter that the five do not see": {"family_name": "Bergcelic", "given_names": "Zoé"},
}
ANOTHER = {
    "another birth date": {"birth_date": date(1981, 4, 9)},
    "another name": {"family_name": "Jansen", "given_names": "Piet"},
    "no birth date": {"birth_date": None},
    "a card of one unit": {
        "family_name": "Jansen", "given_names": "Piet", "identifiers": (("urn:unit:card", "7"),),
    },
}  # fmt: skip


@pytest.mark.parametrize("what", SAME_PERSON)
def test_a_slip_of_the_pen_still_matches(what):
    changes = SAME_PERSON[what]
    other = replace(ANNA, **({} if "number" in what else NO_NUMBER) | changes)
    assert pseudonyms(ANNA, key=KEY) & pseudonyms(other, key=KEY)


@pytest.mark.parametrize("what", ANOTHER)
def test_another_person_does_not_match(what):
    other = replace(ANNA, **NO_NUMBER | ANOTHER[what])
    assert not pseudonyms(ANNA, key=KEY) & pseudonyms(other, key=KEY)


def test_nothing_known_gives_nothing_to_compare():
    nobody = Person(family_name="", given_names="", birth_date=None, sex=Sex.UNKNOWN)
    assert match_keys(nobody) == frozenset()


def test_another_key_gives_other_pseudonyms_and_another_name():
    assert not pseudonyms(ANNA, key=KEY) & pseudonyms(ANNA, key=OTHER)
    assert key_id(KEY) != key_id(OTHER)
    assert KEY.hex() not in key_id(KEY)


names = st.text(max_size=12)
people = st.builds(
    Person, family_name=names, given_names=names, sex=st.sampled_from(Sex),
    birth_date=st.none() | st.dates(min_value=date(1900, 1, 1), max_value=date(2020, 12, 31)),
    identifiers=st.lists(st.tuples(st.sampled_from([BSN, "urn:x"]), names), max_size=2).map(tuple),
)  # fmt: skip


@given(people)
def test_a_pseudonym_shows_nothing_of_the_person_and_is_the_same_each_time(person):
    found = pseudonyms(person, key=KEY)
    assert found == pseudonyms(person, key=KEY)
    assert len(found) == len(match_keys(person))
    assert all(len(one) == 64 and set(one) <= set("0123456789abcdef") for one in found)


@given(people)
def test_capitals_and_spaces_make_no_difference(person):
    louder = replace(
        person, family_name=f" {person.family_name} ", given_names=f"{person.given_names} "
    )
    assert match_keys(person) == match_keys(louder)


@pytest.mark.parametrize(
    ("written", "plain"), [("111 222.333", "111222333"), ("ab-1", "AB1"), ("٣", ""), ("", "")]
)
def test_a_number_is_its_letters_and_figures(written, plain):
    assert plain_number(written) == plain
