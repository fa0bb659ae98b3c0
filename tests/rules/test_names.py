"""One person under several spellings, and two who only look alike."""

import pytest

from vangnet.rules.names import same_person


@pytest.mark.parametrize("written", [
    "Pieter Prescriber", "Dr Pieter Prescriber", "dr. pieter prescriber", "Prescriber, Pieter",
    "PRESCRIBER Pieter, MD", "Pieter J. Prescriber", "Piëter Prescríber",
])  # fmt: skip
def test_titles_case_accents_initials_and_order_do_not_make_an_outsider(written):
    assert same_person(written, "Pieter Prescriber")


@pytest.mark.parametrize("written", ["Petra Prescriber", "Pieter Outsider", "Pieter"])
def test_another_name_is_another_person(written):
    assert not same_person(written, "Pieter Prescriber")
