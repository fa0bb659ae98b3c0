"""Whole visits of several people at once, in any order, with legal and illegal calls.

Whatever is tried: no dose that the rules forbid, no milligram lost, nobody twice, nothing beside
the journal. VANGNET_EXAMPLES asks for more than the usual number of days.
"""

import os
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Count, Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.clinic.dispensary.ward import Ward

from vangnet.clinic.board.verify.command import run as verify
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.dispensary.models import HandOver, Use
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.reception.models import RoomStay, Visit
from vangnet.clinic.vault import facts as vault
from vangnet.clinic.vault.models import Account
from vangnet.rules.facts_json import facts_from_json
from vangnet.rules.gate import may_dispense

WHO = st.integers(0, 2)
DOSES = st.sampled_from(["200", "200", "150", "80.5", "0.001", "300", "400.001", "0", "0.0001"])
SHARES = st.sampled_from([Decimal(0), Decimal("0.333"), Decimal("0.5"), Decimal(1), Decimal(1)])
MINUTES = st.sampled_from([0, 1, 5, 10, 14, 15, 16, 30, 31, 60, 181, 181, 600, 1440, 4320, 7200])


class Days(RuleBasedStateMachine):
    world = None  # set by the test

    @initialize(people=st.integers(2, 3))
    def open(self, people):
        self.around = transaction.atomic()
        self.around.__enter__()
        self.ward = Ward(self.world, people)
        self.replayed = set()

    def teardown(self):
        if not hasattr(self, "around"):
            return
        try:
            problems = [problem for check in verify() for problem in check.problems]
            assert problems == []
        finally:
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    # Legal steps come often enough that days get somewhere.

    @rule(who=WHO, steps=st.integers(1, 8))
    def walk(self, who, steps):
        for _ in range(steps):
            self._next(who)

    def _next(self, who):
        ward, visit = self.ward, self.ward.visit(who)
        if visit is None or visit.closed_at:
            return ward.check_in(who)
        used = ward.open_use(who)
        if visit.stage == "waiting":
            return ward.blow(visit, "0")
        if visit.stage == "tested":
            return ward.check(visit, 0, False, ())
        if visit.stage == "checked":
            ward.room(visit, who)
            return ward.hand_over(visit)
        if visit.stage == "dosed":
            return ward.start(used)
        if visit.stage == "using":
            ward.world.later(minutes=5)
            return ward.end(used, Decimal(1), Decimal(0), Decimal(0))
        ward.world.later(minutes=30)
        ward.observe(visit, 0, False, True)
        ward.release(visit)
        return ward.world.clean_rooms()

    @rule(minutes=MINUTES)
    def later(self, minutes):
        self.ward.world.later(minutes=minutes)

    # Anything at any time.

    @rule(who=WHO)
    def check_in(self, who):
        self.ward.check_in(who)

    @rule(who=WHO, reading=st.sampled_from(["0", "249.999", "250", "250.001", "600"]))
    def blow(self, who, reading):
        if visit := self.ward.visit(who):
            self.ward.blow(visit, reading)

    @rule(
        who=WHO, score=st.sampled_from([0, 0, 1, 2, 3, None]), asleep=st.booleans(),
        signs=st.sampled_from([(), (), ("slurred_speech",)]),
    )  # fmt: skip
    def check(self, who, score, asleep, signs):
        if visit := self.ward.visit(who):
            self.ward.check(visit, score, asleep, signs)

    @rule(who=WHO, number=st.integers(0, 2))
    def room(self, who, number):
        if visit := self.ward.visit(who):
            self.ward.room(visit, number)

    @rule(
        who=WHO, dose_mg=DOSES, container=st.sampled_from([0, 0, 1, "small", None]),
        kit=st.sampled_from(["fresh", "fresh", "used", None]),
        witness=st.sampled_from(["second_nurse"] * 3 + ["nurse", "desk", "pharmacist", None]),
        reads=st.sampled_from(["same", "same", "same", "other"]),
    )  # fmt: skip
    def hand_over(self, who, dose_mg, container, kit, witness, reads):
        ward, visit = self.ward, self.ward.visit(who)
        if visit is None:
            return
        used = HandOver.objects.filter(kit__isnull=False, unit=ward.world.unit).first()
        mg = Decimal(dose_mg)
        ward.hand_over(
            visit, dose_mg=mg,
            container={None: None, "small": ward.small}.get(
                container, ward.world.containers[container if container in (0, 1) else 0]
            ),
            kit=None if kit is None or (kit == "used" and used is None)
            else used.kit if kit == "used" else ward.world.next_kit(),
            witness=ward.world.signature(witness) if witness else None,
            witness_read_mg=mg if reads == "same" else mg + 1,
        )  # fmt: skip

    @rule(who=WHO, dose_mg=st.sampled_from(["60", "60", "40.5", "120", "120.001"]))
    def methadone(self, who, dose_mg):
        if visit := self.ward.visit(who):
            self.ward.methadone(visit, Decimal(dose_mg))

    @rule(who=WHO, dose_mg=st.sampled_from(["60", "60", "120", "200"]))
    def order_methadone(self, who, dose_mg):
        self.ward.order_methadone(who, dose_mg)

    @rule()
    def the_same_request_again(self):
        self.ward.ask_again()

    @rule(who=WHO)
    def start(self, who):
        if used := self.ward.open_use(who):
            self.ward.start(used)

    @rule(
        who=WHO, given=SHARES, spilt=SHARES,
        lost=st.sampled_from([Decimal(0), Decimal(0), Decimal(1)]),
    )  # fmt: skip
    def end(self, who, given, spilt, lost):
        if used := self.ward.open_use(who):
            self.ward.end(used, given, spilt, lost)

    @rule(who=WHO, score=st.integers(0, 3), asleep=st.booleans(), exit_check=st.booleans())
    def observe(self, who, score, asleep, exit_check):
        if visit := self.ward.visit(who):
            self.ward.observe(visit, score, asleep, exit_check)

    @rule(who=WHO, how=st.sampled_from(["release", "leave_against_advice", "turn_away"]))
    def leave(self, who, how):
        if visit := self.ward.visit(who):
            getattr(self.ward, how)(visit)

    @rule(who=WHO, kind=st.sampled_from(list(HoldKind)))
    def hold(self, who, kind):
        self.ward.hold(who, kind)

    @rule(who=WHO, by=st.sampled_from(["nurse", "desk", "prescriber", "prescriber"]))
    def lift(self, who, by):
        self.ward.lift(who, by)

    @rule(who=WHO)
    def stop(self, who):
        self.ward.stop(who)

    @rule(who=WHO, dose_mg=st.sampled_from(["100", "200", "390", "500"]), restart=st.booleans())
    def order(self, who, dose_mg, restart):
        self.ward.order(who, dose_mg, restart)

    @rule(
        account=st.sampled_from([Account.RESIDUE, Account.STOCK]),
        mg=st.sampled_from(["0.001", "50", "200"]),
    )
    def waste(self, account, mg):
        self.ward.waste(account, mg)

    @rule(off_mg=st.sampled_from(["0", "0", "0.001"]))
    def count(self, off_mg):
        self.ward.count(off_mg)

    @rule()
    def close(self):
        self.ward.close()

    # What must hold after every step.

    @invariant()
    def books_are_complete(self):
        with connection.cursor() as cursor:  # what a commit would ask now
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")

    @invariant()
    def no_dose_that_the_gate_forbids(self):
        rows = HandOver.objects.filter(unit=self.world.unit).exclude(pk__in=self.replayed)
        for row in rows:
            protocol = protocols.read(row.protocol) if row.protocol else None
            again = may_dispense(facts_from_json(row.facts), protocol)
            assert again.allowed == row.allowed
            assert [refusal.to_json() for refusal in again.refusals] == row.reasons
            self.replayed.add(row.pk)

    @invariant()
    def no_milligram_is_lost(self):
        unit = self.world.unit
        assert vault.balance(unit).balanced
        mg = vault.totals(unit)
        assert -mg.pop("supplier") == sum(mg.values())
        uses = Use.objects.filter(unit=unit)
        still_open = uses.filter(ended_at__isnull=True).aggregate(mg=Sum("dose_mg"))["mg"]
        assert mg["in_use"] == (still_open or 0)
        assert mg["administered"] == (uses.aggregate(mg=Sum("given_mg"))["mg"] or 0)

    @invariant()
    def nobody_is_twice(self):
        for rows, by in (
            (Visit.objects.filter(closed_at__isnull=True), "patient"),
            (Use.objects.filter(ended_at__isnull=True), "patient"),
            (RoomStay.objects.filter(until_at__isnull=True), "room"),
            (RoomStay.objects.filter(until_at__isnull=True), "visit"),
        ):
            assert not rows.values(by).annotate(n=Count("pk")).filter(n__gt=1).exists()

    @invariant()
    def no_day_is_over_its_limits(self):
        """Counted here once more, from the rows alone: 1000 mg, three doses, 400 mg at once; of

        methadone 120 mg, once.
        """
        days = (
            Use.objects.filter(unit=self.world.unit)
            .exclude(given_mg=0)
            .values("patient", "hand_over__clinic_day", "hand_over__drug")
            .annotate(given=Sum("given_mg", default=0), n=Count("pk"))
        )
        most = {"diamorphine": (1000, 3, 400), "methadone": (120, 1, 120)}
        for day in days:
            mg, times, _at_once = most[day["hand_over__drug"]]
            assert day["given"] <= mg
            assert day["n"] <= times
        for drug, (_mg, _times, at_once) in most.items():
            doses = Use.objects.filter(unit=self.world.unit, hand_over__drug=drug)
            assert not doses.filter(dose_mg__gt=at_once).exists()


