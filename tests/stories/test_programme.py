"""The public pages of the programme in a real browser: at a desk, on a tablet, on a phone.

Nobody is signed in. What is wider than its window, smaller than 12 px in a chart, smaller than
44 px to touch, or refused by the policy of the site, is found here.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page
from tests.stories.test_dutch import WORDS, same_in_both

from vangnet.programme.sources import sources

pytestmark = pytest.mark.stories
PICTURES = os.environ.get("VANGNET_SHOTS")
SCREENS = {"desk": (1366, 850), "tablet": (820, 1180), "phone": (390, 844)}
PAGES = {"does-it-work": "", "countries": "countries/", "numbers": "numbers/",
         "sources": "sources/"}  # fmt: skip
WIDER = """() => {
  const wide = [];
  const boxes = (one) => one.closest(".table-box, .drawing");
  for (const one of document.querySelectorAll("body *"))
    if (one.getBoundingClientRect().right > window.innerWidth + 1 && !boxes(one))
      wide.push(one.tagName + "." + (one.className.baseVal ?? one.className));
  return wide;
}"""
SMALL_LETTERS = """() => [...document.querySelectorAll("svg.chart text")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height)
  .map((one) => [parseFloat(one.getAttribute("font-size")) * one.getCTM().a, one.textContent])
  .filter(([size, text]) => size < 12 && text.trim())"""
TOUCHED = """() => [...document.querySelectorAll("nav a, .take a, button")]
  .map((one) => [one.getBoundingClientRect().height, one.textContent.trim()])
  .filter(([height]) => height < 44)"""
CLIPPED = """() => [...document.querySelectorAll("svg.chart")]
  .filter((one) => one.checkVisibility())
  .flatMap((chart) => [...chart.querySelectorAll("text")].map((text) => {
    const inner = text.getBoundingClientRect(), outer = chart.getBoundingClientRect();
    return [Math.max(outer.left - inner.left, inner.right - outer.right), text.textContent];
  })).filter(([over]) => over > 6)"""


def opened(chromium: Browser, site: str, screen: str, language: str = "en") -> Page:
    width, height = SCREENS[screen]
    context = chromium.new_context(base_url=site, viewport={"width": width, "height": height})
    context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}]
    )  # fmt: skip
    return context.new_page()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_fits_its_screen_and_everybody_can_read_it(chromium, site, name, screen):
    page = opened(chromium, site, screen)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text))
    page.goto(f"/programme/{PAGES[name]}")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{screen}.png", full_page=True)
    assert page.evaluate(WIDER) == []
    assert page.evaluate(SMALL_LETTERS) == []
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(TOUCHED) == []
    found = Axe().run(page).response["violations"]
    told = [
        (one["id"], [(node["target"], node["failureSummary"]) for node in one["nodes"]][:3])
        for one in found
    ]
    assert told == []
    assert refused == [], "the policy of the site refused something"
    page.context.close()


@pytest.mark.parametrize("name", ["does-it-work", "countries", "numbers"])
def test_no_english_is_left_on_a_dutch_page(chromium, site, name):
    said = []
    for language in ("en", "nl"):
        page = opened(chromium, site, "desk", language)
        page.goto(f"/programme/{PAGES[name]}")
        if PICTURES and language == "nl":
            page.screenshot(path=Path(PICTURES) / f"{name}-nl.png", full_page=True)
        said.append({text for text in page.evaluate(WORDS) if len(text) > 3})
        page.context.close()
    names = {one.name for one in sources().values()} | {"Vangnet", "; "}
    both = said[0] & said[1] - same_in_both() - names
    left = {text for text in both if sum(letter.isalpha() for letter in text) > 3}
    left = {text for text in left if not text.startswith(("Wijngaart", "Liefhebber", "LADIS"))}
    assert left <= {"Portugal", "Finland", "Malta", "Cyprus", "6 units"}


def test_the_language_is_changed_on_the_page_itself(chromium, site):
    page = opened(chromium, site, "phone")
    page.goto("/programme/countries/")
    page.get_by_role("button", name="Nederlands").click()
    assert page.url.endswith("/programme/countries/")
    assert page.locator("html").get_attribute("lang") == "nl"
    page.context.close()


def test_a_reader_walks_from_a_row_to_its_source(chromium, site):
    page = opened(chromium, site, "desk")
    page.goto("/programme/")
    row = page.locator("tr", has_text="10,000")
    row.get_by_role("link", name="Neeleman 1996").click()
    landed = page.locator(":target")
    assert landed.get_by_role("heading").inner_text() == "Neeleman 1996"
    assert landed.locator("a[href^=http]").count() >= 1
    page.context.close()


def test_on_paper_the_tables_stay_and_the_navigation_goes(chromium, site):
    page = opened(chromium, site, "desk")
    page.goto("/programme/countries/")
    page.emulate_media(media="print")
    assert not page.locator(".topbar").is_visible()
    assert not page.locator(".take").first.is_visible()
    assert page.locator("table").first.is_visible()
    assert page.locator("svg.chart").first.is_visible()
    if PICTURES:
        page.pdf(path=Path(PICTURES) / "countries.pdf", prefer_css_page_size=True)
    page.context.close()
