"""What is kept of a board, and what makes it be read anew at the next question."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.devices import keep, oximeter, put_on
from tests.factories.pages import at_present
from tests.factories.world import make_world

from vangnet.clinic.board import changes, fresh
from vangnet.clinic.board.reading import look
from vangnet.clinic.devices.frames.measured import Flag
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.keyed import new_key
from vangnet.clinic.recovery import vitals
from vangnet.clinic.registry.models import Room

LIVE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def for_long(monkeypatch):
    """Nothing is made anew because its moment is over: only because something was written."""
    monkeypatch.setattr(fresh, "KEPT_SECONDS", 3600)
    monkeypatch.setattr(fresh, "WHOLE_SECONDS", 3600)


@pytest.fixture
def worn(db):
    """Some minutes after a dose, looked at, with an oximeter that has sent a good value."""
    world = make_world(now=timezone.now() - timedelta(minutes=25))
    world.visit = world.at_the_hatch(world.patient())
    world.use(world.hand_over(world.visit))
    world.now = timezone.now() - timedelta(seconds=20)
    world.observe(world.visit, spo2_percent=97)
    world.device = oximeter(world)
    put_on(world, world.visit, world.device)
    keep(world.later(seconds=1), world.device, value=97)
    return world


def wall(client, unit, tag=""):
    more = {"HTTP_IF_NONE_MATCH": tag} if tag else {}
    return client.get(reverse("board:wall", args=[unit.pk]), **LIVE, **more)


def test_what_a_slow_writer_commits_late_is_on_the_board_at_its_next_question(open_world):
    """Its leaf has a lower number than one that every board has already seen."""
    world, client = at_present(open_world), Client()
    slow = connection.copy()
    slow.set_autocommit(False)
    try:
        with slow.cursor() as cursor:
            cursor.execute("select set_config('vangnet.actor', 'system:test', true)")
            cursor.execute(
                "update registry_room set state = 'closed' where id = %s", [world.rooms[0].pk]
            )
        world.check_in(world.patient())
        first = wall(client, world.unit)
        assert wall(client, world.unit, first["ETag"]).status_code == 304
        slow.commit()
    finally:
        slow.close()
    assert Room.objects.get(pk=world.rooms[0].pk).state == "closed"
    again = wall(client, world.unit, first["ETag"])
    assert again.status_code == 200
    assert "Out of service" in again.text


def test_a_value_that_asks_for_something_is_on_the_board_at_its_next_question(worn, client):
    first = wall(client, worn.unit)
    assert "Go in now" not in first.text
    keep(worn.later(seconds=1), worn.device, value=60)
    again = wall(client, worn.unit, first["ETag"])
    assert "Go in now" in again.text


def test_a_value_that_asks_for_no_more_than_the_last_one_waits_for_its_moment(worn, monkeypatch):
    fresh.of(worn.unit.pk, kind=("nurse", "en"), make=lambda _look: "kept")
    keep(worn.later(seconds=1), worn.device, value=96)
    keep(worn.later(seconds=1), worn.device, value=40, flags=(Flag.LOW_SIGNAL,))  # doubted
    anew = fresh.of(worn.unit.pk, kind=("nurse", "en"), make=lambda _look: "anew")
    assert anew.text == "kept"
    monkeypatch.setattr(fresh, "KEPT_SECONDS", 0)
    anew = fresh.of(worn.unit.pk, kind=("nurse", "en"), make=lambda _look: "anew")
    assert anew.text == "anew"


def test_what_devices_sent_is_on_the_trend_line_without_reading_the_unit_again(worn, monkeypatch):
    fresh.of(worn.unit.pk, kind=("nurse", "en"), make=lambda _look: "first")
    monkeypatch.setattr(fresh, "look", lambda *_args, **_more: pytest.fail("it was read again"))
    monkeypatch.setattr(fresh, "KEPT_SECONDS", 0)
    for value in (96, 96, 95):
        keep(worn.later(seconds=1), worn.device, value=value)
    seen = []
    fresh.of(worn.unit.pk, kind=("nurse", "en"), make=lambda known: seen.append(known) or "anew")
    facts = seen[0].alarms[worn.visit.pk]
    assert [one.value for one in facts.readings if one.device] == [97, 96, 95]
    assert facts.readings == vitals.of_visits([worn.visit.pk]).readings[worn.visit.pk]


def test_now_and_then_everything_is_read_anew(worn, monkeypatch):
    """A protocol comes into force by the clock, and nobody writes anything then."""
    fresh.of(worn.unit.pk, kind=("", "en"), make=lambda _look: "first")
    monkeypatch.setattr(fresh, "WHOLE_SECONDS", 0)
    assert fresh.asked_again(worn.unit.pk, kind=("", "en"), session=None) == (None, None)
    assert fresh.of(worn.unit.pk, kind=("", "en"), make=lambda _look: "anew").text == "anew"


def test_a_value_of_another_unit_or_of_nobody_changes_nothing_here(worn):
    fresh.of(worn.unit.pk, kind=("", "en"), make=lambda _look: "kept")
    loose = oximeter(worn, name="Oximeter 2")
    keep(worn, loose, value=40)
    mark = changes.since(None, unit=worn.unit.pk).mark
    keep(worn, loose, value=41)
    written = changes.since(mark, unit=worn.unit.pk)
    assert written.only_readings
    # While somebody writes, some that were known before are told once more.
    assert "Oximeter 2" not in {one.reading.device for one in written.readings}


def test_one_reading_of_the_unit_serves_every_kind_of_reader(worn, monkeypatch):
    read = []
    monkeypatch.setattr(fresh, "look", lambda *a, **k: read.append(a) or look(*a, **k))
    for kind in (("", "en"), ("nurse", "en"), ("nurse", "nl"), ("desk", "en"), ("", "en")):
        fresh.of(worn.unit.pk, kind=kind, make=lambda _look: "a part")
    assert len(read) == 1


def test_a_unit_that_does_not_exist_has_no_board(worn):
    assert fresh.of(worn.rooms[0].pk, kind=("", "en"), make=lambda _look: "") is None


def test_a_unit_without_rooms_has_a_board_that_says_so(client, db):
    bare = make_world(code="bare", now=timezone.now()).unit
    bare.pk, bare.code = new_key(), "bare-2"
    with acting("system:test"):
        bare.save(force_insert=True)
    assert "no rooms yet" in wall(client, bare).text
