"""Contacts in a window and attendance: a day counts once, at the edges and just past them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vangnet.rules.ladder import (
    ContactFacts,
    ContactKind,
    DayOfAttendance,
    Run,
    attendance_share,
    contact_days,
    missed_days,
    missed_in_a_row,
)

DAY = timedelta(days=1)
WITHIN = Run(date(2026, 1, 1), date(2026, 1, 31))
K = ContactKind


def contact(day, kind=K.VISIT, *, missed=False):
    return ContactFacts(on=date(2025, 12, 31) + day * DAY, kind=kind, missed=missed)


@pytest.mark.parametrize(("contacts", "days"), [
    ([], 0),
    ([contact(0)], 0), ([contact(1)], 1), ([contact(31)], 1), ([contact(32)], 0),
    ([contact(1, missed=True)], 0),
    ([contact(1), contact(1, K.COUNSELLING)], 1),
    ([contact(1), contact(1, missed=True)], 1),
    ([contact(1), contact(2), contact(3, K.PHONE)], 3),
])  # fmt: skip
def test_contact_days(contacts, days):
    assert contact_days(contacts, within=WITHIN) == days


def test_only_the_kinds_that_are_asked_for_count():
    known = [contact(1, K.DISPENSING), contact(2, K.PHONE), contact(3, K.MEDICAL)]
    assert contact_days(known, within=WITHIN, kinds={K.DISPENSING, K.MEDICAL}) == 2
    assert contact_days(known, within=WITHIN, kinds=set()) == 0


def test_a_day_is_missed_only_when_nobody_was_seen_that_day():
    known = [contact(1, missed=True), contact(2, missed=True), contact(2), contact(40, missed=True)]
    assert missed_days(known, within=WITHIN) == 1


def attended(pattern):
    return [
        DayOfAttendance(on=WITHIN.first_on + n * DAY, came=came == "x")
        for n, came in enumerate(pattern)
    ]


@pytest.mark.parametrize(("pattern", "share", "row"), [
    ("", None, 0), ("x", Decimal(1), 0), (".", Decimal(0), 1), ("x.x.", Decimal("0.5"), 1),
    ("xx..", Decimal("0.5"), 2), ("....", Decimal(0), 4), ("...x", Decimal("0.25"), 0),
])  # fmt: skip
def test_attendance(pattern, share, row):
    assert attendance_share(attended(pattern)) == share
    assert missed_in_a_row(attended(pattern)) == row


CONTACTS = st.lists(
    st.builds(contact, st.integers(-5, 40), st.sampled_from(ContactKind), missed=st.booleans())
)


@given(CONTACTS, CONTACTS)
def test_one_contact_more_never_counts_for_less_and_no_day_is_both(some, more):
    assert contact_days(some, within=WITHIN) <= contact_days(some + more, within=WITHIN)
    together = contact_days(some, within=WITHIN) + missed_days(some, within=WITHIN)
    assert together <= WITHIN.days
