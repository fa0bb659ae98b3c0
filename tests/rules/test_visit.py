"""The moves a visit can make."""

from itertools import pairwise

import pytest

from vangnet.rules.visit import CLOSED, MOVES, Stage, may_move


def reach(start: Stage) -> set[Stage]:
    found, todo = set(), [start]
    while todo:
        stage = todo.pop()
        new = {b for a, b in MOVES if a is stage} - found
        found |= new
        todo += new
    return found


def test_every_stage_can_be_reached_and_every_open_one_can_end():
    assert reach(Stage.WAITING) | {Stage.WAITING} == set(Stage)
    assert all(reach(stage) & CLOSED for stage in set(Stage) - CLOSED)


@pytest.mark.parametrize("stage", sorted(CLOSED))
def test_a_closed_visit_moves_no_more(stage):
    assert not any(may_move(stage, other) for other in Stage)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Stage.WAITING, Stage.DOSED),
        (Stage.TESTED, Stage.DOSED),
        (Stage.USING, Stage.LEFT),
        (Stage.DOSED, Stage.LEFT),
        (Stage.DOSED, Stage.TURNED_AWAY),
        (Stage.USING, Stage.DOSED),
        (Stage.RECOVERING, Stage.DOSED),
        (Stage.RECOVERING, Stage.TURNED_AWAY),
    ],
)
def test_no_step_is_skipped(a, b):
    assert not may_move(a, b)


def test_a_routine_visit_passes_every_room():
    path = [Stage.WAITING, Stage.TESTED, Stage.CHECKED, Stage.DOSED, Stage.USING,
            Stage.RECOVERING, Stage.LEFT]  # fmt: skip
    assert all(may_move(a, b) for a, b in pairwise(path))
