"""By when a hold is looked at again: the review of the protocol, the approval, else a year."""

from datetime import date

import pytest

from vangnet.rules.holds import look_again_latest

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(("months", "approved_until", "latest"), [
    (3, None, date(2026, 6, 2)), (3, date(2026, 5, 1), date(2026, 5, 1)),
    (3, date(2027, 1, 1), date(2026, 6, 2)), (None, date(2026, 9, 1), date(2026, 9, 1)),
    (None, TODAY, TODAY), (None, date(2026, 3, 1), date(2027, 3, 2)),
    (None, None, date(2027, 3, 2)),
])  # fmt: skip
def test_the_sooner_of_the_two_holds_and_a_year_where_there_is_neither(
    months, approved_until, latest
):
    assert look_again_latest(TODAY, review_months=months, approved_until=approved_until) == latest
