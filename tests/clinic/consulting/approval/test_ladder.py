"""Any order of steps of one newcomer, legal or not: no dose without every rung below it.

The model knows nothing of the rules' inner working: it keeps what really happened, and asks that
nobody who lacks a rung was ever handed anything. VANGNET_EXAMPLES asks for more than usual.
"""

import os
from datetime import date, timedelta

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
from tests.clinic.consulting.approval.people import (
    decide,
    newcomer,
    on_methadone,
    paper,
    refer,
    today,
)

from vangnet.clinic.consulting.approval import actions, facts
from vangnet.clinic.consulting.approval.actions import NewDecision
from vangnet.clinic.consulting.models import Approval, EligibilityDecision, Episode
from vangnet.clinic.journal.actions import GuardRefused, acting
from vangnet.rules.criteria import ApprovedBy, Stage
from vangnet.rules.eligibility import State
from vangnet.rules.eligibility.deciding import Outcome
from vangnet.rules.protocol import load_country

CODES = [one.code for one in load_country("nl").criteria if Stage.START in one.stages]
DAYS = st.sampled_from([0, 1, 29, 30, 31, 200])
STATES = st.sampled_from([State.MET, State.MET, State.MET, State.NOT_MET, State.NOT_KNOWN])
FOUND = {
    "dependence": {"found_on": date(2000, 1, 1)},
    "contacts": {"found_number": 70, "per_week": 7},
}


class Rungs(RuleBasedStateMachine):
    world = None  # set by the test

    @initialize()
    def register(self):
        self.around = transaction.atomic()
        self.around.__enter__()
        self.began = self.world.now
        self.patient = newcomer(self.world)
        self.allowed = False

    def teardown(self):
        if not hasattr(self, "around"):
            return
        self.world.now = self.began
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @property
    def referral(self):
        return facts.open_referral(self.patient)

    @rule(days=DAYS)
    def wait(self, days):
        self.world.later(days=days)

    @rule(mg=st.sampled_from(["80", "80", "59"]), ago=st.sampled_from([0, 20, 40, 40]))
    def begin_methadone(self, mg, ago):
        if not Episode.objects.filter(patient=self.patient).exists():
            since = today(self.world) - timedelta(days=ago)
            on_methadone(self.world, self.patient, since=since, mg=mg)

    @rule(stage=st.sampled_from(Stage))
    def ask(self, stage):
        refer(self.world, self.patient, stage=stage)

    @rule(code=st.sampled_from(CODES), state=STATES)
    def look_at_a_paper(self, code, state):
        self._keep([code], state)

    @rule(but=st.sampled_from([*CODES, None, None, None]))
    def look_at_all_papers(self, but):
        self._keep([code for code in CODES if code != but], State.MET)

    def _keep(self, codes, state):
        if self.referral:
            new = [paper(self.world, code, state, **FOUND.get(code, {})) for code in codes]
            actions.record_evidence(
                referral=self.referral, new=new, by=self.world.nurse, at=self.world.now
            )

    @rule(outcome=st.sampled_from([Outcome.APPROVE, Outcome.APPROVE, Outcome.REFUSE]))
    def decide(self, outcome):
        if self.referral:
            decide(self.world, self.referral, outcome=outcome, words="Said")

    @rule()
    def write_an_approval_without_a_decision(self):
        """The way around: straight at the table, by whatever decision there is."""
        last = EligibilityDecision.objects.filter(patient=self.patient).last()
        if last is None or last.outcome == Outcome.APPROVE:
            return
        new = NewDecision(
            outcome=Outcome.APPROVE, approved_by=ApprovedBy.OWN_PHYSICIAN,
            valid_from=today(self.world), valid_until=today(self.world),
        )  # fmt: skip
        with (
            pytest.raises(GuardRefused, match="approval_comes_from_a_decision"),
            acting("system:t"),
        ):
            actions._approve(last, new, by=self.world.staff["prescriber"], at=self.world.now)

    @rule()
    def order(self):
        self.world.order(self.patient)

    @rule()
    def try_a_dose(self):
        """Up to the gate and through it, if it lets; then as if nothing had happened."""
        with transaction.atomic():
            self.order()
            answer = self.world.hand_over(self.world.at_the_hatch(self.patient))
            transaction.set_rollback(True)
        running = facts.running_approval(self.patient, on=today(self.world))
        assert running is not None or not answer.allowed
        self.allowed = self.allowed or answer.allowed

    @invariant()
    def no_dose_and_no_approval_without_every_rung(self):
        if not hasattr(self, "patient"):
            return
        for approval in Approval.objects.filter(patient=self.patient):
            decision = approval.decision
            assert decision.outcome == Outcome.APPROVE
            assert decision.met == decision.criteria >= len(load_country("nl").criteria) // 2
            papers = decision.referral.evidence.filter(state="met")
            asked = {one["code"] for one in decision.assessment["findings"]}
            assert asked <= set(papers.values_list("criterion", flat=True))
            if decision.referral.stage == Stage.START:
                assert asked == set(CODES)
                assert Episode.objects.filter(patient=self.patient, treatment="methadone").exists()


def test_no_order_of_steps_gives_a_dose_without_every_rung(standing):
    Rungs.world = standing
    run_state_machine_as_test(
        Rungs,
        settings=settings(
            max_examples=int(os.environ.get("VANGNET_EXAMPLES", "10")), stateful_step_count=16,
            deadline=None, suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip


def test_every_rung_in_turn_reaches_a_dose(trial):
    """The stateful test would prove nothing if its steps led nowhere."""
    Rungs.world = trial
    rungs = Rungs()
    rungs.register()
    try:
        rungs.begin_methadone("80", 40)
        rungs.ask(Stage.START)
        rungs.look_at_all_papers(None)
        rungs.decide(Outcome.APPROVE)
        rungs.order()
        rungs.try_a_dose()
        assert rungs.allowed
        rungs.no_dose_and_no_approval_without_every_rung()
    finally:
        rungs.teardown()
