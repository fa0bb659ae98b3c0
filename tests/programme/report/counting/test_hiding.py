"""Small counts in a public copy: hidden, and not to be worked out from what stands beside them."""

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.programme.report.example import report

from vangnet.programme.report.counting.copies import _sums
from vangnet.programme.report.counting.hiding import FEWEST, Sum, Told, telling
from vangnet.programme.report.lines import few

HIDDEN = (Told.FEWER_THAN_FIVE, Told.HELD_BACK)
WHOLE = Sum(whole="all", parts=("a", "b", "c"))


@pytest.mark.parametrize(("counts", "hidden"), [
    ({"a": 0, "b": 9, "c": 12, "all": 21}, set()),
    ({"a": 3, "b": 9, "c": 12, "all": 24}, {"a", "b"}),
    ({"a": 3, "b": 2, "c": 12, "all": 17}, {"a", "b"}),
    ({"a": 1, "b": 1, "c": 12, "all": 14}, {"a", "b", "c"}),  # 2 can be 1 and 1 only
    ({"a": 4, "b": 4, "c": 12, "all": 20}, {"a", "b", "c"}),  # and 8 is 4 and 4 only
    ({"a": 1, "b": 5, "c": 0, "all": 6}, {"a", "b", "all"}),  # 5 is the least that is held back
    ({"a": 3, "b": 0, "c": 0, "all": 3}, {"a", "all"}),
])  # fmt: skip
def test_what_is_hidden_beside_a_small_count(counts, hidden):
    told = telling(counts, [WHOLE])
    assert {name for name, how in told.items() if how in HIDDEN} >= hidden
    assert told["a"] is (Told.FEWER_THAN_FIVE if counts["a"] else Told.PLAINLY)


def test_where_all_is_small_even_the_marks_are_taken_back():
    counts = {"a": 1, "b": 1, "c": 1, "all": 3}
    told = telling(counts, [WHOLE])
    assert told["all"] is Told.FEWER_THAN_FIVE, "1, 1 and 1, or 1, 1 and 2"
    nested = {**counts, "d": 1, "wide": 4}
    told = telling(nested, [WHOLE, Sum(whole="wide", parts=("all", "d"))])
    assert told["wide"] is Told.HELD_BACK, "fewer than 5 of all these together says which"


def possible(counts, told, sums, name):
    """By trying everything: the numbers that a hidden count could be, for who reads the copy."""
    hidden = [one for one, how in told.items() if how in HIDDEN]
    most = max(counts.values()) + 6
    # Who knows how it is made knows that a count held back is 0, or 5 and more, unless even the
    # small ones bear that mark.
    is_blank = any(told[one] is Told.HELD_BACK and 0 < counts[one] < FEWEST for one in hidden)
    ranges = [
        range(1, FEWEST) if told[one] is Told.FEWER_THAN_FIVE
        else [n for n in range(most) if is_blank or n == 0 or n >= FEWEST]
        for one in hidden
    ]  # fmt: skip
    found = set()
    for guess in product(*ranges):
        tried = {**counts, **dict(zip(hidden, guess, strict=True))}
        if all(
            tried[one.whole] == sum(tried[p] for p in one.parts) - sum(tried[p] for p in one.less)
            for one in sums
        ):
            found.add(tried[name])
    return found


@given(st.lists(st.integers(0, 9), min_size=3, max_size=3), st.integers(0, 9))
@settings(max_examples=150)
@example(parts=[0, 1, 5], more=0)  # 6 of which 1 to 4, and the others 0 or 5 and more: 1
def test_nobody_can_work_out_a_hidden_count(parts, more):
    counts = {**dict(zip("abc", parts, strict=True)), "all": sum(parts), "d": more,
              "wide": sum(parts) + more}  # fmt: skip
    sums = [WHOLE, Sum(whole="wide", parts=("all", "d"))]
    told = telling(counts, sums)
    for name, how in told.items():
        assert how is not Told.PLAINLY or not 0 < counts[name] < FEWEST
        if how is not Told.PLAINLY and 0 < counts[name] < FEWEST:
            assert len(possible(counts, told, sums, name)) > 1, (name, counts, told)


def test_a_flow_gives_nobody_away():
    counts = {"was": 68, "came": 8, "left": 3, "now": 73}
    told = telling(counts, [Sum(whole="now", parts=("was", "came"), less=("left",))])
    assert told["left"] is Told.FEWER_THAN_FIVE
    assert Told.HELD_BACK in told.values()


def test_a_public_report_tells_no_small_number_and_the_own_copy_tells_them_all():
    own, public = report(), report(public=True)
    lines = {line.key: line for group in public.groups for line in group.lines}
    small = {name for name, count in own.copy.counts.items() if 0 < count < FEWEST}
    assert len(small) >= 5, "the example has some"
    for name in small & set(lines):
        assert lines[name].value == few() or name.startswith("event")
        assert lines[name].raw is None
    assert not any(line.is_hidden for group in own.groups for line in group.lines)
    told = {name for name in public.copy.counts if public.copy.tells(name)}
    for one in _sums(public.copy.counts):
        untold = [name for name in one.names() if name not in told]
        assert len(untold) != 1, f"{untold} follows from the others of {one}"
