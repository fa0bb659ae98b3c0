"""Whatever is tried in whatever order: no clinic day has doses of two units, one enrolment runs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.units import Units, make_units

from vangnet.clinic.consulting.models import Enrolment, GuestPermission, Transfer
from vangnet.clinic.dispensary import facts, hatch
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.here import is_expected
from vangnet.clinic.registry.models import Patient
from vangnet.rules.amounts import Drug
from vangnet.rules.moving import Answer


class Between:
    """Two units and one patient of the first; each method is one attempt, legal or not."""

    def __init__(self, units: Units) -> None:
        self.units, self.patient = units, units.home.patient()

    def worlds(self, first: bool) -> tuple[Any, Any]:
        units = self.units
        return (units.home, units.host) if first else (units.host, units.home)

    def dose(self, first: bool, _day: int) -> None:
        world, _other = self.worlds(first)
        known = Patient.objects.get(pk=self.patient.pk)
        day = clinic_day_of(world.unit, at=world.now)
        if is_expected(known, unit=world.unit, day=day):
            self.units.dose(world, known, "100")
            self.units.later(hours=4)

    def permit(self, first: bool, day: int) -> None:
        here, there = self.worlds(first)
        granted = self.units.permit(self.patient, day, day + 1, at=here, to=there)
        if granted.row:
            self.units.order(granted.row, at=there)

    def cut(self, first: bool, day: int) -> None:
        here, _other = self.worlds(first)
        for permission in GuestPermission.objects.filter(patient=self.patient):
            self.units.cut(permission, day - 1, at=here)

    def transfer(self, first: bool, day: int) -> None:
        here, there = self.worlds(first)
        self.units.transfer(self.patient, day, at=here, to=there)

    def answer(self, first: bool, day: int) -> None:
        here, _other = self.worlds(first)
        for one in Transfer.objects.filter(patient=self.patient):
            chosen = Answer.TAKEN_BACK if day == 0 else Answer.ACCEPTED
            self.units.answer(one, chosen, at=here)

    def take_over(self, first: bool, _day: int) -> None:
        here, _other = self.worlds(first)
        for one in Transfer.objects.filter(patient=self.patient):
            self.units.take_over(one, at=here)

    def order(self, first: bool, _day: int) -> None:
        here, _other = self.worlds(first)
        known = Patient.objects.select_related("unit").get(pk=self.patient.pk)
        if known.unit_id == here.unit.pk:
            here.order(known, valid_from=self.units.today)

    def tomorrow(self, _first: bool, _day: int) -> None:
        self.units.later(hours=20)

    def attempt(self, name: str, first: bool, day: int) -> None:
        step: Callable[[bool, int], None] = getattr(self, name)
        with transaction.atomic():
            step(first, day)

    def holds(self) -> None:
        allowed = HandOver.objects.filter(patient=self.patient, allowed=True)
        units_a_day: dict[Any, set[Any]] = {}
        for day, unit in allowed.values_list("clinic_day", "unit"):
            units_a_day.setdefault(day, set()).add(unit)
        assert all(len(units) == 1 for units in units_a_day.values()), units_a_day
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
        running = Enrolment.objects.filter(patient=self.patient, ended_at=None)
        assert running.count() <= 1
        home = Patient.objects.get(pk=self.patient.pk).unit_id
        assert all(one.unit_id == home for one in running)

    def both_readings(self) -> None:
        """The hatch's reading of the place and the plain one, seen from both units."""
        from vangnet.clinic.consulting.moving.place import place_facts, place_of

        known = Patient.objects.get(pk=self.patient.pk)
        for world in (self.units.home, self.units.host):
            day = clinic_day_of(world.unit, at=world.now)
            asked = facts.Asked(
                unit=world.unit, patient=known, visit=None, order=None, dose_mg=1, container=None,
                kit=None, by=world.nurse, witness=None, at=world.now,
            )  # fmt: skip
            plain = place_facts(
                known, unit=world.unit, day=day, drug=Drug.DIAMORPHINE,
                dosed_at=facts._dosed_at(asked, day),
            )  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute(
                    "select consulting_place(%s, %s, %s)::text", [known.pk, world.unit.pk, day]
                )
                row = hatch.json.loads(cursor.fetchone()[0])
            assert place_of(row, drug=Drug.DIAMORPHINE) == plain


NAMES = ["dose", "permit", "cut", "transfer", "answer", "take_over", "order", "tomorrow"]
steps = st.tuples(
    st.sampled_from([*NAMES, "dose", "dose", "tomorrow"]), st.booleans(), st.integers(0, 2)
)


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.lists(steps, max_size=14))
def test_no_day_has_doses_of_two_units_and_at_most_one_enrolment_runs(db, tried):
    point = transaction.savepoint()
    between = Between(make_units())
    for name, first, day in tried:
        between.attempt(name, first, day)  # a guard that refuses what the rule allowed is a fault
        between.holds()
        between.both_readings()
    transaction.savepoint_rollback(point)
