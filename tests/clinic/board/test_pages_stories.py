"""Every page of board, recovery, patients, orders, register and protocol in a real Chromium:

clean for axe, inside its window, without errors of scripts, also in Dutch and on a tablet.
"""

from decimal import Decimal

import pytest
from django.urls import reverse
from tests.clinic.looking import SIZES, look
from tests.clinic.seen import cut, smallest, steps_run_together
from tests.factories.pages import at_present, signed_in
from tests.factories.world import World

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.dispensary.use import start_use
from vangnet.clinic.registry.actions import record_alert, set_room_state, set_wall
from vangnet.clinic.registry.models import AlertKind, RoomState, WallShows

PAGES = [
    "rooms", "states", "emergency", "recovery", "recovery-over", "against-advice", "patients",
    "patient", "decision", "orders", "order", "hold", "register", "count", "waste", "receive",
    "protocol",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _database_beside_the_browser():
    """The browser keeps an event loop in this thread; the pages are asked for in the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def busy(trial: World) -> World:
    """A unit in the middle of its morning: a room in every state."""
    unit = at_present(trial, minutes=70)
    _recovered(unit)
    unit.later(minutes=24)
    set_room_state(room=unit.rooms[6], state=RoomState.CLEANING, by=unit.nurse, at=unit.now)
    set_room_state(room=unit.rooms[7], state=RoomState.CLOSED, by=unit.nurse, at=unit.now)
    seen = _recovered(unit, again=False)
    for minutes, oxygen in ((2, 94), (4, 95), (5, 96)):
        unit.later(minutes=minutes)
        unit.observe(seen, spo2_percent=oxygen, breaths_per_minute=12 + minutes % 3)
    unit.later(minutes=12)
    start_use(use=_dosed(unit).use, by=unit.nurse, at=unit.now)
    unit.room(unit.blow(unit.check_in(unit.patient()), "312"))
    unit.at_the_hatch(unit.patient())
    unit.blow(unit.check_in(unit.patient()))
    unit.check_in(unit.patient())
    return unit


def _dosed(unit):
    visit = unit.at_the_hatch(unit.patient())
    unit.hand_over(visit, dose_mg=Decimal(9000))
    return unit.hand_over(visit)


def _recovered(unit, *, again=True):
    dose = unit.use(_dosed(unit), given_mg="150" if again else None)
    record_alert(
        patient=dose.patient, kind=AlertKind.NO_KNOWN_ALLERGIES, words="", by=unit.nurse,
        at=unit.now,
    )  # fmt: skip
    consulting.put_on_hold(
        patient=dose.patient, kind=HoldKind.SOFT, reason="drowsy_after_last_dose",
        owner=unit.nurse, by=unit.nurse, at=unit.now,
    )  # fmt: skip
    return dose.visit


def address(unit, page):
    old = unit.unit.visits.order_by("opened_at").first()
    new = unit.unit.visits.order_by("opened_at")[1]
    box, dose = unit.containers[0], old.hand_overs.get(allowed=False)
    return {
        "rooms": lambda: reverse("board:rooms"),
        "states": lambda: reverse("board:states"),
        "emergency": lambda: reverse("board:emergency-paper"),
        "recovery": lambda: reverse("recovery:visit", args=[new.pk]),
        "recovery-over": lambda: reverse("recovery:visit", args=[old.pk]),
        "against-advice": lambda: reverse("recovery:against-advice", args=[new.pk]),
        "patients": lambda: reverse("registry:patients"),
        "patient": lambda: reverse("registry:patient", args=[old.patient_id]),
        "decision": lambda: reverse("registry:decision", args=[dose.pk]),
        "orders": lambda: reverse("consulting:orders"),
        "order": lambda: reverse("consulting:order", args=[old.patient_id]),
        "hold": lambda: reverse("consulting:hold", args=[old.patient_id]),
        "register": lambda: reverse("vault:register"),
        "count": lambda: reverse("vault:count", args=[box.pk]),
        "waste": lambda: reverse("vault:waste", args=[box.pk]),
        "receive": lambda: reverse("vault:receive"),
        "protocol": lambda: reverse("protocols:protocol"),
    }[page]()


def reader(page):
    ours = {"order": "prescriber", "protocol": "prescriber", "orders": "prescriber"}
    vault = dict.fromkeys(("register", "count", "waste", "receive"), "pharmacist")
    return {**ours, **vault}.get(page, "nurse")


def unchanged(address):
    """The live part of a page asks again, and hears that nothing changed."""
    return {address: lambda route: route.fulfill(status=304)}


@pytest.mark.stories
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_clean_and_stays_inside(client, show, busy, size):
    width, height = SIZES[size]
    problems = []
    for page in PAGES:
        answer = signed_in(client, busy, reader(page)).get(address(busy, page))
        assert answer.status_code == 200, page
        still = unchanged(address(busy, page))
        shown = show(answer.text, width=width, height=height, answers=still)
        problems += look(shown, f"{page}-{size}")
    assert problems == []


ROOMS = """(n) => {
  const all = document.querySelector(".rooms"), has = [...all.children];
  for (let i = has.length; i < n; i += 1) all.append(has[i % has.length].cloneNode(true));
}"""
# What of a card is written over its neighbour.
RUN_TOGETHER = """() => [...document.querySelectorAll(".room-patient, .room-minutes, .room-dose")]
  .filter((one) => one.parentElement.scrollWidth > one.parentElement.clientWidth + 1
    || one.scrollWidth > Math.ceil(one.getBoundingClientRect().width))
  .map((one) => one.textContent)"""
CLIPPED = """() => [...document.querySelectorAll(".room")]
  .filter((one) => one.scrollHeight > one.clientHeight + 1).map((one) => one.textContent)"""
# As many of the rooms ring, in rows of their own.
RINGING = """(n) => {
  const one = document.querySelector(".room:has([data-sounds])");
  const calm = [...document.querySelectorAll(".room:not(:has([data-sounds]))")];
  document.querySelectorAll(".room:has([data-sounds])").forEach((room) => {
    if (room !== one) room.replaceWith(calm[0].cloneNode(true));
  });
  for (let i = 1; i < n; i += 1) calm[i * 4].replaceWith(one.cloneNode(true));
}"""
WAITING = """(n) => {
  const all = document.querySelector(".waiting"), has = [...all.children];
  for (let i = has.length; i < n; i += 1) all.append(has[i % has.length].cloneNode(true));
}"""


WALLS = {"wall": (1920, 1080), "desk": SIZES["desk"], "tablet": SIZES["tablet"]}


@pytest.mark.stories
@pytest.mark.parametrize("shows", WallShows)
@pytest.mark.parametrize("size", WALLS)
def test_the_wall_is_clean_and_shows_what_the_unit_chose(client, show, busy, size, shows):
    set_wall(unit=busy.unit, shows=shows, by=busy.staff["manager"])
    wall, (width, height) = reverse("board:wall", args=[busy.unit.pk]), WALLS[size]
    page = show(client.get(wall).text, width=width, height=height, answers=unchanged(wall))
    assert look(page, f"wall-{shows}-{size}") == []
    seen = page.inner_text("body").replace(busy.unit.name, "")
    numbers = {one.patient.number for one in busy.unit.visits.filter(closed_at__isnull=True)}
    assert {one for one in numbers if one in seen} == (set() if shows == "rooms" else numbers)
    assert ("mg" in seen) is (shows == "doses")
    for never in ("Test", "Made Up", "312", "µg/L", "Hydrochloride", "Diamorphine"):
        assert never not in seen
    assert page.locator("main a, main button, main form, main input, .spark").count() == 0
    assert page.evaluate(RUN_TOGETHER) == []
    assert page.evaluate(CLIPPED) == []
    assert width < 960 or page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.stories
@pytest.mark.parametrize("size", WALLS)
def test_the_choice_of_what_the_wall_shows_is_clean_and_fits_a_thumb(client, show, busy, size):
    width, height = WALLS[size]
    answer = signed_in(client, busy, "manager").get(reverse("board:choose-wall"))
    page = show(answer.text, width=width, height=height)
    assert look(page, f"choose-wall-{size}") == []
    assert smallest(page, "main .tick, .action-bar .button") >= 44
    assert page.locator("input[name=shows]").count() == len(WallShows)


@pytest.mark.stories
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("size", ["desk", "tablet"])
def test_sixteen_rooms_and_who_waits_are_in_one_window(client, show, busy, size, language):
    """Also while three of them ring."""
    client.cookies["django_language"] = language
    visit = busy.unit.visits.filter(closed_at__isnull=True, uses__ended_at__isnull=False).last()
    busy.observe(visit, spo2_percent=60)
    width, height = SIZES[size]
    answer = signed_in(client, busy).get(reverse("board:rooms"))
    still = unchanged(reverse("board:rooms"))
    page = show(answer.text, width=width, height=height, answers=still)
    assert page.locator(".room [data-sounds]").count() > 0
    page.evaluate(ROOMS, 16)
    page.evaluate(RINGING, 3)
    page.evaluate(WAITING, 6)
    assert look(page, f"sixteen-{size}-{language}") == []
    assert page.locator(".room [data-sounds]").count() == 3
    assert (
        page.evaluate("document.querySelector('.board').getBoundingClientRect().bottom") <= height
    )
    assert smallest(page, ".room .button") >= 44


@pytest.mark.stories
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("rooms", [8, 16, 24])
def test_every_room_is_on_the_wall(client, show, busy, rooms, language):
    client.cookies["django_language"] = language
    wall = reverse("board:wall", args=[busy.unit.pk])
    page = show(client.get(wall).text, width=1920, height=1080, answers=unchanged(wall))
    page.evaluate(ROOMS, rooms)
    ends = page.eval_on_selector_all(
        ".room", "all => all.map(e => e.getBoundingClientRect().bottom)"
    )
    assert len(ends) == rooms
    assert max(ends) <= 1080
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert cut(page) == []
    sizes = page.eval_on_selector_all(
        ".room-patient, .room-minutes, .room-state, .room-note",
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))",
    )
    assert min(sizes) >= 18  # read at two metres


@pytest.mark.stories
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_what_is_pressed_in_recovery_fits_a_thumb(client, show, busy, size, language):
    client.cookies["django_language"] = language
    width, height = SIZES[size]
    answer = signed_in(client, busy, "nurse").get(address(busy, "recovery"))
    page = show(answer.text, width=width, height=height)
    assert smallest(page, ".signs-row .choice, #exit .button, #exit input") >= 44
    assert smallest(page, ".signs-row .choice, .signs-row .button, #exit .large") >= 56
    assert size == "phone" or not steps_run_together(page)


@pytest.mark.stories
def test_the_pages_fit_in_dutch(client, show, busy):
    client.cookies["django_language"] = "nl"
    problems = []
    for page in ("rooms", "recovery", "patient", "register", "protocol"):
        answer = signed_in(client, busy, reader(page)).get(address(busy, page))
        still = unchanged(address(busy, page))
        for width, height in (SIZES["desk"], SIZES["side"]):
            shown = show(answer.text, width=width, height=height, answers=still)
            problems += look(shown, f"{page}-nl-{width}")
    assert problems == []


@pytest.mark.stories
def test_a_board_that_hears_nothing_says_so(client, show, busy):
    answer = client.get(reverse("board:wall", args=[busy.unit.pk]))
    live = reverse("board:wall", args=[busy.unit.pk])
    silent = {live: lambda route: route.abort()}
    page = show(answer.text, answers=silent, clock_at=busy.now, width=1920, height=1080)
    page.clock.run_for(12_000)
    assert page.locator(".when-stale").is_visible()
    page.clock.run_for(25_000)
    assert "is-lost" in page.evaluate("document.documentElement.className")


@pytest.mark.stories
def test_an_unchanged_answer_keeps_the_board_up_to_date(client, show, busy):
    answer = client.get(reverse("board:wall", args=[busy.unit.pk]))
    live = reverse("board:wall", args=[busy.unit.pk])
    asked = []

    def once(route):
        asked.append(route.request.headers.get("if-none-match"))
        if asked[-1]:
            route.fulfill(status=304)
        else:
            route.fulfill(body="<p>Anew</p>", headers={"ETag": '"a"'})

    page = show(answer.text, answers={live: once}, clock_at=busy.now, width=1920, height=1080)
    for _ in range(8):
        page.clock.run_for(2_000)
        page.wait_for_timeout(50)
    assert asked[:2] == [None, '"a"']
    assert page.locator("text=Anew").is_visible()
    assert not page.locator(".when-stale").is_visible()
