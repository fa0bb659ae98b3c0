"""Days of a life: both ends belong to it, and an absurd year is no day of anybody's."""

from datetime import date, timedelta

import pytest

from vangnet.rules.days import EARLIEST_ON, DayFault, Life, fault_of_day

BORN, DIED, DAY = date(1970, 5, 1), date(2026, 3, 2), timedelta(days=1)
LIFE = Life(born_on=BORN, died_on=DIED)


@pytest.mark.parametrize(("day", "fault"), [
    (date.min, DayFault.BEFORE_BIRTH), (BORN - DAY, DayFault.BEFORE_BIRTH), (BORN, None),
    (DIED, None), (DIED + DAY, DayFault.AFTER_DEATH), (date.max, DayFault.AFTER_DEATH),
])  # fmt: skip
def test_a_day_lies_between_birth_and_death(day, fault):
    assert fault_of_day(day, LIFE) is fault


def test_where_no_birth_date_is_known_a_plain_floor_holds():
    assert fault_of_day(EARLIEST_ON, Life()) is None
    assert fault_of_day(EARLIEST_ON - DAY, Life()) is DayFault.BEFORE_BIRTH
    assert fault_of_day(EARLIEST_ON - DAY, Life(born_on=date(1, 1, 1))) is DayFault.BEFORE_BIRTH
