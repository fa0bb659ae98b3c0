"""What the records hold for a letter, read in a bounded number of questions. No words yet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vangnet.clinic.board.record import doses, holds, ordered
from vangnet.clinic.board.record.doses import Given
from vangnet.clinic.board.record.ordered import Ordered
from vangnet.clinic.consulting.care.consent import in_force
from vangnet.clinic.consulting.ladder import reading as ladder
from vangnet.clinic.consulting.models import Consent, Hold
from vangnet.clinic.consulting.tasks.facts import Course, courses_of
from vangnet.clinic.dispensary.models import Bottle
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.rules.care import ConsentScope

DAYS_TOLD = 14  # how far back the letter lists doses; nothing is decided by it
DAYS_READ = 2 * DAYS_TOLD  # so that a gap that began before the list is still seen as one


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What whoever makes the letter says: for which hospital, why, and where to call."""

    recipient: str
    purpose: str
    phone: str
    language: str
    emergency_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything a letter is made from."""

    patient: Patient
    by: User
    at: datetime
    today: date
    given: list[Given]  # of the days that are read
    home: list[Bottle]  # taken home for today and the days to come
    last: dict[str, Given]  # of each drug, however long ago
    orders: list[Ordered]
    began: dict[str, date]  # of each drug the first day on which it could be given here
    courses: list[Course]
    ladder: ladder.Card
    holds: list[Hold]

    @property
    def days(self) -> list[date]:
        """The days the letter lists, the latest first."""
        return [self.today - timedelta(days=n) for n in range(DAYS_TOLD)]


def consent_of(patient: Patient, *, at: datetime) -> Consent | None:
    """The consent for a letter to a hospital that is in force now."""
    today = clinic_day_of(patient.unit, at=at)
    return in_force(patient, ConsentScope.HOSPITAL_LETTER, today)


def told(patient: Patient, *, by: User, at: datetime) -> Told:
    today = clinic_day_of(patient.unit, at=at)
    known = ordered.orders_of(patient)
    return Told(
        patient=patient, by=by, at=at, today=today,
        given=doses.doses(patient, since=today - timedelta(days=DAYS_READ - 1), until=today),
        home=[one for one in doses.bottles(patient) if one.for_on >= today],
        last=doses.last_of(patient, until=today),
        orders=ordered.current(known), began=ordered.began(known),
        courses=[course for course, _spans in courses_of(patient, on=today)],
        ladder=ladder.card(patient, on=today), holds=holds.in_force(patient, at=at),
    )  # fmt: skip
