"""Whatever is done in whatever order: nobody is let go before the clock and the check."""

import os
from datetime import timedelta
from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.factories.devices import keep, oximeter, put_on

from vangnet.clinic.devices.frames.measured import Flag
from vangnet.clinic.devices.models import Reading
from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.recovery import answering, known
from vangnet.clinic.recovery.models import Absence, Departure, Observation
from vangnet.rules.alarms import alarm_of

SHORTEST, CHECK_VALID = timedelta(minutes=30), timedelta(minutes=10)
FRESH = timedelta(seconds=20)
MINUTES = st.sampled_from([0, 1, 5, 9, 10, 11, 20, 29, 30, 31])
OXYGEN = st.sampled_from([None, 97, 97, 88, 76, 60, 50])


class AfterTheDose(RuleBasedStateMachine):
    """One person in recovery, staff who do anything at any time, also around the actions."""

    world = None  # set by the test

    @initialize()
    def dose(self):
        self.around = transaction.atomic()
        self.around.__enter__()
        self.start, world = self.world.now, self.world
        self.visit = world.at_the_hatch(world.patient())
        world.use(world.hand_over(self.visit))
        self.device = oximeter(world)
        put_on(world, self.visit, self.device)

    def teardown(self):
        if hasattr(self, "around"):
            self.world.now = self.start
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    @property
    def here(self):
        self.visit.refresh_from_db()
        return self.visit.closed_at is None

    @rule(minutes=MINUTES)
    def later(self, minutes):
        self.world.later(minutes=minutes)

    @rule(
        is_exit=st.booleans(), score=st.sampled_from([0, 0, 0, 1, 2, 3]), oxygen=OXYGEN,
        breaths=st.sampled_from([None, 12, 12, 9, 5]),
        signs=st.sampled_from([(), (), ("confused",)]),
    )  # fmt: skip
    def look(self, is_exit, score, oxygen, breaths, signs):
        if self.here:
            self.world.observe(
                self.visit, exit_check=is_exit, sedation_score=score, spo2_percent=oxygen,
                breaths_per_minute=breaths, signs=signs,
            )  # fmt: skip

    @rule(value=OXYGEN.filter(bool), doubts=st.sampled_from([(), (), (), (Flag.LOW_SIGNAL,)]))
    def device_says(self, value, doubts):
        if self.here:
            keep(self.world, self.device, value=value, flags=doubts)

    @rule(is_gone=st.booleans())
    def see(self, is_gone):
        act = answering.see_gone if is_gone else answering.see_back
        act(visit=self.visit, by=self.world.nurse, at=self.world.now)

    @rule()
    def answer(self):
        room = known.of_visit(self.visit, at=self.world.now) if self.here else None
        if room and (alarm := alarm_of(room)):
            answering.answer(
                visit=self.visit, kind=alarm.kind, what=alarm.what, by=self.world.nurse,
                at=self.world.now,
            )  # fmt: skip
            after = alarm_of(known.of_visit(self.visit, at=self.world.now))
            assert after is not None  # an answer makes it silent, never unseen

    @rule()
    def release(self):
        if self.here:
            recovery.release(visit=self.visit, by=self.world.nurse, at=self.world.now)

    @rule()
    def release_around_the_rule(self):
        """As a faulty program would: the database alone stands in the way."""
        check = Observation.objects.filter(visit=self.visit, is_exit_check=True).last()
        if not self.here or check is None:
            return
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select set_config('vangnet.actor', 'system:test', true)")
                Departure.objects.create(
                    id=uuid4(), unit=self.visit.unit, visit=self.visit, kind="released",
                    patient=self.visit.patient, at=self.world.now, by=self.world.nurse,
                    exit_check=check, reasons=[],
                )  # fmt: skip
                self.must_have_been_ready(Departure.objects.get(visit=self.visit))
                transaction.set_rollback(True)
        except IntegrityError:
            pass

    @invariant()
    def nobody_was_let_go_too_early(self):
        for gone in Departure.objects.filter(visit=self.visit, kind="released"):
            self.must_have_been_ready(gone)

    def must_have_been_ready(self, gone):
        """Counted once more here, from the rows alone, with the demonstration's numbers."""
        ended = max(use.ended_at for use in Use.objects.filter(visit=self.visit))
        check = gone.exit_check
        assert ended + SHORTEST <= gone.at
        assert ended <= check.at <= gone.at <= check.at + CHECK_VALID
        seen = Observation.objects.filter(visit=self.visit, at__gte=check.at, at__lte=gone.at)
        for look in seen.exclude(asks=""):
            assert look.sedation_score <= 1
            assert look.signs == []
            assert (look.spo2_percent or 100) >= 82
            assert (look.breaths_per_minute or 100) >= 8
        self.must_not_have_been_against_a_device(check.at, gone.at)
        last = Absence.objects.filter(visit=self.visit).order_by("at", "pk").last()
        assert last is None or not last.is_gone

    def must_not_have_been_against_a_device(self, checked_at, gone_at):
        sent = Reading.objects.filter(visit=self.visit, flags=[], received_at__lte=gone_at)
        assert all(one.value >= 82 for one in sent.filter(received_at__gte=checked_at))
        fresh = sent.filter(received_at__gt=gone_at - FRESH).order_by("received_at", "pk")
        if fresh:
            moment = fresh.last().received_at
            assert any(one.value >= 82 for one in fresh if one.received_at == moment)


def test_nobody_leaves_before_the_clock_and_the_check(standing):
    AfterTheDose.world = standing
    run_state_machine_as_test(
        AfterTheDose,
        settings=settings(
            max_examples=int(os.environ.get("VANGNET_EXAMPLES", "12")), stateful_step_count=30,
            deadline=None, suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip


def test_the_usual_steps_reach_the_door(trial):
    """The stateful test would prove nothing if nobody could leave."""
    AfterTheDose.world = trial
    machine = AfterTheDose()
    machine.dose()
    try:
        machine.later(30)
        machine.look(True, 0, 97, 12, ())
        machine.device_says(97, ())
        machine.release_around_the_rule()
        machine.release()
        assert Departure.objects.get(visit=machine.visit).kind == "released"
        machine.nobody_was_let_go_too_early()
    finally:
        machine.teardown()
