"""Evidence and costs in real Chromium: clean for axe, readable on each screen, to the source."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from tests.stories.conftest import PICTURES

pytestmark = pytest.mark.stories
SIZES = ((1366, 850), (820, 1180), (390, 844))
PAGES = {"trials": "/programme/evidence/", "costs": "/programme/evidence/costs/"}
# Letters of a chart as they are on the screen, and things to press that are smaller than a finger.
SMALLEST_LETTER = """() => Math.min(...[...document.querySelectorAll("svg.chart text")]
  .filter((one) => one.getClientRects().length)
  .map((one) => parseFloat(one.getAttribute("font-size")) *
    Math.hypot(one.getScreenCTM().a, one.getScreenCTM().b)))"""
SMALL_TARGETS = """() => [...document.querySelectorAll("main a, header a, header button")]
  .filter((one) => !one.closest("p:not(.take), li, td, th") || one.matches(".onward"))
  .filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 43.5)
  .map((one) => one.textContent.trim())"""
# Words of a chart that lie upon each other.
OVERLAPS = """() => {
  const found = [];
  for (const chart of document.querySelectorAll("svg.chart")) {
    if (!chart.getClientRects().length) continue;
    const boxes = [...chart.querySelectorAll("text")]
      .map((one) => [one.textContent, one.getBoundingClientRect()]);
    for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
      const [a, b] = [boxes[i][1], boxes[j][1]];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 && down > 4 && boxes[i][0].trim() && boxes[j][0].trim())
        found.push(boxes[i][0] + " | " + boxes[j][0]);
    }
  }
  return found;
}"""
BEYOND = """() => [...document.querySelectorAll("svg.chart")]
  .filter((one) => one.getClientRects().length)
  .flatMap((chart) => [...chart.querySelectorAll("text")].filter((one) =>
    one.getBoundingClientRect().right > chart.getBoundingClientRect().right + 2 ||
    one.getBoundingClientRect().left < chart.getBoundingClientRect().left - 2))
  .map((one) => one.textContent)"""


@pytest.fixture
def reader(chromium, site):
    """Somebody who has not signed in, without scripts."""
    opened = []

    def sit_down(language="en"):
        context = chromium.new_context(base_url=site, viewport={"width": 1366, "height": 850})
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}
        context.add_cookies([cookie])
        opened.append(context)
        return context.new_page()

    yield sit_down
    for context in opened:
        context.close()


def test_the_pages_are_clean_for_axe_and_fit_every_screen(reader):
    found = {}
    for language in ("en", "nl"):
        page = reader(language)
        for name, address in PAGES.items():
            page.goto(address)
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                if PICTURES:
                    page.screenshot(
                        path=f"{PICTURES}/{name}-{language}-{width}.png", full_page=True
                    )
                answer = Axe().run(page)
                wrong = {
                    "wide": page.evaluate("document.documentElement.scrollWidth") > width,
                    "letter": page.evaluate(SMALLEST_LETTER) < 11.9,
                    "small": page.evaluate(SMALL_TARGETS),
                    "overlaps": page.evaluate(OVERLAPS),
                    "beyond": page.evaluate(BEYOND),
                    "axe": answer.generate_report() if answer.violations_count else "",
                }
                if any(wrong.values()):
                    found[name, language, width] = {k: v for k, v in wrong.items() if v}
    assert found == {}


def test_from_a_number_to_its_source_without_a_script(chromium, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(PAGES["trials"])
    page.click("#numbers-counts ~ .table-box tr:has-text('NAOMI 2009') a")
    assert "/programme/sources/#source-naomi2009" in page.url
    assert page.locator("#source-naomi2009").count() == 1
    context.close()


def test_the_page_prints_on_paper_with_the_narrow_charts(reader):
    page = reader()
    page.goto(PAGES["trials"])
    page.emulate_media(media="print")
    assert page.locator("#figure-staying .on-narrow").is_visible()
    assert not page.locator("#figure-staying .on-wide").is_visible()
