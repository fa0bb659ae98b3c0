"""Overdoses at two units in any order, with every way to get a dose tried all the time.

Whatever is tried: nobody is dosed, and no dose begins, between a press and its releasing review.
"""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.factories.filling.emergency import end, log, release, start
from tests.factories.units import make_units

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.dispensary import use
from vangnet.clinic.dispensary.models import HandOver, Use
from vangnet.clinic.journal.actions import GuardRefused, acting
from vangnet.clinic.reception.models import RoomStay, Visit
from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.recovery.emergency.leaving import leave_with_ambulance
from vangnet.clinic.recovery.emergency.models import ActKind, Emergency, EmergencyReview, Outcome
from vangnet.clinic.recovery.emergency.review import NextDose
from vangnet.clinic.registry.models import RoomState

PATIENT, UNIT = st.integers(0, 1), st.booleans()
MINUTES = st.sampled_from([1, 5, 31, 121, 181, 1440])


class Overdoses(RuleBasedStateMachine):
    """One patient of the home unit, and one who is a guest at the other."""

    units = None  # set by the test

    @initialize()
    def open(self):
        self.around = transaction.atomic()
        self.around.__enter__()
        self.now = self.units.home.now
        self.people = [self.units.home.patient(), self.units.home.patient()]
        self.units.guest(self.people[1])

    def teardown(self):
        if hasattr(self, "around"):
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)
            self.units.home.now = self.units.host.now = self.now

    def _world(self, at_host):
        return self.units.host if at_host else self.units.home

    def _visit(self, who):
        return Visit.objects.filter(patient=self.people[who], closed_at__isnull=True).first()

    def _locked(self, who):
        released = EmergencyReview.objects.filter(releases=True).values("emergency")
        return Emergency.objects.filter(patient=self.people[who]).exclude(pk__in=released).exists()

    def _try(self, call):
        """An attempt: what a guard refuses is an answer as well."""
        try:
            with transaction.atomic():
                return call()
        except (GuardRefused, AssertionError, use.StartTooLate, use.UseNotOpen):
            return None

    @rule(minutes=MINUTES)
    def later(self, minutes):
        self.units.later(minutes=minutes)

    @rule(who=PATIENT)
    def to_the_hatch(self, who):
        """Where the patient is expected; also again, after another dose."""
        world = self._world(who == 1)
        for room in world.unit.rooms.exclude(state=RoomState.READY):
            self._try(lambda r=room: world.unit.rooms.filter(pk=r.pk).update(state="ready"))
        if (visit := self._visit(who)) is None:
            self._try(lambda: world.at_the_hatch(self.people[who]))
        elif visit.stage in ("waiting", "tested", "checked"):
            self._try(lambda: world.check(world.blow(visit)))
            if not RoomStay.objects.filter(visit=visit, until_at__isnull=True).exists():
                self._try(lambda: world.room(visit))

    @rule(who=PATIENT, at_host=UNIT)
    def hand_over(self, who, at_host):
        if (visit := self._visit(who)) is None:
            return
        locked = self._locked(who)
        dose = self._try(lambda: self._world(at_host).hand_over(visit))
        assert not (locked and dose is not None and dose.allowed)

    @rule(who=PATIENT)
    def begin(self, who):
        for open_use in Use.objects.filter(patient=self.people[who], ended_at__isnull=True):
            world, fresh = self._world(who == 1), open_use.started_at is None
            begun = self._try(
                lambda u=open_use, w=world: use.start_use(use=u, by=w.nurse, at=w.now)
            )
            assert not (self._locked(who) and fresh and begun is not None)

    @rule(who=PATIENT, all_of_it=st.booleans())
    def finish(self, who, all_of_it):
        world = self._world(who == 1)
        for one in Use.objects.filter(patient=self.people[who], ended_at__isnull=True):
            given = one.dose_mg if all_of_it and one.started_at else one.dose_mg * 0
            amounts = use.Amounts(given_mg=given, not_used_mg=one.dose_mg - given)
            self._try(
                lambda o=one, a=amounts: use.end_use(
                    use=o, amounts=a, attempts=1, by=world.nurse, at=world.now
                )
            )

    @rule(who=PATIENT)
    def leave(self, who):
        visit, world = self._visit(who), self._world(who == 1)
        if visit is None or visit.stage != "recovering":
            return
        runs = Emergency.objects.filter(patient=self.people[who], ended_at__isnull=True).exists()
        self._try(lambda: world.observe(visit, exit_check=True))
        gone = self._try(lambda: recovery.release(visit=visit, by=world.nurse, at=world.now))
        assert not (runs and gone is not None and gone.departure)

    @rule(who=PATIENT, at_host=UNIT)
    def press(self, who, at_host):
        """From either unit: nobody asks first where the patient belongs."""
        before = Emergency.objects.filter(patient=self.people[who], ended_at__isnull=True).first()
        found = start(self._world(at_host), self.people[who])
        assert before is None or found == before

    @rule(who=PATIENT, kind=st.sampled_from([ActKind.NALOXONE, ActKind.OXYGEN]))
    def touch(self, who, kind):
        for one in Emergency.objects.filter(patient=self.people[who]):
            log(self._world(one.unit == self.units.host.unit), one, kind)

    @rule(who=PATIENT, outcome=st.sampled_from(list(Outcome)))
    def stop(self, who, outcome):
        for one in Emergency.objects.filter(patient=self.people[who], ended_at__isnull=True):
            world = self._world(one.unit == self.units.host.unit)
            ended = end(world, one, outcome, "made up")
            if outcome is Outcome.AMBULANCE:
                leave_with_ambulance(emergency=ended, by=world.nurse, at=world.now)

    @rule(who=PATIENT, next_dose=st.sampled_from([NextDose.AS_ORDERED, NextDose.STAYS_LOCKED]))
    def review(self, who, next_dose):
        for one in Emergency.objects.filter(patient=self.people[who]):
            release(self._world(one.unit == self.units.host.unit), one, next_dose)

    @rule(who=PATIENT, at_host=UNIT)
    def lift_by_hand(self, who, at_host):
        by, now = self._world(at_host).staff["prescriber"], self.units.home.now
        for hold in self.people[who].holds.filter(lifted_at__isnull=True):
            assert consulting.lift_hold(hold=hold, because="x", by=by, at=now) is None

            def lift(hold=hold):
                with acting(str(by.pk)):
                    return consulting.lift_lock(
                        hold=hold, because="x", by=by, at=self.units.home.now
                    )

            assert self._try(lift) is None

    @invariant()
    def nobody_is_dosed_while_locked(self):
        for one in Emergency.objects.filter(patient__in=getattr(self, "people", [])):
            done = one.reviews.filter(releases=True).first()
            until = done.at if done else self.units.home.now + timedelta(days=1)
            assert one.hold.__class__.objects.get(pk=one.hold_id).lifted_at == (
                done.at if done else None
            )
            during = {"patient": one.patient_id}
            assert not HandOver.objects.filter(
                **during, allowed=True, at__gt=one.started_at, at__lt=until
            ).exists()
            begun = Use.objects.filter(
                **during, started_at__gt=one.started_at, started_at__lt=until
            )
            assert not begun.exists()


@pytest.fixture(scope="module")
def two(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_units(uuid4().hex[:8])
        transaction.set_rollback(True)


def test_no_order_of_presses_and_reviews_lets_a_dose_through_at_either_unit(two):
    Overdoses.units = two
    run_state_machine_as_test(
        Overdoses,
        settings=settings(
            max_examples=int(os.environ.get("VANGNET_EXAMPLES", "8")), stateful_step_count=40,
            deadline=None, suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip
