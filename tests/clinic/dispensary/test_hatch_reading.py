"""The one locked read of the hatch tells the gate exactly what the plain reading tells it."""

from contextlib import suppress
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.methadone import (
    bring_back,
    methadone_dose,
    order_in_steps,
    order_methadone,
    take_home,
)
from tests.factories.units import make_units
from tests.factories.world import World, make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind, Order
from vangnet.clinic.consulting.orders.facts import doses_had
from vangnet.clinic.dispensary import facts, goods, hatch, ordered
from vangnet.clinic.dispensary.testing import VisitNotWaiting
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Patient
from vangnet.rules import facts as rule
from vangnet.rules.amounts import Drug

STEPS = {
    "dose": lambda world, visit, dose_mg: _whole_dose(world, visit, dose_mg),
    "blow low": lambda world, visit, _: world.blow(visit, "40"),
    "blow high": lambda world, visit, _: world.blow(visit, "400"),
    "check": lambda world, visit, _: world.check(visit),
    "drowsy": lambda world, visit, _: world.check(visit, score=2, signs=("slurred_speech",)),
    "asleep": lambda world, visit, _: world.check(visit, score=None, asleep=True),
    "room": lambda world, visit, _: world.room(visit),
    "hold": lambda world, visit, _: consulting.put_on_hold(
        patient=visit.patient, kind=HoldKind.SOFT, reason="look first", by=world.nurse,
        owner=world.staff["prescriber"], at=world.now,
    ),
    "order": lambda world, visit, dose_mg: world.order(visit.patient, dose_mg=dose_mg),
    "restart": lambda world, visit, dose_mg: world.order(
        visit.patient, dose_mg=dose_mg, is_restart=True
    ),
    "methadone": lambda world, visit, _: methadone_dose(world, visit),
    "take home": lambda world, visit, _: _take_home(world, visit),
    "methadone order": lambda world, visit, dose_mg: order_methadone(world, visit.patient, "40"),
    "methadone restart": lambda world, visit, _: order_methadone(
        world, visit.patient, "50", is_restart=True
    ),
    "steps": lambda world, visit, dose_mg: order_in_steps(world, visit.patient, dose_mg),
    "stop": lambda world, visit, _: consulting.stop_order(
        order=facts.current_order(visit.patient), reason="test", by=world.staff["prescriber"],
        at=world.now,
    ),
    "next day": lambda world, visit, _: world.later(hours=24),
    "later": lambda world, visit, _: world.later(minutes=20),
}  # fmt: skip


def _whole_dose(world: World, visit: Visit, dose_mg: str) -> None:
    dose = world.hand_over(visit, dose_mg=Decimal(dose_mg))
    if dose.allowed:
        world.use(dose, given_mg=str(dose.dose_mg / 2))


def _take_home(world: World, visit: Visit) -> None:
    if ordered.current_order(visit.patient, Drug.METHADONE):
        kept = take_home(world, visit, start=0, days=3)
        for one in kept.bottles.order_by("for_on")[1:2]:
            bring_back(world, one)


def _both_readings(world: World, visit: Visit) -> None:
    """Of each order of the patient, of one that was replaced, and of none."""
    patient = Patient.objects.get(pk=visit.patient_id)
    replaced = Order.objects.filter(patient=patient, superseded_by__isnull=False).first()
    for order in (*ordered.current_orders(patient), replaced, None):
        _agree(world, visit, patient, order)


def _agree(world: World, visit: Visit, patient: Patient, order: Order | None) -> rule.Facts:
    container, kit = world.containers[0], world.next_kit()
    plain = facts.at_the_hatch(
        facts.Asked(
            unit=world.unit, patient=patient, visit=Visit.objects.get(pk=visit.pk),
            order=order, dose_mg=Decimal(100), container=container, kit=kit,
            by=world.nurse, witness=world.witness, at=world.now,
        )
    )  # fmt: skip
    row = hatch.read(
        actor=world.nurse.pk, request_id=uuid4(), visit=visit.pk,
        order=order.pk if order else None, container=container.pk, kit=kit.pk, at=world.now,
    )  # fmt: skip
    quick = hatch.facts_of(
        row, unit=world.unit, dose_mg=Decimal(100), at=world.now,
        staff=goods.staff_facts(world.nurse, world.witness),
    )  # fmt: skip
    assert quick == plain
    return plain


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(["50", "120.5", "200"])),
        max_size=12,
    )
)
def test_the_two_readings_agree_after_anything_that_happened(db, steps):
    point = transaction.savepoint()
    world = make_world()
    visit = world.check_in(world.patient())
    _both_readings(world, visit)
    for name, dose_mg in steps:
        # An illegal step leaves nothing behind.
        with suppress(VisitNotWaiting, IntegrityError), transaction.atomic():
            STEPS[name](world, visit, dose_mg)
        _both_readings(world, visit)
    transaction.savepoint_rollback(point)


@pytest.mark.django_db
def test_a_visit_at_the_hatch_is_read_alike(world):
    visit = world.at_the_hatch(world.patient())
    _both_readings(world, visit)
    world.use(world.hand_over(visit), given_mg="150.5")
    _both_readings(world, visit)


@pytest.mark.django_db
def test_two_orders_of_which_one_has_steps_are_read_alike(world):
    patient = world.patient()
    order_methadone(world, patient, "60")
    order_in_steps(world, patient, "120")
    visit = world.at_the_hatch(patient)
    _both_readings(world, visit)
    methadone_dose(world, visit)
    _both_readings(world, visit)
    world.check(world.later(minutes=1) and visit)
    dose = world.hand_over(visit, dose_mg=Decimal(120))
    assert dose.allowed, dose.reasons
    _both_readings(world, visit)
    world.use(dose)
    world.later(hours=24)
    _both_readings(world, visit)


@pytest.mark.django_db
def test_bottles_at_home_are_read_alike_on_every_day(world):
    patient = world.patient()
    order_methadone(world, patient, "60")
    visit = world.at_the_hatch(patient)
    kept = take_home(world, visit, start=0, days=3)
    assert kept.allowed, kept.reasons
    _both_readings(world, visit)
    bring_back(world, kept.bottles.get(for_on=visit.clinic_day))
    for _day in range(4):
        _both_readings(world, visit)
        world.later(hours=24)


@pytest.mark.django_db
def test_back_home_a_rise_is_measured_from_what_the_guest_unit_ordered():
    """By the home's order alone nobody would notice that a guest had half of it for a week."""
    units = make_units()
    patient = units.home.patient(dose_mg="200")
    assert units.order(units.guest(patient, 0, 0), dose_mg="100").row
    assert units.dose(units.host, patient, "100").allowed
    assert [one.ordered_mg for one in doses_had(patient, Drug.DIAMORPHINE, units.today)] == [100]
    units.later(hours=24)
    here = ordered.current_order(patient)
    known = _agree(units.home, units.home.at_the_hatch(patient), patient, here)
    assert [one.ordered_mg for one in known.doses] == [100]
