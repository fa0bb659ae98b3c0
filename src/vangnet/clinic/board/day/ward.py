"""A made-up unit at work: its people, rooms, tester, cabinet and signed protocol, all by actions.

The protocol it signs is the demonstration one; its numbers treat nobody.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from random import Random

import vangnet.rules
from vangnet.clinic.board.day import accounts, admission, people
from vangnet.clinic.board.day.accounts import Account
from vangnet.clinic.board.day.cabinet import DRUGS, SALTS, Cabinet
from vangnet.clinic.board.day.plan import Habit, once
from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import Order
from vangnet.clinic.consulting.orders.rungs import climb
from vangnet.clinic.devices.models import BreathTester, Calibration
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.protocols import actions as protocols
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import AlertKind, Patient, Room, Unit, Workplace
from vangnet.clinic.staff.actions import Signature, add_user
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Role
from vangnet.rules.amounts import Route
from vangnet.rules.limits import Limits
from vangnet.rules.protocol import load_site

ACTOR = "system:made-up"
COUNTRY = "nl"
SITE = Path(vangnet.rules.__file__).parent / "countries" / "demonstration" / f"{COUNTRY}.toml"
ALERTS = (
    (AlertKind.ALLERGY, "Penicillin"),
    (AlertKind.CAUTION, "Hard to find a vein"),
    (AlertKind.CAUTION, "Epilepsy"),
    (AlertKind.ALLERGY, "Plasters"),
    (AlertKind.CAUTION, "COPD"),
)


LASTS = timedelta(days=360)
METHADONE_ONLY_EACH = 8  # every so many-th person has methadone and nothing else
WITHOUT_METHADONE_EACH = 4  # of the others, every so many-th has none beside it
METHADONE_MG = (30, 40, 50, 50, 60, 60, 70, 80)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One order as the made-up staff know it."""

    order: Order
    route: Route
    dose_mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InTreatment:
    """One made-up patient, what they come for, and the methadone beside it."""

    patient: Patient
    main: Ordered
    beside: Ordered | None

    @property
    def route(self) -> Route:
        return self.main.route

    @property
    def has_only_methadone(self) -> bool:
        return self.main.route is Route.ORAL


@dataclass(kw_only=True)
class Ward:
    """What the made-up day works with."""

    unit: Unit
    staff: dict[str, User]
    tester: BreathTester
    limits: dict[Route, Limits]
    cabinet: Cabinet
    patients: list[InTreatment] = field(default_factory=list)

    def __post_init__(self) -> None:
        nurses = [user for user in self.staff.values() if user.role == Role.NURSE]
        self._pairs = cycle(zip(nurses[::2], nurses[1::2], strict=True))

    def pair(self) -> tuple[User, User]:
        """Two nurses: who gives and who witnesses. They take turns."""
        return next(self._pairs)

    def signature(self, user: User, *, at: datetime) -> Signature:
        return Signature(user=user, at=at, method="pin")


def make(
    *, code: str, name: str, rooms: int, at: datetime, day_starts_at: time = time(5),
    who: tuple[Account, ...] = accounts.ACCOUNTS,
) -> Ward:  # fmt: skip
    """The unit with its staff, rooms, tester and protocol. No stock and no patients yet."""
    staff = _staff(who)
    with acting(ACTOR):
        unit = Unit.objects.create(
            code=code, name=name, country=COUNTRY, time_zone="Europe/Amsterdam",
            day_starts_at=day_starts_at, clock_skew_max=timedelta(minutes=1),
            is_demonstration=True, phone="020 555 0100",
        )  # fmt: skip
        for user in staff.values():
            Workplace.objects.create(user=user, unit=unit)
        for number in range(1, rooms + 1):
            Room.objects.create(unit=unit, number=number, state_since=at)
        tester = _tester(unit, staff["nurse"], at=at)
    director = staff["prescriber"]
    signed = protocols.sign(unit=unit, site=load_site(SITE), by=director, at=at)
    assert signed.version is not None, (signed.protocol.missing, signed.protocol.unaccepted)
    unit.refresh_from_db()
    found = {
        route: signed.protocol.for_dose(DRUGS[route], salt_form, route)
        for route, salt_form in SALTS.items()
    }
    limits = {route: limit for route, limit in found.items() if limit is not None}
    cabinet = Cabinet(unit=unit, keeper=staff["pharmacist"], second=staff["nurse"])
    return Ward(unit=unit, staff=staff, tester=tester, limits=limits, cabinet=cabinet)


