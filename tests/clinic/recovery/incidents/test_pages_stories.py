"""The pages of readiness and of incidents in a real Chromium: clean, inside their window."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from tests.clinic.board.conftest import browser, show  # noqa: F401
from tests.clinic.seen import cut, smallest
from tests.factories.filling.incidents import corrected, fill, lesson, measured, told
from tests.factories.history import dose
from tests.factories.pages import at_present, signed_in, signing

from vangnet.clinic.dispensary.models import HandOver
from vangnet.rules.incidents import Grade, IncidentKind, MeasureKind

SIZES = {"desk": (1366, 850), "tablet": (820, 1180), "phone": (390, 800)}
PICTURES = os.environ.get("VANGNET_SHOTS")  # a folder to look at the pages oneself


@pytest.fixture(scope="module", autouse=True)
def _database_beside_the_browser():
    """The browser keeps an event loop in this thread; the pages are asked for in the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


def some_months(world):
    """Doses and incidents in the months behind, so that there is something to draw."""
    patient = at_present(world, days=41).patient()
    for days_ago, kinds in ((40, ("fall", "seizure", "overdose")), (1, ("overdose",))):
        at_present(world, days=days_ago)
        world.order(patient, is_restart=True)
        dose(world, patient, "200")
        given = HandOver.objects.filter(patient=patient, allowed=True).latest("at")
        for kind in kinds:
            told(
                world, patient, kind=IncidentKind(kind), dose=given, visit=given.visit,
                grade=Grade.SERIOUS_HARM, words="Went down in the room; oxygen, awake again.",
            )  # fmt: skip
    at_present(world)
    return patient


@pytest.fixture
def pages(trial, client):
    """Every page by its name, each with something on it."""
    unit = trial
    patient = some_months(unit)
    fill(unit, patient)
    first = told(
        unit, unit.patient(), kind=IncidentKind.DIVERSION, grade=Grade.PASSING_HARM,
        words="Something was held under the tongue and handed to somebody at the door.",
    )  # fmt: skip
    corrected(unit, first, words="A part of the dose was kept in the hand and given away outside.")
    measured(unit, first, MeasureKind.SUSPENSION)
    lesson(unit, first, "Look into both hands before the door of the room opens.")
    for _n in range(3):
        told(unit, words="Shouted at the desk and threw a chair.")
    signed_in(client, unit, "prescriber")

    def at(name, *keys):
        return reverse(f"incidents:{name}", args=keys)

    asked = {
        "list": at("list"), "new": at("new"), "incident": at("incident", first.pk),
        "correct": at("correct", first.pk), "strike": at("strike", first.pk),
        "report": at("report", first.pk), "measure": at("measure", first.pk),
        "lesson": at("lesson", first.pk), "rates": at("rates"), "learning": at("learning"),
        "tasks": reverse("tasks:list"), "patient": reverse("registry:patient", args=[patient.pk]),
        "protocol": reverse("protocols:protocol"),
    }  # fmt: skip
    found = {name: lambda url=url: client.get(url) for name, url in asked.items()}
    found["new-fault"] = lambda: client.post(at("new"), signing(unit))
    return found


@pytest.fixture
def unit_pages(trial, client):
    """The unit before and after its check."""
    unit = trial
    unit.now = timezone.now()
    signed_in(client, unit)
    page, hatch, board = "/readiness/", reverse("dispensary:hatch"), reverse("board:rooms")

    def after(url):
        unit.now = timezone.now()
        unit.check_unit()
        return client.get(url)

    def lacking():
        unit.now = timezone.now()
        unit.check_unit(naloxone=(), oxygen=False, on_duty=("nurse",))
        return client.get(page)

    return {
        "readiness": lambda: client.get(page), "hatch-not-ready": lambda: client.get(hatch),
        "board-not-ready": lambda: client.get(board), "readiness-lacking": lacking,
        "board-lacking": lambda: client.get(board),
        "readiness-fault": lambda: client.post(page, {**signing(unit), "count-0": "4"}),
        "readiness-done": lambda: after(page), "hatch-ready": lambda: after(hatch),
        "board-ready": lambda: after(board),
    }  # fmt: skip


def look(page, name):
    found = Axe().run(page).response["violations"]
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    problems = [(name, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        problems.append((name, "wider than its window", []))
    if page.viewport_size["width"] > SIZES["phone"][0]:  # there, tables are moved with a finger
        typed = page.eval_on_selector_all("textarea", "all => all.map(e => e.value)")
        told = [one for one in cut(page) if not one.startswith(tuple(filter(None, typed)))]
        problems += [(name, "cut off", text) for text in told]
    if page.locator("main .button").count() and smallest(page, "main .button") < 44:
        problems.append((name, "a button is too small", []))
    return problems


def every(show, pages, *, size, names=None, suffix=""):  # noqa: F811
    width, height = SIZES[size]
    problems = []
    for name in names or pages:
        answer = pages[name]()
        assert answer.status_code in (200, 422), (name, answer.status_code)
        opened = show(answer.text, width=width, height=height)
        problems += look(opened, f"{name}-{size}{suffix}")
        opened.close()
    return problems


@pytest.mark.stories
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_incidents_is_clean_and_stays_inside(show, pages, size):  # noqa: F811
    assert every(show, pages, size=size) == []


@pytest.mark.stories
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_readiness_is_clean_and_stays_inside(show, unit_pages, size):  # noqa: F811
    assert every(show, unit_pages, size=size) == []


@pytest.mark.stories
def test_the_pages_fit_in_dutch(client, show, pages, unit_pages):  # noqa: F811
    client.cookies["django_language"] = "nl"
    names = ["list", "new", "incident", "rates", "learning", "measure"]
    assert every(show, pages, size="tablet", names=names, suffix="-nl") == []
    assert every(show, unit_pages, size="tablet", suffix="-nl") == []
