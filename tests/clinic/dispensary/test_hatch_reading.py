"""The one locked read of the hatch tells the gate exactly what the plain reading tells it."""

from contextlib import suppress
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.world import World, make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.dispensary import facts, hatch
from vangnet.clinic.dispensary.testing import VisitNotWaiting
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Patient

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


def _both_readings(world: World, visit: Visit) -> None:
    patient = Patient.objects.get(pk=visit.patient_id)
    container, kit = world.containers[0], world.next_kit()
    plain = facts.at_the_hatch(
        facts.Asked(
            unit=world.unit, patient=patient, visit=Visit.objects.get(pk=visit.pk),
            order=facts.current_order(patient), dose_mg=Decimal(100), container=container, kit=kit,
            by=world.nurse, witness=world.witness, at=world.now,
        )
    )  # fmt: skip
    row = hatch.read(
        actor=world.nurse.pk, request_id=uuid4(), visit=visit.pk, container=container.pk,
        kit=kit.pk, at=world.now,
    )  # fmt: skip
    quick = hatch.facts_of(
        row, unit=world.unit, dose_mg=Decimal(100), at=world.now,
        staff=facts.staff_facts(world.nurse, world.witness),
    )  # fmt: skip
    assert quick == plain


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
