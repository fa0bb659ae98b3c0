"""A board that asks again is answered by one question, and only while its reader is the same."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.factories.pages import signed_in
from tests.factories.world import make_world

from vangnet.clinic.board import fresh
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.models import Workplace

LIVE = {"HTTP_HX_REQUEST": "true"}
ROOMS = "/rooms/"


@pytest.fixture
def unit(db, monkeypatch):
    monkeypatch.setattr(fresh, "KEPT_SECONDS", 3600)
    monkeypatch.setattr(fresh, "WHOLE_SECONDS", 3600)
    world = make_world(now=timezone.now() - timedelta(hours=2))
    world.use(world.hand_over(world.at_the_hatch(world.patient())))
    return world


@pytest.fixture
def known(client, unit):
    """A nurse's board that has asked often enough to be answered quickly."""
    signed_in(client, unit)
    for _ in range(3):
        client.known = client.get(ROOMS, **LIVE)
    assert asked(client) == (304, 1)
    return client


def asked(client, **more):
    """What the next question is answered, and how many the database was asked for it."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(ROOMS, HTTP_IF_NONE_MATCH=client.known["ETag"], **LIVE, **more)
    return answer.status_code, len(queries)


def person(unit, **changes):
    """Change the nurse's own row, as an administrator would."""
    with acting("system:test"):
        for name, value in changes.items():
            setattr(unit.nurse, name, value)
        unit.nurse.save(update_fields=list(changes))


def test_the_quick_answer_is_the_full_one(known):
    full = known.known
    quick = known.get(ROOMS, **LIVE)
    assert quick.text == full.text
    for name in ("ETag", "Cache-Control", "Vary", "Content-Type", "X-Frame-Options"):
        assert quick[name] == full[name]
    assert "Content-Security-Policy" in quick


def test_who_signed_out_is_answered_no_more(known, client):
    Session.objects.all().delete()
    assert asked(known)[0] == 302


def test_a_session_that_is_over_is_answered_no_more(known):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert asked(known)[0] == 302


def test_who_works_here_no_more_is_answered_no_more(known, unit):
    person(unit, is_active=False)
    assert asked(known)[0] == 302


def test_after_another_password_the_old_session_is_answered_no_more(known, unit):
    unit.nurse.set_password("another and a longer one")
    person(unit, password=unit.nurse.password)
    assert asked(known)[0] == 302


def test_who_has_another_role_sees_what_that_role_may_see(known, unit):
    assert "200\N{NO-BREAK SPACE}mg" in known.known.text
    person(unit, role="desk")
    answer = known.get(ROOMS, HTTP_IF_NONE_MATCH=known.known["ETag"], **LIVE)
    assert answer.status_code == 200
    assert "200\N{NO-BREAK SPACE}mg" not in answer.text


def test_who_works_elsewhere_now_sees_the_board_there(known, unit):
    east = make_world(code="east", now=unit.now)
    visit = east.check_in(east.patient())
    Workplace.objects.filter(user=unit.nurse).update(unit=east.unit)
    page = known.get(ROOMS, HTTP_IF_NONE_MATCH=known.known["ETag"], **LIVE).text
    assert east.unit.rooms.exists()
    assert visit.patient.number in page
    assert "200\N{NO-BREAK SPACE}mg" not in page


def test_another_browser_and_nobody_are_answered_in_full(known):
    assert Client().get(ROOMS, **LIVE).status_code == 302
    assert asked(known) == (304, 1)


def test_who_switched_on_the_same_screen_is_somebody_else(known, unit):
    signed_in(known, unit, "desk")
    page = known.get(ROOMS, **LIVE).text
    assert "200\N{NO-BREAK SPACE}mg" not in page


def test_a_board_in_another_language_is_another_board(known):
    known.cookies["django_language"] = "nl"
    page = known.get(ROOMS, HTTP_IF_NONE_MATCH=known.known["ETag"], **LIVE)
    assert "Wachtruimte" in page.text


def test_without_a_database_the_full_page_says_what_is_wrong(known, monkeypatch):
    def gone(*_args, **_more):
        raise OperationalError

    monkeypatch.setattr(fresh, "asked_again", gone)
    monkeypatch.setattr(fresh, "of", gone)
    assert asked(known)[0] == 503


def test_the_wall_of_one_unit_is_never_the_wall_of_another(client, unit):
    east = make_world(code="east", now=unit.now)
    walls = [reverse("board:wall", args=[one.unit.pk]) for one in (unit, east)]
    for _ in range(3):
        ours, theirs = (client.get(wall, **LIVE).text for wall in walls)
        assert ("C-001" in ours, "C-001" in theirs) == (True, False)