def admit(
    ward: Ward, number: int, *, rng: Random, at: datetime, inhales: bool, with_face: bool
) -> InTreatment:
    """Register, approve and order for the next made-up person."""
    person = people.make(number, unit_code=ward.unit.code, rng=rng, with_face=with_face)
    prescriber = ward.staff["prescriber"]
    answer = registry.register_patient(unit=ward.unit, person=person, by=ward.staff["desk"], at=at)
    patient = answer.patient
    assert patient is not None, answer.why_not
    _alerts(patient, by=ward.staff["nurse"], rng=rng, at=at)
    today = clinic_day_of(ward.unit, at=at)
    until = today - timedelta(days=rng.randint(20, 80)) + LASTS
    dose_mg = Decimal(rng.choice((120, 150, 180, 200, 200, 220, 240, 260, 300)))
    methadone_mg = Decimal(METHADONE_MG[number % len(METHADONE_MG)])

    def order(route: Route, mg: Decimal, *, a_day: int) -> Ordered:
        return _order(ward, patient, route, mg, a_day=a_day, days=(today, until), at=at)

    if number % METHADONE_ONLY_EACH == 0:
        main, beside = order(Route.ORAL, methadone_mg, a_day=1), None
    else:
        route = Route.INHALED if inhales else Route.INTRAVENOUS
        admission.admit(
            patient=patient, product=(DRUGS[route], SALTS[route], route), by=prescriber, at=at,
            valid_until=until,
        )  # fmt: skip
        main = order(route, dose_mg, a_day=3)
        without = number % WITHOUT_METHADONE_EACH == 1
        beside = None if without else order(Route.ORAL, methadone_mg, a_day=1)
    entered = InTreatment(patient=patient, main=main, beside=beside)
    ward.patients.append(entered)
    return entered


def _order(
    ward: Ward, patient: Patient, route: Route, mg: Decimal, *, a_day: int,
    days: tuple[date, date], at: datetime,
) -> Ordered:  # fmt: skip
    signed = consulting.sign_order(
        patient=patient, by=ward.staff["prescriber"], at=at,
        new=consulting.NewOrder(
            drug=DRUGS[route], salt_form=SALTS[route], route=route, dose_mg=mg,
            doses_per_day=a_day, day_mg=mg * a_day, valid_from=days[0], valid_until=days[1],
        ),
    )  # fmt: skip
    climb(signed, by=ward.staff["prescriber"], at=at)
    return Ordered(order=signed, route=route, dose_mg=mg)


def as_they_come(ward: Ward, habits: list[Habit]) -> list[Habit]:
    """Who has only methadone comes once a day for it."""
    return [once(one) if ward.patients[one.person].has_only_methadone else one for one in habits]


def _alerts(patient: Patient, *, by: User, rng: Random, at: datetime) -> None:
    kind, words = rng.choice(ALERTS) if rng.random() < 0.4 else (None, "")
    if kind is not None:
        registry.record_alert(patient=patient, kind=kind, words=words, by=by, at=at)
    if kind is not AlertKind.ALLERGY:
        registry.record_alert(
            patient=patient, kind=AlertKind.NO_KNOWN_ALLERGIES, words="", by=by, at=at
        )


def _staff(who: tuple[Account, ...]) -> dict[str, User]:
    """By the name of their place: `nurse`, `prescriber`, whatever is before it."""
    return {
        one.place: add_user(
            username=one.username, display_name=one.display_name, role=one.role,
            password=accounts.PASSWORD, by=ACTOR, pin=one.pin, badge=one.badge,
            is_medical_director=one.is_medical_director,
        )
        for one in who
    }  # fmt: skip


def _tester(unit: Unit, nurse: User, *, at: datetime) -> BreathTester:
    tester = BreathTester.objects.create(
        unit=unit, name="Tester 1", serial=f"MADE-UP-{unit.code}-1", reading_unit="ug/L"
    )
    Calibration.objects.create(
        tester=tester, calibrated_on=at.date() - timedelta(days=30),
        due_on=at.date() + timedelta(days=335), recorded_at=at, recorded_by=nurse,
    )  # fmt: skip
    return tester
