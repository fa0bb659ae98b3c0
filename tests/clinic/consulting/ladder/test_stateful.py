"""Years on the ladder in any order, with calls that are right and calls that are not.

Whatever is tried: no treatment twice at one time, no end before its start, no order of HAT after
an exit without a new approval, nothing at all after a death, and whatever an action writes, the
guards of the database agree with. VANGNET_EXAMPLES asks for more than the usual number.
"""

import os
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from uuid import uuid4

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
from tests.clinic.consulting.ladder.people import METHADONE_ORDER, TODAY, settle

from vangnet.clinic.consulting.ladder import actions, leaving
from vangnet.clinic.consulting.ladder import facts as ladder
from vangnet.clinic.consulting.models import Episode
from vangnet.clinic.journal.actions import GuardRefused
from vangnet.rules.ladder import (
    DoseSpan,
    EpisodeEndReason,
    EpisodeFacts,
    Follows,
    Treatment,
    overlap,
)

AGO = st.sampled_from([400, 100, 31, 30, 7, 1, 0, 0, -1])
TREATMENTS = st.sampled_from([Treatment.METHADONE, Treatment.HAT, Treatment.HAT, Treatment.OTHER])
PROVIDERS = st.sampled_from(["", "", "North"])
REASONS = st.sampled_from([*EpisodeEndReason, *[EpisodeEndReason.OWN_CHOICE] * 10])
NO_ORDER = ("the_dead_have_no_order", "hat_after_an_exit_needs_an_approval")
MG = st.sampled_from(["60", "0", "-1"])


