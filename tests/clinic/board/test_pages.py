"""The room board as pages: who sees what, what the wall never shows, and how cheap a look is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.factories.world import make_world

from vangnet.clinic.registry.models import RoomState

LIVE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def unit(db):
    """A unit whose morning is now, so that pages and records share one clock."""
    return make_world(now=timezone.now() - timedelta(hours=2))


@pytest.fixture
def busy(unit):
    """One person being observed with a reading and a dose, one waiting."""
    visit = unit.at_the_hatch(unit.patient(dose_mg="187.5"))
    unit.use(unit.hand_over(visit, dose_mg=Decimal("187.5")))
    unit.check_in(unit.patient())
    return unit


def signed_in(client, unit, name="nurse"):
    client.force_login(unit.staff[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def wall_of(unit):
    return reverse("board:wall", args=[unit.unit.pk])


@pytest.mark.parametrize(
    "name", ["desk", "nurse", "prescriber", "pharmacist", "manager", "auditor"]
)
def test_every_role_sees_the_board(client, busy, name):
    page = signed_in(client, busy, name).get(reverse("board:rooms"))
    assert page.status_code == 200
    assert "C-001" in page.text


def test_the_board_needs_a_signed_in_reader(client, busy):
    assert client.get(reverse("board:rooms")).status_code == 302


def test_the_board_at_a_desk_shows_the_dose(client, busy):
    page = signed_in(client, busy).get(reverse("board:rooms")).text
    assert "187.5\N{NO-BREAK SPACE}mg" in page


def test_the_wall_shows_no_dose_no_reading_no_name_and_no_button(client, busy):
    visit = busy.check_in(busy.patient())
    busy.blow(visit, "333.125")
    page = client.get(wall_of(busy)).text
    assert "C-001" in page
    for hidden in ("187.5", "333", "Test1", "Made Up", "µg", "<button", '<a class="button'):
        assert hidden not in page
    assert visit.patient.number in page


def test_the_wall_of_an_unknown_unit_is_not_found(client, busy):
    assert client.get(reverse("board:wall", args=[busy.rooms[0].pk])).status_code == 404


def test_the_wall_shows_nothing_of_another_unit(client, busy):
    other = make_world(code="east", now=timezone.now() - timedelta(hours=2))
    page = client.get(wall_of(other)).text
    assert "C-001" not in page


def test_an_unchanged_board_answers_304(client, busy):
    first = client.get(wall_of(busy), **LIVE)
    again = client.get(wall_of(busy), HTTP_IF_NONE_MATCH=first["ETag"], **LIVE)
    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""


def test_a_board_that_changed_answers_anew(client, busy):
    first = client.get(wall_of(busy), **LIVE)
    busy.check_in(busy.patient())
    again = client.get(wall_of(busy), HTTP_IF_NONE_MATCH=first["ETag"], **LIVE)
    assert again.status_code == 200


def test_the_board_at_a_desk_answers_304_too(client, busy):
    """Nothing that changes by itself, such as a form's token, stands in the live part."""
    signed_in(client, busy)
    first = client.get(reverse("board:rooms"), **LIVE)
    again = client.get(reverse("board:rooms"), HTTP_IF_NONE_MATCH=first["ETag"], **LIVE)
    assert again.status_code == 304


def test_a_look_at_the_wall_costs_nine_queries_however_full_it_is(client, busy):
    client.get(wall_of(busy), **LIVE)
    for _ in range(3):
        busy.room(busy.blow(busy.check_in(busy.patient())))
    with CaptureQueriesContext(connection) as asked:
        client.get(wall_of(busy), **LIVE)
    assert len(asked) == 9


def test_a_card_leads_to_the_next_step_of_its_visit(client, busy):
    visit = busy.unit.visits.get(patient__number="C-001")
    page = signed_in(client, busy).get(reverse("board:rooms")).text
    assert reverse("recovery:visit", args=[visit.pk]) in page
    desk = signed_in(client, busy, "desk").get(reverse("board:rooms")).text
    assert reverse("recovery:visit", args=[visit.pk]) not in desk


def test_a_room_is_cleaned_by_one_press(client, busy):
    room = busy.rooms[2]
    room.state = RoomState.CLEANING
    room.save()
    signed_in(client, busy, "desk")
    assert "Room is clean" in client.get(reverse("board:rooms")).text
    client.post(reverse("board:set-room"), {"room": str(room.pk)})
    room.refresh_from_db()
    assert room.state == RoomState.READY


def test_a_room_is_closed_and_opened(client, busy):
    signed_in(client, busy)
    for state in ("closed", "ready"):
        client.post(
            reverse("board:set-room"),
            {"room": str(busy.rooms[4].pk), "state": state, "back": "states"},
        )
        busy.rooms[4].refresh_from_db()
        assert busy.rooms[4].state == state


@pytest.mark.parametrize("room", ["", "nonsense", "other unit"])
def test_a_room_that_is_not_ours_is_not_found(client, busy, room):
    other = make_world(code="east", now=timezone.now() - timedelta(hours=2))
    key = str(other.rooms[0].pk) if room == "other unit" else room
    answer = signed_in(client, busy).post(
        reverse("board:set-room"), {"room": key, "state": "closed"}
    )
    assert answer.status_code == 404
    other.rooms[0].refresh_from_db()
    assert other.rooms[0].state == RoomState.READY


def test_an_auditor_cleans_no_room(client, busy):
    answer = signed_in(client, busy, "auditor").post(
        reverse("board:set-room"), {"room": str(busy.rooms[0].pk), "state": "closed"}
    )
    assert answer.status_code == 403


def test_the_emergency_page_is_there_for_everyone(client, busy):
    assert client.get(reverse("board:emergency-paper")).status_code == 200
    page = signed_in(client, busy, "desk").get(reverse("board:emergency-paper"))
    assert reverse("board:rooms") in page.text


def test_the_parts_are_shown_in_a_demonstration(client, unit):
    assert signed_in(client, unit).get(reverse("board:parts")).status_code == 200


def test_the_parts_are_not_found_in_a_real_unit(client, db):
    real = make_world(code="real", demonstration=False, now=timezone.now())
    assert signed_in(client, real).get(reverse("board:parts")).status_code == 404


def test_the_board_speaks_dutch(client, busy):
    client.cookies["django_language"] = "nl"
    page = client.get(wall_of(busy)).text
    assert "Wachtruimte" in page
    assert "Waiting room" not in page