def test_no_order_of_calls_gives_a_forbidden_dose_or_loses_a_milligram(standing):
    Days.world = standing
    run_state_machine_as_test(
        Days,
        settings=settings(
            max_examples=int(os.environ.get("VANGNET_EXAMPLES", "12")), stateful_step_count=40,
            deadline=None, suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip


def test_the_usual_steps_reach_a_dose_and_the_door(trial):
    """The stateful test would prove nothing if its usual steps led nowhere."""
    Days.world = trial
    days = Days()
    days.open(2)
    try:
        days.walk(0, 7)
        visit = days.ward.visit(0)
        assert visit.stage == "left"
        assert Use.objects.filter(visit=visit, given_mg=200).exists()
    finally:
        days.teardown()


def test_methadone_and_diamorphine_of_one_visit_are_reached(trial):
    Days.world = trial
    days = Days()
    days.open(2)
    try:
        ward = days.ward
        ward.order_methadone(0, "60")
        days.walk(0, 3)
        ward.methadone(ward.visit(0), Decimal(60))
        days.walk(0, 2)
        ward.world.later(minutes=1)
        ward.check(ward.visit(0), 0, False, ())
        days.walk(0, 4)
        visit = ward.visit(0)
        assert visit.stage == "left"
        given = Use.objects.filter(visit=visit).values_list("hand_over__drug", "given_mg")
        assert dict(given) == {"methadone": 60, "diamorphine": 200}
    finally:
        days.teardown()
