"""A made-up unit at work: its people, rooms, tester, cabinet and signed protocol, all by actions.

The protocol it signs is the demonstration one; its numbers treat nobody.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from random import Random

import vangnet.rules
from vangnet.clinic.board.day import accounts, admission, people
from vangnet.clinic.board.day.cabinet import SALTS, Cabinet
from vangnet.clinic.consulting import actions as consulting
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
from vangnet.rules.amounts import Drug, Route
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


@dataclass(frozen=True, slots=True, kw_only=True)
class InTreatment:
    """One made-up patient and what is ordered."""

    patient: Patient
    route: Route
    dose_mg: Decimal


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
    *, code: str, name: str, rooms: int, at: datetime, day_starts_at: time = time(5)
) -> Ward:  # fmt: skip
    """The unit with its staff, rooms, tester and protocol. No stock and no patients yet."""
    staff = _staff()
    with acting(ACTOR):
        unit = Unit.objects.create(
            code=code, name=name, country=COUNTRY, time_zone="Europe/Amsterdam",
            day_starts_at=day_starts_at, clock_skew_max=timedelta(minutes=1),
            is_demonstration=True,
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
        route: signed.protocol.for_dose(Drug.DIAMORPHINE, salt_form, route)
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
    ends_on = today + timedelta(days=360 - rng.randint(20, 80))
    route = Route.INHALED if inhales else Route.INTRAVENOUS
    admission.admit(
        patient=patient,
        product=(Drug.DIAMORPHINE, SALTS[route], route),
        by=prescriber,
        at=at,
        valid_until=ends_on,
    )
    dose_mg = Decimal(rng.choice((120, 150, 180, 200, 200, 220, 240, 260, 300)))
    order = consulting.sign_order(
        patient=patient, by=prescriber, at=at,
        new=consulting.NewOrder(
            drug=Drug.DIAMORPHINE, salt_form=SALTS[route], route=route, dose_mg=dose_mg,
            doses_per_day=3, day_mg=dose_mg * 3, valid_from=today, valid_until=ends_on,
        ),
    )  # fmt: skip
    climb(order, by=prescriber, at=at)
    entered = InTreatment(patient=patient, route=route, dose_mg=dose_mg)
    ward.patients.append(entered)
    return entered


def _alerts(patient: Patient, *, by: User, rng: Random, at: datetime) -> None:
    kind, words = rng.choice(ALERTS) if rng.random() < 0.4 else (None, "")
    if kind is not None:
        registry.record_alert(patient=patient, kind=kind, words=words, by=by, at=at)
    if kind is not AlertKind.ALLERGY:
        registry.record_alert(
            patient=patient, kind=AlertKind.NO_KNOWN_ALLERGIES, words="", by=by, at=at
        )


def _staff() -> dict[str, User]:
    return {
        one.username: add_user(
            username=one.username, display_name=one.display_name, role=one.role,
            password=accounts.PASSWORD, by=ACTOR, pin=one.pin, badge=one.badge,
            is_medical_director=one.is_medical_director,
        )
        for one in accounts.ACCOUNTS
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
