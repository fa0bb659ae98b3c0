"""A page as it stands in a real Chromium: clean for axe, inside its window, nothing cut off."""

import os
from collections.abc import Mapping
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.clinic.seen import cut

SIZES = {"desk": (1366, 850), "side": (1024, 768), "tablet": (820, 1180), "phone": (390, 800)}
PICTURES = os.environ.get("VANGNET_PICTURES")  # a folder to look at the pages oneself
Problem = tuple[str, str, list[object]]


def look(page: Page, name: str) -> list[Problem]:
    """What is wrong with the page at the size it has now."""
    found = Axe().run(page).response["violations"]
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    problems = [(name, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        problems.append((name, "wider than its window", []))
    # A phone may move a table sideways.
    if page.viewport_size["width"] > SIZES["phone"][0] and (lost := cut(page)):
        problems.append((name, "cut off", lost))
    return problems


def look_at_every_size(
    page: Page, name: str, *, sizes: Mapping[str, tuple[int, int]] = SIZES
) -> list[Problem]:
    """The same page, opened once, from the widest window to the narrowest."""
    found = []
    for size, (width, height) in sizes.items():
        page.set_viewport_size({"width": width, "height": height})
        found += look(page, f"{name}-{size}")
    return found
