"""The demonstration unit shows a day in progress, whatever the hour."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from vangnet.clinic.board.day import accounts, demonstration, rungs
from vangnet.clinic.board.day.cabinet import DRUGS, SALTS
from vangnet.clinic.consulting.models import Hold
from vangnet.clinic.consulting.moving import guests
from vangnet.clinic.dispensary.models import BreathTest, HandOver, Use
from vangnet.clinic.journal.models import Leaf
from vangnet.clinic.reception.models import RoomStay, Visit
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Alert, Patient, PatientPhoto, RoomState, Unit
from vangnet.clinic.staff.actions import Signature, sign_in_place
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Role
from vangnet.clinic.vault import facts as vault
from vangnet.clinic.vault.models import Container, DayClose
from vangnet.rules.moving import Days
from vangnet.rules.visit import Stage

DAY = timedelta(days=1)
AFTERNOON = datetime(2026, 11, 24, 14, 40, tzinfo=UTC)
# Around midnight, around both hours a clinic day can begin at, and both nights the clock changes.
HOURS = [
    datetime(2026, 6, 10, 21, 58, tzinfo=UTC),
    datetime(2026, 6, 10, 22, 5, tzinfo=UTC),
    datetime(2026, 6, 11, 1, 29, tzinfo=UTC),
    datetime(2026, 6, 11, 1, 31, tzinfo=UTC),
    datetime(2026, 6, 11, 5, 29, tzinfo=UTC),
    datetime(2026, 6, 11, 5, 31, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 40, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """One day behind it instead of five: the hour of today is what these tests are about."""
    monkeypatch.setattr(demonstration, "DAYS_BEFORE", 1)
    monkeypatch.setattr(demonstration, "WHOLE_DAYS_BEFORE", 0)


def open_visits(unit: Unit) -> Counter[str]:
    rows = Visit.objects.filter(unit=unit, closed_at=None)
    return Counter(rows.values_list("stage", flat=True))


def seen_at(unit: Unit, now: datetime) -> None:
    """What a board must be able to show at `now`."""
    here = open_visits(unit)
    before_the_end = {stage.value for stage in Stage} - {Stage.LEFT, Stage.TURNED_AWAY}
    assert set(here) == before_the_end
    assert here[Stage.WAITING] >= 3
    overdue = Use.objects.filter(visit__closed_at=None, ended_at__lt=now - timedelta(minutes=40))
    assert overdue.exists()
    assert Hold.objects.filter(patient__visits__closed_at=None, lifted_at=None).exists()
    tests = BreathTest.objects.filter(visit__closed_at=None, visit__stage=Stage.WAITING)
    assert any(one.alcohol_ug_per_l > one.limit_ug_per_l for one in tests)
    assert unit.rooms.filter(state=RoomState.CLEANING).exists()
    assert RoomStay.objects.filter(unit=unit, until_at=None).count() < unit.rooms.count()
    days = set(Visit.objects.filter(closed_at=None).values_list("clinic_day", flat=True))
    assert days == {clinic_day_of(unit, at=now)}
    assert not HandOver.objects.filter(at__gt=now).exists()


def test_the_unit_has_days_behind_it_and_one_in_progress(db: None):
    said: list[str] = []
    unit = demonstration.make_unit(say=said.append, now=AFTERNOON)
    assert len(said) == demonstration.DAYS_BEFORE + 1
    seen_at(unit, AFTERNOON)
    assert DayClose.objects.filter(unit=unit).count() == demonstration.DAYS_BEFORE
    doses = HandOver.objects.filter(allowed=True).values_list("patient", "clinic_day")
    days_with_doses = Counter(patient for patient, _day in set(doses))
    assert len(days_with_doses) == demonstration.PATIENTS
    assert Patient.objects.count() == demonstration.PATIENTS + len(rungs.STEPS)
    stayed_away, second_fewest = sorted(days_with_doses.values())[:2]
    assert (stayed_away, second_fewest >= 3) == (1, True)
    routes = {"intravenous", "inhaled", "oral"}
    assert set(HandOver.objects.values_list("route", flat=True)) == routes
    assert vault.balance(unit).balanced
    assert Leaf.objects.exists()


@pytest.mark.parametrize("now", HOURS, ids=lambda now: now.strftime("%d %b %H.%M"))
def test_a_day_is_in_progress_at_any_hour(db: None, short: None, now: datetime):
    seen_at(demonstration.make_unit(now=now, patients=20), now)


def test_the_day_began_some_hours_ago_whatever_the_hour():
    for minute in range(0, 24 * 60, 5):
        now = datetime(2026, 6, 10, tzinfo=demonstration.ZONE) + timedelta(minutes=minute)
        starts_at = demonstration.day_starts_at(now)
        begun = datetime.combine(now.date(), starts_at, demonstration.ZONE)
        since = now - (begun if begun <= now else begun - timedelta(days=1))
        assert since >= demonstration.SESSION_BEGAN
        assert since <= timedelta(hours=22, minutes=30)
        assert starts_at in {time(0), time(5)}


def test_the_same_hour_and_seed_make_the_same_unit(db: None, short: None):
    def told() -> tuple[object, ...]:
        unit = demonstration.make_unit(now=AFTERNOON, seed=3, patients=16)
        rows = HandOver.objects.order_by("at").values_list("at", "dose_mg", "allowed")
        faces = PatientPhoto.objects.order_by("patient__number").values_list("image", flat=True)
        return open_visits(unit), list(rows), [bytes(face) for face in faces]

    from django.db import transaction

    first: list[tuple[object, ...]] = []
    for _ in range(2):
        with transaction.atomic():
            first.append(told())
            transaction.set_rollback(True)
    assert first[0] == first[1]


def test_a_unit_that_is_there_stays_as_it_is(db: None, short: None):
    unit = demonstration.make_unit(now=AFTERNOON, patients=16)
    leaves = Leaf.objects.count()
    assert demonstration.make_unit(now=AFTERNOON + timedelta(days=1)) == unit
    assert Leaf.objects.count() == leaves


def test_everyone_listed_can_sign_in_and_sign(db: None, short: None):
    assert demonstration.people() == []
    demonstration.make_unit(now=AFTERNOON, patients=15)
    rows = demonstration.people()
    assert len(rows) == len(accounts.ACCOUNTS + accounts.NEXT_DOOR)
    for username, _who, password, pin in rows:
        user = User.objects.get(username=username)
        assert user.check_password(password)
        assert sign_in_place(user=user, pin=pin, at=AFTERNOON).signature
    assert {one.role for one in accounts.ACCOUNTS} == set(Role)


def test_the_unit_next_door_can_take_a_guest_by_every_route(db: None, short: None):
    home = demonstration.make_unit(now=AFTERNOON, patients=15)
    east = Unit.objects.exclude(pk=home.pk).get()
    assert (east.is_demonstration, east.country, east.patients.count()) == (True, "nl", 0)
    held = Container.objects.filter(unit=east).values_list("lot__drug", "lot__salt_form")
    assert set(held) == {(DRUGS[route], SALTS[route]) for route in SALTS}
    person = Patient.objects.filter(unit=home, orders__isnull=False).first()
    today = clinic_day_of(home, at=AFTERNOON)
    granted = guests.permit_guest(
        patient=person, host=east, days=Days(first_on=today + DAY, last_on=today + 3 * DAY),
        words="", at=AFTERNOON, request_id=uuid4(),
        signature=Signature(
            user=User.objects.get(username="prescriber"), at=AFTERNOON, method="password"
        ),
    )  # fmt: skip
    assert granted.row, granted.reasons


def test_made_up_people_have_faces_of_their_own_and_alerts(db: None, short: None):
    demonstration.make_unit(now=AFTERNOON)
    faces = [bytes(photo.image) for photo in PatientPhoto.objects.all()]
    assert len(set(faces)) == len(faces) == demonstration.PATIENTS + len(rungs.STEPS)
    assert all(Image.open(BytesIO(face)).format == "PNG" for face in faces)
    kinds = set(Alert.objects.values_list("kind", flat=True))
    assert kinds == {"allergy", "no_known_allergies", "caution"}
    names = Patient.objects.values_list("identity__family_name", "identity__given_names")
    assert len(set(names)) == len(faces)
