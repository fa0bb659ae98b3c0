"""A small unit at work, made by the same actions the pages use. Its numbers are for tests only."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from uuid import uuid4

import vangnet.rules
from tests.factories.entry import let_in, step_by_step
from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.ladder.actions import correct_episode
from vangnet.clinic.consulting.ladder.facts import standing_episodes
from vangnet.clinic.consulting.models import Approval, Order, OrderDecision
from vangnet.clinic.devices.models import BreathTester, Calibration
from vangnet.clinic.dispensary import actions as dispensary
from vangnet.clinic.dispensary import testing, use
from vangnet.clinic.dispensary.models import HandOver, UnitCheck
from vangnet.clinic.dispensary.ordered import current_order
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.protocols import actions as protocols
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Room, RoomState, Unit, Workplace
from vangnet.clinic.registry.person import Person, Sex
from vangnet.clinic.staff.actions import Signature, add_user
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Role
from vangnet.clinic.vault import actions as vault
from vangnet.clinic.vault.models import Container, Kit
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.dosing import OrderKind
from vangnet.rules.protocol import Site, load_site

DEMONSTRATION = Path(vangnet.rules.__file__).parent / "countries" / "demonstration"
PIN = "2468"
# A Monday morning. The unit is a demonstration, so that a test sets its own time.
NINE = datetime(2026, 3, 2, 8, tzinfo=UTC)
SYSTEM = "system:test"
NALOXONE = (("N-1", "2028-12-31", 6),)
ON_DUTY = ("nurse", "second_nurse", "prescriber")
# A test on the clock of the machine may run across the start of a shift: here only days ask anew.
LETTERS = str.maketrans("0123456789", "ghijklmnop")  # a number in a name tells nobody apart
ONE_SHIFT = ("05:00",)


@cache
def demonstration_site(country: str) -> Site:
    site = load_site(DEMONSTRATION / f"{country}.toml")
    values = tuple(
        one.model_copy(update={"value": ONE_SHIFT}) if one.key == "readiness_shift_starts" else one
        for one in site.values
    )
    return site.model_copy(update={"values": values})


@dataclass
class World:
    """A unit with staff, rooms, stock and a signed protocol. `now` moves as a test moves it."""

    unit: Unit
    staff: dict[str, User]
    rooms: list[Room]
    tester: BreathTester
    containers: list[Container]
    now: datetime = NINE
    signed_at: datetime = NINE
    kits: list[Kit] = field(default_factory=list)
    numbers: count = field(default_factory=lambda: count(1))

    @property
    def nurse(self) -> User:
        return self.staff["nurse"]

    @property
    def witness(self) -> Signature:
        return self.signature("second_nurse")

    def signature(self, name: str) -> Signature:
        return Signature(user=self.staff[name], at=self.now, method="pin")

    def later(self, **duration: float) -> "World":
        self.now += timedelta(**duration)
        return self

    def ready(self) -> "World":
        """The unit is checked on this clinic day, in one row: only a new day asks for another."""
        last = UnitCheck.objects.filter(unit=self.unit, checked_at__lte=self.now)
        found = last.order_by("checked_at").last()
        today = clinic_day_of(self.unit, at=self.now)
        if found is None or clinic_day_of(self.unit, at=found.checked_at) != today:
            self.check_unit()
        return self

    def check_unit(self, *, naloxone: tuple[tuple[str, str, int], ...] = NALOXONE,
                   oxygen: bool = True, kit: bool = True,
                   on_duty: tuple[str, ...] = ON_DUTY) -> UnitCheck:  # fmt: skip
        with acting(str(self.nurse.pk)):
            return UnitCheck.objects.create(
                unit=self.unit, checked_at=self.now, checked_by=self.nurse, request_id=uuid4(),
                naloxone=[list(lot) for lot in naloxone], oxygen_ready=oxygen,
                resuscitation_kit_ready=kit, on_duty=[self.staff[name].pk for name in on_duty],
            )  # fmt: skip

    def patient(self, *, dose_mg: str = "200", doses_per_day: int = 3, **order: object) -> Patient:
        """Someone registered, approved, and with an order."""
        n = next(self.numbers)
        person = Person(
            family_name=self.family_name(n), given_names="Made Up",
            birth_date=date(1970, 1, 1 + n % 28),
            sex=Sex.UNKNOWN, identifiers=(("urn:vangnet:test", f"{self.unit.code}-{n}"),),
        )  # fmt: skip
        patient = registry.register_patient(
            unit=self.unit, person=person, by=self.staff["desk"], at=self.now
        ).patient
        assert patient is not None
        # A test may begin before the protocol was signed; nobody is let in before.
        let_in(patient, by=self.staff["prescriber"], desk=self.staff["desk"],
               at=max(self.now, self.signed_at))  # fmt: skip
        self.order(patient, dose_mg=dose_mg, doses_per_day=doses_per_day, **order)
        return patient

    def family_name(self, n: int) -> str:
        """People of two units have other names: nobody looks alike elsewhere."""
        code = self.unit.code
        return f"Test{n}" if code == "west" else f"Test{n}{code.translate(LETTERS)}"

    def approve(self, patient: Patient, *, valid_until: date | None = None) -> Approval:
        """Let in by every rung. The rungs are taken back: a test builds the ladder it needs."""
        written = {"by": self.staff["prescriber"], "at": max(self.now, self.signed_at)}
        known = {one.pk for one in standing_episodes(patient=patient)}
        approval = step_by_step(patient, valid_until=valid_until, **written)
        for one in standing_episodes(patient=patient):
            if one.pk not in known:
                correct_episode(episode=one, new=None, why="made up", request_id=uuid4(), **written)
        return approval

    def order(self, patient: Patient, *, dose_mg: str = "200", doses_per_day: int = 3,
              **changes: object) -> Order:  # fmt: skip
        mg = Decimal(dose_mg)
        values: dict = {
            "drug": Drug.DIAMORPHINE, "salt_form": SaltForm.HYDROCHLORIDE_MONOHYDRATE,
            "route": Route.INTRAVENOUS, "dose_mg": mg, "doses_per_day": doses_per_day,
            "day_mg": mg * doses_per_day, "valid_from": date(2026, 1, 1),
            "valid_until": date(2027, 12, 31), **changes,
        }  # fmt: skip
        order = consulting.sign_order(
            patient=patient, new=consulting.NewOrder(**values), by=self.staff["prescriber"],
            at=self.now,
        )  # fmt: skip
        if not self.unit.is_demonstration:  # there the database asks for the answer behind it
            self.keep_answer(order)
        return order

    def keep_answer(self, order: Order) -> OrderDecision:
        """As if the rule had been asked, and had allowed it."""
        found = in_force(unit=self.unit, at=order.signed_at)
        assert found is not None
        with acting(str(order.prescriber_id)):
            return OrderDecision.objects.create(
                request_id=uuid4(), unit=self.unit, patient=order.patient, order=order,
                kind=OrderKind.FIXED.value, facts={}, protocol=found[0], allowed=True, reasons=[],
                at=order.signed_at, by=order.prescriber, signed_with="pin",
            )  # fmt: skip

    def check_in(self, patient: Patient) -> Visit:
        self.ready()
        answer = reception.check_in(
            unit=self.unit, patient=patient, face_matches=True,
            birth_date=patient.identity.birth_date, identifier=None, by=self.staff["desk"],
            at=self.now, request_id=uuid4(),
        )  # fmt: skip
        assert answer.visit is not None, answer.reasons
        return answer.visit

    def blow(self, visit: Visit, reading: str = "0") -> Visit:
        testing.record_breath_test(
            visit=visit, tester=self.tester, reading=Decimal(reading),
            read_back=Decimal(reading), by=self.nurse, at=self.now, request_id=uuid4(),
        )  # fmt: skip
        visit.refresh_from_db()
        return visit

    def check(self, visit: Visit, *, score: int | None = 0, asleep: bool = False,
              signs: tuple[str, ...] = ()) -> Visit:  # fmt: skip
        testing.record_check(
            visit=visit,
            signs=testing.Signs(sedation_score=score, asleep=asleep, intoxication_signs=signs),
            by=self.nurse, at=self.now, request_id=uuid4(),
        )  # fmt: skip
        visit.refresh_from_db()
        return visit

    def room(self, visit: Visit) -> Visit:
        room = reception.first_ready_room(unit=self.unit)
        assert room is not None
        assert reception.give_room(visit=visit, room=room, by=self.nurse, at=self.now)
        return visit

    def at_the_hatch(self, patient: Patient) -> Visit:
        """Checked in, blown, checked, and with a room: all that is left is the dose."""
        return self.room(self.check(self.blow(self.check_in(patient))))

    def request(self, visit: Visit, **changes: object) -> dispensary.Request:
        self.ready()
        values: dict = {
            "visit": visit, "order": current_order(visit.patient), "dose_mg": Decimal(200),
            "container": self.containers[0], "kit": self.next_kit(), "by": self.nurse,
            "witness": self.witness,
            "witness_read_mg": changes.get("dose_mg", Decimal(200)), "at": self.now,
            "request_id": uuid4(), **changes,
        }  # fmt: skip
        return dispensary.Request(**values)

    def hand_over(self, visit: Visit, **changes: object) -> HandOver:
        return dispensary.hand_over(self.request(visit, **changes))

    def next_kit(self) -> Kit:
        used = HandOver.objects.filter(kit__isnull=False, allowed=True).values("kit")
        kit = Kit.objects.filter(unit=self.unit).exclude(pk__in=used).order_by("code").first()
        assert kit is not None
        return kit

    def use(self, dose: HandOver, *, given_mg: str | None = None, spilt_mg: str = "0",
            minutes: int = 5) -> HandOver:  # fmt: skip
        given = dose.dose_mg if given_mg is None else Decimal(given_mg)
        spilt = Decimal(spilt_mg)
        use.start_use(use=dose.use, by=self.nurse, at=self.now)
        self.later(minutes=minutes)
        use.end_use(
            use=dose.use,
            amounts=use.Amounts(
                given_mg=given, not_used_mg=dose.dose_mg - given - spilt, spilt_mg=spilt
            ),
            attempts=1, by=self.nurse, at=self.now,
        )  # fmt: skip
        return dose

    def observe(self, visit: Visit, *, exit_check: bool = False, **signs: object) -> None:
        recovery.observe(
            visit=visit,
            signs=recovery.Signs(
                **{"sedation_score": 0, "spo2_percent": 97, "is_exit_check": exit_check, **signs}
            ),
            by=self.nurse, at=self.now, request_id=uuid4(),
        )  # fmt: skip

    def leave(self, visit: Visit, *, after_minutes: int = 30) -> recovery.Leaving:
        self.later(minutes=after_minutes)
        self.observe(visit, exit_check=True)
        return recovery.release(visit=visit, by=self.nurse, at=self.now)

    def clean_rooms(self) -> None:
        for room in self.unit.rooms.filter(state=RoomState.CLEANING):
            registry.set_room_state(
                room=room, state=RoomState.READY, by=self.staff["desk"], at=self.now
            )


def make_world(*, code: str = "west", country: str = "nl", demonstration: bool = True,
               now: datetime = NINE, day_starts_at: time = time(5)) -> World:  # fmt: skip
    """A whole unit, made by the actions."""
    staff = _staff(code)
    with acting(SYSTEM):
        unit = Unit.objects.create(
            code=code, name="Test unit", country=country, time_zone="Europe/Amsterdam",
            day_starts_at=day_starts_at, clock_skew_max=timedelta(seconds=60),
            is_demonstration=demonstration,
        )  # fmt: skip
        for user in staff.values():
            Workplace.objects.create(user=user, unit=unit)
        rooms = [Room.objects.create(unit=unit, number=n, state_since=now) for n in range(1, 9)]
        tester = _tester(unit, staff["nurse"], now)
    signed = protocols.sign(
        unit=unit, site=demonstration_site(country), by=staff["prescriber"], at=now
    )
    assert signed.version, (signed.protocol.missing, signed.protocol.unaccepted)
    unit.refresh_from_db()
    world = World(unit=unit, staff=staff, rooms=rooms, tester=tester, containers=[], now=now,
                  signed_at=now)  # fmt: skip
    for n in (1, 2):
        world.containers.append(receive(world, code=f"V-{n}", mg="10000"))
    vault.receive_kits(
        unit=unit, number="K-LOT-1", route=Route.INTRAVENOUS, contents="needle, swabs, filter",
        expires_on=date(2028, 3, 31), codes=tuple(f"K-{n:04d}" for n in range(1, 61)),
        by=staff["pharmacist"],
    )  # fmt: skip
    return world.ready()


def _staff(code: str) -> dict[str, User]:
    roles = {
        "desk": Role.DESK, "nurse": Role.NURSE, "second_nurse": Role.NURSE,
        "prescriber": Role.PRESCRIBER, "pharmacist": Role.PHARMACIST,
        "manager": Role.MANAGER, "auditor": Role.AUDITOR,
    }  # fmt: skip
    return {
        name: add_user(
            username=f"{name}-{code}", display_name=name.replace("_", " ").title(), role=role,
            password="made up for the test", by=SYSTEM, pin=PIN, badge=f"{code}-{name}",
            is_medical_director=name == "prescriber",
        )
        for name, role in roles.items()
    }  # fmt: skip


def _tester(unit: Unit, nurse: User, now: datetime) -> BreathTester:
    tester = BreathTester.objects.create(
        unit=unit, name="AL-1", serial=f"T-{unit.code}", reading_unit="ug/L"
    )
    Calibration.objects.create(
        tester=tester, calibrated_on=date(2026, 1, 5), due_on=date(2027, 12, 31),
        recorded_at=now, recorded_by=nurse,
    )  # fmt: skip
    return tester


def receive(world: World, *, code: str, mg: str, expires_on: date = date(2028, 1, 31)) -> Container:
    return vault.receive(
        unit=world.unit,
        lot=vault.NewLot(
            number=f"L-{expires_on}", drug=Drug.DIAMORPHINE,
            salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE, routes=(Route.INTRAVENOUS,),
            strength_mg_per_ml=Decimal(100), expires_on=expires_on, supplier="Test supplier",
        ),
        code=code, mg=Decimal(mg), usable_until=world.now + timedelta(days=400),
        by=world.staff["pharmacist"], witness=world.signature("nurse"), at=world.now,
        request_id=uuid4(),
    )  # fmt: skip
