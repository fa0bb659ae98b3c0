"""Each country at its limits and just past them. The limits are those of its own file."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.rules.eligibility.people import (
    BEFORE_THE_REFORM,
    COUNTRIES,
    FAILED,
    METHADONE,
    TODAY,
    asked,
    episode,
    opinion,
    state,
)

from vangnet.rules.eligibility import Stage
from vangnet.rules.ladder import (
    ContactFacts,
    ContactKind,
    DoseSpan,
    EpisodeEndReason,
    Treatment,
)
from vangnet.rules.months import anniversary, full_years

DAY = timedelta(days=1)
MET, NOT_MET, NOT_KNOWN = "met", "not_met", "not_known"


@pytest.mark.parametrize("country", COUNTRIES)
def test_who_meets_everything_is_let_in(country):
    answer = asked(country)
    assert answer.findings
    assert [one.code for one in answer.open] == []
    assert answer.eligible


AGES = [
    ("nl", TODAY, 35), ("ch", TODAY, 18), ("de", BEFORE_THE_REFORM, 23),
    ("de", date(2025, 6, 30), 23), ("de", date(2025, 7, 1), 18), ("de", TODAY, 18),
]  # fmt: skip


@pytest.mark.parametrize(("country", "on", "years"), AGES)
def test_the_birthday_itself_is_old_enough_and_the_day_before_is_not(country, on, years):
    birthday = on.replace(year=on.year - years)
    assert state(country, "age", on=on, birth_date=birthday) == MET
    assert state(country, "age", on=on, birth_date=birthday + DAY) == NOT_MET
    assert state(country, "age", on=on, birth_date=None) == NOT_KNOWN


@pytest.mark.parametrize(("on", "expected"), [
    (date(2026, 2, 28), NOT_MET), (date(2026, 3, 1), MET),
])  # fmt: skip
def test_born_on_a_leap_day_the_year_is_full_on_the_first_of_march(on, expected):
    assert state("ch", "age", on=on, birth_date=date(2008, 2, 29)) == expected


@pytest.mark.parametrize(("years", "on"), [
    (4, date(2028, 2, 29)), (3, date(2027, 3, 1)), (1, date(2025, 3, 1)), (0, date(2024, 2, 29)),
])  # fmt: skip
def test_the_anniversary_of_a_leap_day(years, on):
    assert anniversary(date(2024, 2, 29), years) == on
    assert full_years(date(2024, 2, 29), on=on) == years
    assert full_years(date(2024, 2, 29), on=on - DAY) == max(years - 1, 0)


YEARS = [("nl", TODAY, 5), ("ch", TODAY, 2), ("de", BEFORE_THE_REFORM, 5), ("de", TODAY, 2)]


@pytest.mark.parametrize(("country", "on", "years"), YEARS)
def test_years_of_dependence_are_full_on_their_day(country, on, years):
    since = on.replace(year=on.year - years)
    assert state(country, "dependence", on=on, dependence_since=since) == MET
    assert state(country, "dependence", on=on, dependence_since=since + DAY) == NOT_MET
    assert state(country, "dependence", on=on, dependence_since=None) == NOT_KNOWN
    assert state(country, "dependence", on=on, dependence_since=on + DAY) == NOT_KNOWN


FAILURES = [
    ("ch", TODAY, FAILED, MET), ("ch", TODAY, FAILED[:1], NOT_MET),
    ("de", BEFORE_THE_REFORM, FAILED, MET), ("de", BEFORE_THE_REFORM, FAILED[:1], NOT_MET),
    ("de", TODAY, FAILED[:1], MET), ("de", TODAY, FAILED[1:], NOT_MET),
    ("de", TODAY, (METHADONE,), MET), ("ch", TODAY, (*FAILED[:1], METHADONE), NOT_MET),
]  # fmt: skip


@pytest.mark.parametrize(("country", "on", "tried", "expected"), FAILURES)
def test_treatments_without_result_are_counted(country, on, tried, expected):
    assert state(country, "failed_treatments", on=on, episodes=tried) == expected


@pytest.mark.parametrize("end", list(EpisodeEndReason))
def test_only_an_end_without_result_counts_as_failed(end):
    failed = {"not_effective", "side_effects", "dropped_out"}
    last = episode(date(2023, 1, 1), date(2023, 6, 30), end=end)
    expected = MET if end in failed else NOT_MET
    assert state("ch", "failed_treatments", episodes=(FAILED[0], last)) == expected


@pytest.mark.parametrize(("on", "last", "expected"), [
    (BEFORE_THE_REFORM, date(2023, 6, 30), MET), (BEFORE_THE_REFORM, date(2023, 6, 29), NOT_MET),
    (TODAY, date(2023, 6, 30), MET), (TODAY, date(2023, 6, 29), NOT_MET),
])  # fmt: skip
def test_six_months_of_substitution_are_months_of_the_calendar(on, last, expected):
    tried = (episode(date(2023, 1, 1), last),)
    assert state("de", "failed_substitution", on=on, episodes=tried) == expected


def test_substitution_that_goes_on_counts_from_the_reform_on():
    tried = (episode(date(2023, 1, 1)),)
    assert state("de", "failed_substitution", on=BEFORE_THE_REFORM, episodes=tried) == NOT_MET
    assert state("de", "failed_substitution", episodes=tried) == MET
    for first, expected in ((date(2025, 9, 3), MET), (date(2025, 9, 4), NOT_MET)):
        assert state("de", "failed_substitution", episodes=(episode(first),)) == expected


DOSES = [("intravenous", "60", MET), ("intravenous", "59.999", NOT_MET),
         ("inhaled", "50", MET), ("inhaled", "49.999", NOT_MET)]  # fmt: skip


@pytest.mark.parametrize(("product", "mg", "expected"), DOSES)
def test_methadone_is_high_enough_for_the_route_that_is_wanted(product, mg, expected):
    tried = (episode(date(2025, 1, 1), mg=mg),)
    assert state("nl", "methadone_at_dose", product=product, episodes=tried) == expected


@pytest.mark.parametrize(("first", "last", "expected"), [
    (date(2026, 2, 3), None, MET), (date(2026, 2, 4), None, NOT_MET),
    (date(2025, 2, 1), date(2025, 2, 28), MET), (date(2025, 2, 1), date(2025, 2, 27), NOT_MET),
    (date(2025, 1, 1), date(2025, 1, 31), MET), (date(2025, 1, 1), date(2025, 1, 30), NOT_MET),
    (date(2021, 3, 2), date(2021, 4, 1), MET), (date(2021, 3, 2), date(2021, 3, 31), NOT_MET),
    (date(2021, 3, 1), date(2021, 3, 31), NOT_MET), (date(2020, 1, 1), date(2021, 4, 1), MET),
    (date(2020, 1, 1), date(2021, 3, 31), NOT_MET),
])  # fmt: skip
def test_methadone_for_a_month_unbroken_within_five_years(first, last, expected):
    tried = (episode(first, last),)
    assert state("nl", "methadone_at_dose", episodes=tried) == expected


def test_a_dose_that_was_lowered_for_one_day_breaks_the_month():
    spans = [("2026-02-01", "60"), ("2026-02-20", "50"), ("2026-02-21", "60")]
    doses = tuple(
        DoseSpan(from_on=date.fromisoformat(on), mg_per_day=Decimal(mg)) for on, mg in spans
    )
    broken = replace(METHADONE, started_on=date(2026, 2, 1), doses=doses)
    assert state("nl", "methadone_at_dose", episodes=(broken,)) == NOT_MET
    whole = replace(broken, doses=doses[:1])
    assert state("nl", "methadone_at_dose", episodes=(whole,)) == MET


def test_a_day_on_which_it_was_not_fetched_breaks_the_month():
    tried = (episode(date(2026, 2, 1)),)
    missed = ContactFacts(kind=ContactKind.DISPENSING, on=date(2026, 2, 10), missed=True)
    came = replace(missed, missed=False)
    assert state("nl", "methadone_at_dose", episodes=tried, contacts=(missed,)) == NOT_MET
    assert state("nl", "methadone_at_dose", episodes=tried, contacts=(missed, came)) == MET


def test_one_clinic_taking_over_from_another_does_not_break_the_month():
    tried = (episode(date(2026, 1, 20), date(2026, 2, 9)), episode(date(2026, 2, 10)))
    assert state("nl", "methadone_at_dose", episodes=tried) == MET
    gap = (tried[0], episode(date(2026, 2, 11)))
    assert state("nl", "methadone_at_dose", episodes=gap) == NOT_MET


CONTACTS = [(3, 30), (5, 50), (7, 70), (1, 30), (4, 50), (6, 70)]


@pytest.mark.parametrize(("times", "fewest"), CONTACTS)
def test_contacts_are_enough_for_how_often_somebody_comes(times, fewest):
    given = {"dispensing_days_per_week": times}
    assert state("nl", "contacts", contacts_on_paper=fewest, **given) == MET
    assert state("nl", "contacts", contacts_on_paper=fewest - 1, **given) == NOT_MET


def test_without_knowing_how_often_somebody_comes_contacts_are_not_known():
    assert state("nl", "contacts", dispensing_days_per_week=None) == NOT_KNOWN


def test_contacts_count_once_a_day_in_person_and_within_the_window():
    first = date(2025, 9, 3)  # six months before TODAY, whose own day counts
    days = [first + timedelta(days=6 * n) for n in range(30)]
    seen = tuple(ContactFacts(kind=ContactKind.VISIT, on=day) for day in days)
    given = {"contacts_on_paper": None, "dispensing_days_per_week": 3}
    assert state("nl", "contacts", contacts=seen, **given) == MET
    for less in (
        (*seen[1:], seen[1]),
        (*seen[1:], replace(seen[0], on=first - DAY)),
        (*seen[1:], replace(seen[0], missed=True)),
        (*seen[1:], replace(seen[0], kind=ContactKind.PHONE)),
    ):
        assert state("nl", "contacts", contacts=less, **given) == NOT_MET


@pytest.mark.parametrize(("given", "expected"), [
    (date(2024, 3, 2), MET), (date(2024, 3, 1), NOT_MET), (TODAY, MET), (TODAY + DAY, NOT_KNOWN),
])  # fmt: skip
def test_an_opinion_from_outside_holds_for_two_years(given, expected):
    changes = {"stage": Stage.RENEWAL, "opinions": (opinion(given),)}
    assert state("de", "second_opinion", **changes) == expected


def test_the_last_opinion_counts_and_one_against_is_not_met():
    yes, no = opinion(date(2025, 1, 1)), opinion(date(2025, 6, 1), continues=False)
    for opinions, expected in (((yes, no), NOT_MET), ((yes,), MET), ((), NOT_KNOWN)):
        changes = {"stage": Stage.RENEWAL, "opinions": opinions}
        assert state("de", "second_opinion", **changes) == expected


@pytest.mark.parametrize(("first", "expected"), [(16, MET), (17, NOT_MET)])
def test_the_danes_ask_for_fourteen_days_of_methadone(first, expected):
    tried = (episode(date(2026, 2, first) + DAY),)
    assert state("dk", "days_on_methadone", episodes=tried) == expected


@pytest.mark.parametrize("country", ["nl", "dk"])
def test_who_is_not_in_methadone_now_does_not_start(country):
    assert state(country, "in_methadone", episodes=FAILED) == NOT_MET
    other = (episode(date(2025, 1, 1), treatment=Treatment.BUPRENORPHINE),)
    assert state(country, "in_methadone", episodes=other) == NOT_MET
    assert state(country, "in_methadone", episodes=(METHADONE,)) == MET
