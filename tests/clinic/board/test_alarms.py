"""The one line of each room on the board; what the wall says of it, and at what price."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.factories.pages import signed_in
from tests.factories.world import make_world

from vangnet.clinic.board import fresh
from vangnet.clinic.journal.models import Leaf
from vangnet.clinic.recovery.models import Absence, AlarmAnswer
from vangnet.clinic.registry.models import WallShows

LIVE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def unit(db):
    """Twenty minutes after a dose, somebody whose oxygen asks for a call."""
    world = make_world(now=timezone.now() - timedelta(minutes=25))
    world.visit = world.at_the_hatch(world.patient())
    world.use(world.hand_over(world.visit))
    world.later(minutes=15).observe(world.visit, spo2_percent=84)
    world.later(minutes=4, seconds=50).observe(world.visit, spo2_percent=76)
    return world


def board(client, unit, name="nurse"):
    return signed_in(client, unit, name).get(reverse("board:rooms"))


def wall(client, unit, **headers):
    return client.get(reverse("board:wall", args=[unit.unit.pk]), **headers)


def button(unit, *, kind="call_sign"):
    return {"alarm": f"{unit.visit.pk}:{kind}:oxygen"}


def test_the_card_says_what_is_the_matter_and_rings(client, unit):
    page = board(client, unit).text
    assert "Call the nurse. Oxygen 76" in page
    assert 'data-alarm="high" data-sounds' in page
    assert 'class="spark"' in page


def test_the_wall_says_where_to_go_without_a_reading_a_trend_or_a_button(client, unit):
    page = wall(client, unit).text
    assert "Call the nurse" in page
    assert "data-sounds" in page
    for hidden in ("76\N{NARROW NO-BREAK SPACE}%", "Oxygen", 'class="spark"', "<button"):
        assert hidden not in page


def test_a_role_without_clinical_sight_sees_where_to_go_and_no_value(client, unit):
    page = board(client, unit, "desk").text
    assert "Call the nurse" in page
    assert "Oxygen" not in page
    assert "I go" not in page


def test_one_press_answers_in_the_name_of_who_is_signed_in(client, unit):
    signed_in(client, unit)
    client.post(reverse("recovery:answer"), button(unit))
    assert AlarmAnswer.objects.get(visit=unit.visit).by == unit.nurse
    page = client.get(reverse("board:rooms")).text
    assert "Answered" in page
    assert "data-sounds" not in page


def test_an_alarm_that_changed_is_not_answered_and_the_page_says_so(client, unit):
    signed_in(client, unit)
    answer = client.post(reverse("recovery:answer"), button(unit, kind="watch_sign"), follow=True)
    assert "has changed. Read it." in answer.text
    assert not AlarmAnswer.objects.filter(visit=unit.visit).exists()


@pytest.mark.parametrize("sent", ["", "nonsense", "x:call_sign:oxygen"])
def test_a_button_that_is_none_is_not_found(client, unit, sent):
    signed_in(client, unit)
    assert client.post(reverse("recovery:answer"), {"alarm": sent}).status_code == 404


def test_the_desk_may_say_that_somebody_left_but_answers_nothing(client, unit):
    signed_in(client, unit, "desk")
    assert client.post(reverse("recovery:answer"), button(unit)).status_code == 403
    client.post(reverse("recovery:gone", args=[unit.visit.pk]))
    assert Absence.objects.get(visit=unit.visit).is_gone
    assert "Not in the room since" in board(client, unit).text


def test_the_page_in_recovery_shows_its_alarm_live(client, unit):
    signed_in(client, unit)
    page = reverse("recovery:alarm", args=[unit.visit.pk])
    first = client.get(page, **LIVE)
    assert "Call the nurse" in first.text
    assert client.get(page, HTTP_IF_NONE_MATCH=first["ETag"], **LIVE).status_code == 304


def test_what_somebody_wrote_is_on_every_board_at_its_next_question(client, unit):
    first = wall(client, unit, **LIVE)
    unit.later(seconds=5).observe(unit.visit, spo2_percent=60)
    again = wall(client, unit, HTTP_IF_NONE_MATCH=first["ETag"], **LIVE)
    assert again.status_code == 200
    assert "Go in now" in again.text


def test_an_unchanged_board_costs_one_question(client, unit):
    first = wall(client, unit, **LIVE)
    with CaptureQueriesContext(connection) as asked:
        again = wall(client, unit, HTTP_IF_NONE_MATCH=first["ETag"], **LIVE)
    assert (again.status_code, len(asked)) == (304, 1)


def test_a_kept_board_is_made_anew_when_its_moment_is_over(client, unit, monkeypatch):
    first = wall(client, unit, **LIVE)
    monkeypatch.setattr(fresh, "KEPT_SECONDS", 0)
    with CaptureQueriesContext(connection) as asked:
        wall(client, unit, HTTP_IF_NONE_MATCH=first["ETag"], **LIVE)
    assert len(asked) == 2  # whether anything was written; the rest is known


def test_boards_of_two_roles_are_never_mixed(client, unit):
    nurse = signed_in(client, unit).get(reverse("board:rooms"), **LIVE).text
    desk = signed_in(client, unit, "desk").get(reverse("board:rooms"), **LIVE).text
    assert "200\N{NO-BREAK SPACE}mg" in nurse
    assert "200\N{NO-BREAK SPACE}mg" not in desk


@pytest.mark.parametrize(("shows", "number", "dose"), [
    (WallShows.ROOMS, False, False), (WallShows.NUMBERS, True, False),
    (WallShows.DOSES, True, True),
])  # fmt: skip
def test_the_wall_shows_what_the_unit_chose(client, unit, shows, number, dose):
    unit.check_in(unit.patient())
    signed_in(client, unit, "manager")
    client.post(reverse("board:choose-wall"), {"shows": shows})
    client.logout()
    page = wall(client, unit).text
    assert ("C-001" in page, "C-002" in page) == (number, number)
    assert ("200\N{NO-BREAK SPACE}mg" in page) is dose
    assert "Call the nurse" in page
    assert "Test1" not in page


def test_the_choice_stands_in_the_journal_with_who_made_it(client, unit):
    signed_in(client, unit, "prescriber")
    client.post(reverse("board:choose-wall"), {"shows": "rooms"})
    leaf = Leaf.objects.filter(table_name="registry_unit").latest("id")
    assert '"wall_shows": "rooms"' in leaf.image
    assert leaf.actor == str(unit.staff["prescriber"].pk)


@pytest.mark.parametrize("name", ["desk", "nurse", "pharmacist", "auditor"])
def test_not_everyone_chooses_what_the_wall_shows(client, unit, name):
    signed_in(client, unit, name)
    assert client.post(reverse("board:choose-wall"), {"shows": "doses"}).status_code == 403
    assert client.post(reverse("board:choose-wall"), {"shows": "names"}).status_code == 403