class Years(RuleBasedStateMachine):
    world = None  # set by the test

    @initialize()
    def open(self):
        self.around = transaction.atomic()
        self.around.__enter__()
        self.start = self.world.now
        self.patient = self.world.patient()
        self.left = self.approved_since = False

    def teardown(self):
        if hasattr(self, "around"):
            self.world.now = self.start
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    @property
    def today(self):
        return TODAY + (self.world.now - self.start)

    def by(self):
        return {"by": self.world.staff["prescriber"], "at": self.world.now}

    def any_of(self, rows, number):
        found = list(rows)
        return found[number % len(found)] if found else None

    def one(self, treatment, provider, start, end, mg):
        began = self.today - timedelta(days=start)
        return EpisodeFacts(
            treatment=treatment, provider=provider, started_on=began,
            ended_on=None if end is None else self.today - timedelta(days=end),
            end_reason=None if end is None else EpisodeEndReason.NOT_EFFECTIVE,
            doses=(DoseSpan(from_on=began, mg_per_day=Decimal(mg)),),
        )  # fmt: skip

    @rule(days=st.sampled_from([1, 7, 30]))
    def later(self, days):
        self.world.later(days=days)

    @rule(treatment=TREATMENTS, provider=PROVIDERS, start=AGO, end=st.none() | AGO, mg=MG)
    def begin(self, treatment, provider, start, end, mg):
        new = self.one(treatment, provider, start, end, mg)
        actions.begin_episode(patient=self.patient, new=new, request_id=uuid4(), **self.by())

    @rule()
    def enter_hat(self):
        new = EpisodeFacts(treatment=Treatment.HAT, started_on=self.today)
        actions.begin_episode(patient=self.patient, new=new, request_id=uuid4(), **self.by())

    @rule(which=st.integers(0, 5), ago=AGO, mg=MG)
    def dose(self, which, ago, mg):
        if kept := self.any_of(Episode.objects.filter(patient=self.patient), which):
            new = DoseSpan(from_on=self.today - timedelta(days=ago), mg_per_day=Decimal(mg))
            actions.record_dose(episode=kept, dose=new, **self.by())

    @rule(which=st.integers(0, 5), ago=AGO, reason=REASONS)
    def end(self, which, ago, reason):
        if kept := self.any_of(Episode.objects.filter(patient=self.patient), which):
            on = self.today - timedelta(days=ago)
            actions.end_episode(episode=kept, ended_on=on, reason=reason, **self.by())

    @rule(
        which=st.integers(0, 5), never=st.booleans(), treatment=TREATMENTS, provider=PROVIDERS,
        start=AGO, end=st.none() | AGO,
    )  # fmt: skip
    def correct(self, which, never, treatment, provider, start, end):
        if kept := self.any_of(Episode.objects.filter(patient=self.patient), which):
            new = None if never else self.one(treatment, provider, start, end, "60")
            actions.correct_episode(
                episode=kept, new=new, why="test", request_id=uuid4(), **self.by()
            )

    @rule(
        ago=st.sampled_from([0, 0, 1, 30, -1]), reason=REASONS, follows=st.sampled_from(Follows),
        provider=PROVIDERS,
    )  # fmt: skip
    def leave(self, ago, reason, follows, provider):
        on = self.today - timedelta(days=ago)
        new = leaving.NewExit(ended_on=on, reason=reason, follows=follows, provider=provider)
        answer = leaving.leave_treatment(
            patient=self.patient, new=new, request_id=uuid4(), **self.by()
        )
        if answer.row:
            self.left, self.approved_since = True, False

    @rule()
    def leave_for_methadone_here(self):
        self.leave(0, EpisodeEndReason.OWN_CHOICE, Follows.METHADONE_HERE, "")

    @rule(which=st.integers(0, 3))
    def take_back(self, which):
        if kept := self.any_of(ladder.exits_of(self.patient), which):
            leaving.take_back_exit(kept=kept, why="test", request_id=uuid4(), **self.by())
            self.left = ladder.exits_of(self.patient).exists()

    @rule(methadone=st.booleans())
    def order(self, methadone):
        try:
            self.world.order(self.patient, **(METHADONE_ORDER if methadone else {}))
        except GuardRefused as refused:
            if refused.rule not in NO_ORDER:
                raise

    @rule(days=st.sampled_from([0, 300]))
    def approve(self, days):
        try:
            with transaction.atomic():
                self.world.approve(self.patient, valid_until=self.today + timedelta(days=days))
            self.approved_since = True
        except AssertionError:
            pass  # a rung is not there: nobody is let in
        except GuardRefused as refused:
            if refused.rule != "the_dead_have_no_approval":
                raise

    @invariant()
    def the_guards_agree(self):
        if hasattr(self, "around"):
            settle()

    @invariant()
    def no_treatment_runs_twice_and_none_ends_before_it_began(self):
        if not hasattr(self, "around"):
            return
        standing = ladder.episodes_of(self.patient)
        assert not any(overlap(one, other) for one, other in combinations(standing, 2))
        running = [one.treatment for one in standing if one.ended_on is None]
        assert len(running) == len(set(running))
        for one in standing:
            assert one.ended_on is None or one.started_on <= one.ended_on <= self.today
            assert all(
                one.started_on <= dose.from_on <= (one.ended_on or self.today) for dose in one.doses
            )

    @invariant()
    def whoever_left_has_no_order_of_hat_before_a_new_approval(self):
        if hasattr(self, "around") and self.left and not self.approved_since:
            orders = ladder.open_orders(self.patient, on=self.today, only_hat=True)
            assert not orders.exists()

    @invariant()
    def the_dead_have_nothing(self):
        if not hasattr(self, "around"):
            return
        if ladder.has_died(ladder.episodes_of(self.patient)):
            assert not ladder.open_orders(self.patient, on=self.today, only_hat=False).exists()


def test_no_way_through_the_years_leaves_the_ladder_broken(standing):
    Years.world = standing
    run_state_machine_as_test(
        Years,
        settings=settings(
            max_examples=int(os.environ.get("VANGNET_EXAMPLES", "15")),
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
            deadline=None,
            print_blob=True,
        ),
    )


def test_the_usual_steps_lead_into_hat_and_out_of_it(trial):
    """The stateful test would prove nothing if its steps were all refused."""
    Years.world = trial
    years = Years()
    years.open()
    try:
        years.enter_hat()
        years.later(7)
        years.leave_for_methadone_here()
        assert years.left
        years.order(methadone=False)
        assert not ladder.open_orders(years.patient, on=years.today, only_hat=True).exists()
        years.approve(300)
        years.order(methadone=False)
        years.enter_hat()
        assert ladder.exit_of(years.patient) is None
        assert ladder.open_orders(years.patient, on=years.today, only_hat=True).exists()
    finally:
        years.teardown()
