"""An order's dated steps: signed with it, inside it, and what it says on a day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from vangnet.clinic.consulting.actions import NewStep
from vangnet.clinic.consulting.models import OrderStep
from vangnet.clinic.journal.actions import acting

FIRST = date(2026, 1, 1)


def step(day: int, mg: int) -> NewStep:
    return NewStep(
        from_on=FIRST + timedelta(days=day), dose_mg=Decimal(mg), doses_per_day=2,
        day_mg=Decimal(2 * mg),
    )  # fmt: skip


def said(order, day):
    with connection.cursor() as cursor:
        cursor.execute("select * from consulting_order_on(%s, %s)", [order.pk, day])
        return cursor.fetchone()


def test_an_order_says_its_own_amounts_or_those_of_the_step_in_force(world):
    patient = world.patient(dose_mg="100", doses_per_day=2)
    plain = patient.orders.get()
    assert said(plain, FIRST) == (100, 2, 200)
    stepped = world.order(patient, dose_mg="10", valid_from=FIRST, steps=(step(0, 10), step(2, 20)))
    days = [said(stepped, FIRST + timedelta(days=n))[0] for n in range(4)]
    assert days == [10, 10, 20, 20]


@pytest.mark.parametrize("on", [-1, 4])
def test_a_step_outside_the_days_of_its_order_is_refused(world, on):
    patient = world.patient()
    with pytest.raises(DatabaseError, match="order_step_lies_within_its_order"):
        world.order(
            patient, valid_from=FIRST, valid_until=FIRST + timedelta(days=3),
            steps=(step(0, 10), step(on, 20)),
        )  # fmt: skip


def test_no_step_is_added_to_a_signed_order(world):
    order = world.order(world.patient(), valid_from=FIRST, steps=(step(0, 10),))
    late = step(1, 200)
    with (
        pytest.raises(DatabaseError, match="order_step_is_signed_with_its_order"),
        transaction.atomic(),
        acting("system:test"),
    ):
        OrderStep.objects.create(
            order=order, from_on=late.from_on, dose_mg=late.dose_mg, doses_per_day=2,
            day_mg=late.day_mg,
        )  # fmt: skip


def test_an_order_whose_first_step_is_not_its_first_day_is_not_kept(world):
    patient = world.patient()
    with pytest.raises(DatabaseError, match="order_has_all_its_steps"), transaction.atomic():
        world.order(patient, valid_from=FIRST, steps=(step(1, 10),))
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def test_methadone_beside_diamorphine_is_a_chain_of_its_own(world):
    patient = world.patient()
    diamorphine = patient.orders.get()
    methadone = world.order(
        patient, dose_mg="60", doses_per_day=1, drug="methadone", salt_form="hydrochloride",
        route="oral",
    )  # fmt: skip
    assert methadone.supersedes is None
    assert methadone.number == diamorphine.number + 1
    assert world.order(patient).supersedes == diamorphine
