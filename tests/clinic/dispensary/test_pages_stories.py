"""Sign-in, desk, breath test, check, hatch and use in a real Chromium: clean for axe, inside

their window, and the one page that hands out fits a screen without scrolling.
"""

import pytest
from django.urls import reverse
from tests.clinic.board.conftest import browser, show  # noqa: F401
from tests.clinic.dispensary.pages import press, sign_in, witness_signs
from tests.clinic.looking import SIZES, look, look_at_every_size
from tests.clinic.seen import steps_run_together, under_the_bar
from tests.factories.pages import at_present

from vangnet.clinic.registry.actions import record_alert
from vangnet.clinic.registry.models import AlertKind

PAGES = [
    "sign-in", "switch", "desk", "results", "found", "found-wrong", "leaves", "breath",
    "read-back", "differs", "over", "passed", "check", "check-wrong", "hatch", "allowed",
    "wrong-pin", "refused", "room", "started", "wrong-sum",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _database_beside_the_browser():
    """The browser keeps an event loop in this thread; the pages are asked for in the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


def visits(unit):
    """One that waits, one over the limit, one tested, one at the hatch."""
    patient, waits, passes, blows = (unit.patient() for _ in range(4))
    record_alert(patient=patient, kind=AlertKind.ALLERGY, words="latex", by=unit.nurse,
                 at=unit.now)  # fmt: skip
    waiting, over = unit.check_in(waits), unit.blow(unit.check_in(blows), "400")
    tested = unit.blow(unit.check_in(passes))
    ready = unit.check(unit.blow(unit.check_in(patient)))
    return waiting, over, tested, ready


@pytest.fixture
def pages(trial, client):
    """Every page of a visit by its name, each in the state it is named after."""
    unit = at_present(trial)
    sign_in(client, unit.nurse)
    waiting, over, tested, ready = visits(unit)

    def url(name, one):
        return reverse(name, args=[one.pk])

    def found():
        return url("reception:found", unit.patient())

    hatch, use = url("dispensary:visit-hatch", ready), url("dispensary:use", ready)
    wrong, breath = witness_signs(unit, pin="0000"), url("dispensary:breath", waiting)
    return {
        "sign-in": lambda: client.__class__().get(f"/staff/sign-in?unit={unit.unit.code}"),
        "switch": lambda: client.get(reverse("staff:switch-user")),
        "desk": lambda: client.get(reverse("reception:desk")),
        "results": lambda: client.post(reverse("reception:desk"), {"q": "made up"}),
        "found": lambda: client.get(found()),
        "found-wrong": lambda: press(client, found(), form="check-in", birth_date="x"),
        "leaves": lambda: client.get(url("reception:turn-away", waiting)),
        "breath": lambda: client.get(breath),
        "read-back": lambda: press(client, breath, form="breath", reading="61"),
        "differs": lambda: press(client, breath, form="breath", reading="61", read_back="16"),
        "over": lambda: client.get(url("dispensary:breath", over)),
        "passed": lambda: client.get(url("dispensary:breath", tested)),
        "check": lambda: client.get(url("dispensary:check", tested)),
        "check-wrong": lambda: client.post(url("dispensary:check", tested), {}),
        "hatch": lambda: client.get(reverse("dispensary:hatch")),
        "allowed": lambda: client.get(hatch),
        "wrong-pin": lambda: press(client, hatch, form="hand-over", **wrong),
        "refused": lambda: client.get(url("dispensary:visit-hatch", over)),
        "room": lambda: press(client, hatch, form="hand-over", **witness_signs(unit))
        and client.get(use),
        "started": lambda: press(client, use, form="start", step="start") and client.get(use),
        "wrong-sum": lambda: press(client, use, form="amounts", step="amounts",
                                   not_used_mg="9000"),
    }  # fmt: skip


@pytest.mark.stories
def test_every_page_is_clean_and_stays_inside(show, pages):  # noqa: F811
    problems = []
    for name in PAGES:
        answer = pages[name]()
        assert answer.status_code in (200, 409, 422), (name, answer.status_code)
        problems += look_at_every_size(show(answer.text), name)
    assert problems == []


@pytest.mark.stories
def test_the_pages_fit_in_dutch(client, show, pages):  # noqa: F811
    client.cookies["django_language"] = "nl"
    problems = []
    for name in ("desk", "found", "over", "check", "allowed", "refused", "room", "started"):
        problems += look(show(pages[name]().text, width=820, height=1180), f"{name}-nl")
    assert problems == []


MANY_MORE = """(n) => {
  const all = document.querySelector(".witnesses"), one = all.lastElementChild;
  for (let i = 0; i < n; i += 1) all.append(one.cloneNode(true));
}"""


@pytest.mark.stories
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("size", ["desk", "side", "tablet"])
def test_the_signatures_are_on_the_first_screen(client, show, pages, size, language):  # noqa: F811
    client.cookies["django_language"] = language
    width, height = SIZES[size]
    page = show(pages["allowed"]().text, width=width, height=height)
    for more in (0, 3, 14):
        page.evaluate(MANY_MORE, more)
        assert under_the_bar(page, "#id_witness_read_mg", "#id_pin") == []
    assert page.locator(".witnesses").bounding_box()["height"] < 220
    signed, background = (page.locator(one).bounding_box()["y"] for one in ("#id_pin", "#less"))
    assert signed < background


@pytest.mark.stories
@pytest.mark.parametrize("size", ["desk", "side", "tablet"])
def test_the_use_page_opens_on_its_step(show, pages, size):  # noqa: F811
    width, height = SIZES[size]
    for name in ("room", "started"):
        page = show(pages[name]().text, width=width, height=height)
        assert under_the_bar(page, "main [data-primary]") == [], name
        assert not steps_run_together(page)


@pytest.mark.stories
def test_all_that_is_signed_at_the_hatch_is_seen_at_once(show, pages):  # noqa: F811
    page = show(pages["allowed"]().text)
    signed = ("#id_container", "#id_kit", "#id_room", "#id_witness_read_mg", "#id_pin")
    assert under_the_bar(page, *signed) == []
    assert page.locator("[data-hands-out]").inner_text() == "Hand over 200\xa0mg to " + (
        page.locator(".patient-number").first.inner_text()
    )
