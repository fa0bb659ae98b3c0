"""A ward where anything may be tried, for the stateful test: each method is one attempt.

An attempt is a call of an action, legal or not. What an action may raise is written here; anything
else is an error of the program.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.factories.methadone import bottle, order_methadone
from tests.factories.world import World, receive

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import Hold, HoldKind
from vangnet.clinic.dispensary import actions as dispensary
from vangnet.clinic.dispensary import facts, testing, use
from vangnet.clinic.dispensary.models import HandOver, Use
from vangnet.clinic.journal.actions import GuardRefused, RequestReused
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.clinic.vault import closing
from vangnet.clinic.vault import facts as vault
from vangnet.clinic.vault.models import Account
from vangnet.rules.amounts import Drug

SAID = (
    NotAllowed, RequestReused, testing.VisitNotWaiting, testing.NoProtocol, use.UseNotOpen,
    use.AmountsDiffer, recovery.NoDose, reception.HadDose, dispensary.WitnessReadAnother,
    dispensary.DoseNotPossible, use.StartTooLate,
)  # fmt: skip


class Ward:
    """One unit, its people, and the last request at the hatch."""

    def __init__(self, world: World, people: int) -> None:
        self.world = replace(world)
        self.patients = [self.world.patient() for _ in range(people)]
        self.small = receive(self.world, code="V-SMALL", mg="450")
        self.bottle = bottle(self.world, code="M-STATEFUL")
        self.request: dispensary.Request | None = None

    def attempt(self, call: Callable[..., Any], *guards: str, **arguments: Any) -> Any:
        """The answer, or None when the action said no in one of the ways it may."""
        try:
            return call(**arguments)
        except GuardRefused as refused:
            if refused.rule not in guards:
                raise
        except SAID:
            pass
        return None

    def patient(self, who: int) -> Patient:
        return self.patients[who % len(self.patients)]

    def visit(self, who: int) -> Visit | None:
        """The latest visit, open or closed: closed ones are tried too."""
        return Visit.objects.filter(patient=self.patient(who)).order_by("opened_at", "pk").last()

    def open_use(self, who: int) -> Use | None:
        return Use.objects.filter(patient=self.patient(who)).order_by("opened_at", "pk").last()

    def check_in(self, who: int) -> None:
        patient = self.patient(who)
        self.attempt(
            reception.check_in, unit=self.world.unit, patient=patient, face_matches=True,
            birth_date=patient.identity.birth_date, identifier=None, by=self.world.staff["desk"],
            at=self.world.now, request_id=uuid4(),
        )  # fmt: skip

    def blow(self, visit: Visit, reading: str) -> None:
        self.attempt(
            testing.record_breath_test, visit=visit, tester=self.world.tester,
            reading=Decimal(reading), read_back=Decimal(reading), by=self.world.nurse,
            at=self.world.now, request_id=uuid4(),
        )  # fmt: skip

    def check(self, visit: Visit, score: int | None, asleep: bool, signs: tuple[str, ...]) -> None:
        self.attempt(
            testing.record_check, visit=visit, by=self.world.nurse, at=self.world.now,
            signs=testing.Signs(sedation_score=score, asleep=asleep, intoxication_signs=signs),
            request_id=uuid4(),
        )  # fmt: skip

    def room(self, visit: Visit, number: int) -> None:
        room = self.world.rooms[number % 3]
        self.attempt(
            reception.give_room, visit=visit, room=room, by=self.world.nurse, at=self.world.now
        )

    def hand_over(self, visit: Visit, **asked: Any) -> HandOver | None:
        self.request = self.world.request(visit, **asked)
        return self.ask_again()

    def ask_again(self) -> HandOver | None:
        if self.request is None:
            return None
        # The one thing the gate is not told is that the register of the day is closed.
        return self.attempt(dispensary.hand_over, "posting_is_on_an_open_day", request=self.request)  # type: ignore[no-any-return]

    def methadone(self, visit: Visit, dose_mg: Decimal) -> HandOver | None:
        order = facts.current_order(visit.patient, Drug.METHADONE)
        return self.hand_over(
            visit,
            order=order,
            dose_mg=dose_mg,
            witness_read_mg=dose_mg,
            container=self.bottle,
            kit=None,
        )

    def order_methadone(self, who: int, dose_mg: str) -> None:
        caps = ("order_dose_within_protocol", "order_day_within_protocol")
        self.attempt(
            order_methadone, *caps, world=self.world, patient=self.patient(who), dose_mg=dose_mg
        )

    def start(self, used: Use) -> None:
        self.attempt(use.start_use, use=used, by=self.world.nurse, at=self.world.now)

    def end(self, used: Use, given: Decimal, spilt: Decimal, lost: Decimal) -> None:
        """`lost`: what the nurse forgot to name."""
        given_mg = (used.dose_mg * given).quantize(Decimal("0.001"))
        spilt_mg = ((used.dose_mg - given_mg) * spilt).quantize(Decimal("0.001"))
        amounts = use.Amounts(
            given_mg=given_mg, spilt_mg=spilt_mg,
            not_used_mg=used.dose_mg - given_mg - spilt_mg - lost,
        )  # fmt: skip
        self.attempt(
            use.end_use, use=used, amounts=amounts, attempts=1, by=self.world.nurse,
            at=self.world.now,
        )  # fmt: skip

    def observe(self, visit: Visit, score: int, asleep: bool, is_exit_check: bool) -> None:
        self.attempt(
            recovery.observe, "entry_is_of_an_open_visit", visit=visit,
            signs=recovery.Signs(sedation_score=score, asleep=asleep, is_exit_check=is_exit_check),
            by=self.world.nurse, at=self.world.now, request_id=uuid4(),
        )  # fmt: skip

    def release(self, visit: Visit) -> None:
        self.attempt(recovery.release, visit=visit, by=self.world.nurse, at=self.world.now)

    def leave_against_advice(self, visit: Visit) -> None:
        self.attempt(
            recovery.leave_against_advice, visit=visit, owner=self.world.staff["prescriber"],
            by=self.world.nurse, at=self.world.now,
        )  # fmt: skip

    def turn_away(self, visit: Visit) -> None:
        self.attempt(reception.turn_away, visit=visit, by=self.world.nurse, at=self.world.now)

    def hold(self, who: int, kind: HoldKind) -> None:
        self.attempt(
            consulting.put_on_hold, patient=self.patient(who), kind=kind, reason="look first",
            owner=self.world.nurse, by=self.world.nurse, at=self.world.now,
        )  # fmt: skip

    def lift(self, who: int, by: str) -> None:
        for hold in Hold.objects.filter(patient=self.patient(who), lifted_at__isnull=True):
            self.attempt(
                consulting.lift_hold,
                hold=hold,
                because="seen",
                by=self.world.staff[by],
                at=self.world.now,
            )

    def stop(self, who: int) -> None:
        order = facts.current_order(self.patient(who))
        self.attempt(
            consulting.stop_order, order=order, reason="test", by=self.world.staff["prescriber"],
            at=self.world.now,
        )  # fmt: skip

    def order(self, who: int, dose_mg: str, is_restart: bool) -> None:
        """Above the caps of the protocol the database lets none be signed."""
        self.attempt(
            self.world.order, "order_dose_within_protocol", "order_day_within_protocol",
            patient=self.patient(who), dose_mg=dose_mg, is_restart=is_restart,
        )  # fmt: skip

    def waste(self, account: Account, mg: str) -> None:
        self.attempt(
            closing.waste, "posting_takes_only_what_is_there", "posting_is_on_an_open_day",
            container=self.world.containers[0], account=account, mg=Decimal(mg), reason="test",
            by=self.world.staff["pharmacist"], witness=self.world.signature("nurse"),
            second_witness=self.world.witness, at=self.world.now, request_id=uuid4(),
        )  # fmt: skip

    def count(self, off_mg: str) -> None:
        for container in (*self.world.containers, self.small, self.bottle):
            counted = vault.in_account(container, Account.STOCK) + Decimal(off_mg)
            self.attempt(
                closing.count, container=container, counted_mg=counted,
                by=self.world.staff["pharmacist"], witness=self.world.signature("nurse"),
                at=self.world.now,
            )  # fmt: skip

    def close(self) -> None:
        self.attempt(
            closing.close_day, unit=self.world.unit,
            day=clinic_day_of(self.world.unit, at=self.world.now),
            by=self.world.staff["pharmacist"], witness=self.world.signature("nurse"),
            at=self.world.now,
        )  # fmt: skip
