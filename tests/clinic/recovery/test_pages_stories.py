"""The pages after a dose in a real Chromium: the room, the search, the record; clean and inside."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.board.conftest import browser, show  # noqa: F401
from tests.clinic.looking import look
from tests.clinic.recovery.test_devices_at_the_door import wear
from tests.clinic.recovery.test_following import tried
from tests.clinic.seen import smallest
from tests.factories.devices import keep
from tests.factories.filling.emergency import end, log, naloxone, start
from tests.factories.pages import at_present, signed_in

from vangnet.clinic.devices.frames.measured import PER_MINUTE, Kind
from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.recovery.emergency.models import ActKind, Outcome

SIZES = {"desk": (1366, 850), "tablet": (820, 1180)}


@pytest.fixture(scope="module", autouse=True)
def _database_beside_the_browser():
    """The browser keeps an event loop in this thread; the pages are asked for in the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


class Pages(dict):
    """Pages by name, and the visit whose room they show."""

    def __init__(self, known, visit):
        super().__init__(known)
        self.visit = visit


@pytest.fixture
def pages(trial, client):
    """Each page in the state it is named after."""
    world = wear(at_present(trial, minutes=50))
    visit = world.visit
    _looked_at(world, visit)
    search = _left(world)
    ran = _overdose(world)
    signed_in(client, world, "prescriber")
    room = reverse("recovery:visit", args=[visit.pk])
    follow = reverse("recovery:follow-up", args=[search.departure.visit_id])

    def measured(oxygen, *, minutes=0):
        world.now = timezone.now() - timedelta(minutes=minutes)
        keep(world, world.device, value=oxygen)
        keep(world, world.device, value=71, kind=Kind.PULSE, unit=PER_MINUTE)
        return client.get(room)

    def reached():
        world.now = timezone.now()
        tried(world, search, is_reached=True)
        return client.get(follow)

    return Pages({
        "room-silent": lambda: client.get(room),
        "room-old": lambda: measured(96, minutes=2),
        "room-device": lambda: measured(84),
        "room-refused": lambda: client.post(
            reverse("recovery:exit-check", args=[visit.pk]),
            {"exit-request_id": str(search.pk), "exit-spo2": "96", "all_well": "1"},
        ),
        "search": lambda: client.get(follow),
        "search-fault": lambda: client.post(
            follow, {"request_id": str(search.pk), "is_reached": "", "words": ""}
        ),
        "search-tried": lambda: tried(world, search, is_reached=False) and client.get(follow),
        "search-reached": reached,
        "record": lambda: client.get(reverse("emergency:screen", args=[ran.pk])),
    }, visit)  # fmt: skip


def _looked_at(world, visit):
    for minutes, percent in ((-25, 88), (-20, 92), (-10, 95), (-1, 96)):
        world.now = timezone.now() + timedelta(minutes=minutes)
        world.observe(visit, spo2_percent=percent, breaths_per_minute=14, pulse_per_minute=72)
    world.now = timezone.now()


def _left(world):
    visit = world.at_the_hatch(world.patient())
    world.use(world.hand_over(visit), minutes=0)
    leaving = recovery.leave_against_advice(
        visit=visit, owner=world.staff["prescriber"], by=world.nurse, at=world.now,
        reached_by=world.staff["second_nurse"],
    )  # fmt: skip
    return leaving.departure.follow_up


def _overdose(world):
    naloxone(world, 3)
    ran = start(world, world.check_in(world.patient()).patient)
    for kind in (ActKind.AMBULANCE_CALLED, ActKind.NALOXONE, ActKind.BREATHING):
        log(world, ran, kind)
    return end(world, ran, Outcome.OBSERVATION)


def looked_at(page, name):
    problems = look(page, name)
    if page.locator("main .button").count() and smallest(page, "main .button") < 44:
        problems.append((name, "a button is too small", []))
    return problems


@pytest.mark.stories
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_after_a_dose_is_clean_and_stays_inside(client, show, pages, size, language):  # noqa: F811
    client.cookies["django_language"] = language
    problems, (width, height) = [], SIZES[size]
    room = reverse("recovery:alarm", args=[pages.visit.pk])
    live = {room: lambda route: route.fulfill(status=304)}  # the part that asks says the same
    for name, answer in pages.items():
        given = answer()
        assert given.status_code in (200, 409, 422), (name, given.status_code)
        opened = show(given.text, width=width, height=height, answers=live)
        problems += looked_at(opened, f"{name}-{size}-{language}")
        opened.close()
    assert problems == []
