"""The report's pages in a real Chromium: clean, inside their window, and looked at as pictures."""

import pytest
from django.urls import reverse
from tests.clinic.board.conftest import browser, show  # noqa: F401
from tests.clinic.looking import look
from tests.clinic.seen import smallest
from tests.factories.pages import at_present, signed_in, signing
from tests.programme.report import example
from tests.programme.report.unit import set_to

from vangnet.programme.report import making
from vangnet.programme.report.content import report_of

SIZES = {"desk": (1366, 850), "tablet": (820, 1180)}


@pytest.fixture(scope="module", autouse=True)
def _database_beside_the_browser():
    """The browser keeps an event loop in this thread; the pages are asked for in the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def pages(trial, client, monkeypatch):
    """Every page by its name, with the made-up year of the example on it."""
    unit = at_present(trial)

    def made(_unit, _year, *, public, at):
        return report_of(trial.unit, example.rows(), public=public, is_over=True)

    monkeypatch.setattr(making, "make", made)
    set_to(unit, "price_dose", "3.50", words="Invoice of a made-up supplier")
    set_to(unit, "region_inhabitants", "310000", words="A made-up count of the town")
    signed_in(client, unit, "manager")

    def at(name, *keys):
        return reverse(f"report:{name}", args=keys)

    asked = {
        "board": at("board"), "own": at("year", 2025, "own"), "public": at("year", 2025, "public"),
        "numbers": at("numbers"), "number": at("number", "price_visit"),
    }  # fmt: skip
    found = {name: lambda url=url: client.get(url) for name, url in asked.items()}
    found["number-fault"] = lambda: client.post(asked["number"], signing(unit))
    return found


def looked_at(page, name):
    problems = look(page, name)
    problems += [(name, "outside its drawing", text) for text in page.evaluate(OUTSIDE)]
    if page.locator("main .button").count() and smallest(page, "main .button") < 44:
        problems.append((name, "a button is too small", []))
    return problems


# Words of a drawing that leave it, or lie on other words of it.
OUTSIDE = """() => [...document.querySelectorAll("svg.chart")].flatMap((svg) => {
  const around = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].map((e) => [e, e.getBoundingClientRect()]);
  const out = texts.filter(([_e, box]) => box.left < around.left - 1 || box.right > around.right + 1
    || box.bottom > around.bottom + 1);
  const over = texts.filter(([e, box], n) => texts.some(([_f, other], m) => m > n
    && box.left < other.right - 1 && other.left < box.right - 1
    && box.top < other.bottom - 4 && other.top < box.bottom - 4));
  return [...out, ...over].map(([e]) => e.textContent);
})"""


def every(show, pages, *, size, suffix=""):  # noqa: F811
    width, height = SIZES[size]
    problems = []
    for name, ask in pages.items():
        answer = ask()
        assert answer.status_code in (200, 422), (name, answer.status_code)
        opened = show(answer.text, width=width, height=height)
        problems += looked_at(opened, f"{name}-{size}{suffix}")
        opened.close()
    return problems


@pytest.mark.stories
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_clean_and_stays_inside(show, pages, size):  # noqa: F811
    assert every(show, pages, size=size) == []


@pytest.mark.stories
def test_the_pages_fit_in_dutch(client, show, pages):  # noqa: F811
    client.cookies["django_language"] = "nl"
    assert every(show, pages, size="tablet", suffix="-nl") == []
