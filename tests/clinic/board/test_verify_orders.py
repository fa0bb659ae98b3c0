"""`vangnet verify` asks every written order again, allowed and refused."""

import pytest
from tests.clinic.board.test_verify import found, sql, unguard
from tests.clinic.consulting.orders.wanting import wanted, write

ALTERED = "The facts tell of another order than the row."


@pytest.fixture
def written(world):
    """One order that was signed, and one that was refused."""
    patient = world.patient()
    world.signed = write(world, patient, wanted(world, (0, 200), (3, 220)))
    world.refused = write(world, patient, wanted(world, (0, 2000)))
    assert world.signed.allowed
    assert not world.refused.allowed
    return world


def test_orders_signed_and_refused_hold(written):
    assert found()["orders"] == []


@pytest.mark.parametrize("statement", [
    "update consulting_order set valid_until = valid_until + 1 where number = 2",
    "update consulting_order set is_restart = true where number = 2",
])  # fmt: skip
def test_an_order_that_is_not_what_was_asked_is_named(written, statement):
    unguard("consulting_order")
    sql(statement)
    assert found()["orders"] == [f"consulting_orderdecision: {ALTERED}"]


def test_a_step_that_was_raised_afterwards_is_named(written):
    unguard("consulting_orderstep")
    sql("update consulting_orderstep set dose_mg = 230, day_mg = 690 where dose_mg = 220")
    assert found()["orders"] == [f"consulting_orderdecision: {ALTERED}"]


def test_an_answer_the_rule_would_not_give_is_named(written):
    unguard("consulting_orderdecision")
    sql(
        "update consulting_orderdecision set reasons = %s where not allowed",
        '[{"reason": "ordering_on_hold", "values": {}}]',
    )
    (words,) = found()["orders"]
    assert "Decided: ordering_on_hold. Asked again: ordering_dose_above_max" in words


def test_facts_that_cannot_be_read_are_named(written):
    unguard("consulting_orderdecision")
    sql("update consulting_orderdecision set facts = facts - 'steps' where allowed")
    (words,) = found()["orders"]
    assert words.endswith("What this decision was made with cannot be read.")
