"""A real Chromium that is given pages and our static files, without a server."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import vangnet

STATIC = Path(vangnet.__file__).parent / "static"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def show(browser):
    """Show a page under the content security policy; `answers` are other addresses.

    The page shown before is closed, unless this one is shown `beside` it: its clocks cost.
    """
    pages = []

    def open_page(html, *, width=1366, height=850, answers=None, clock_at=None, beside=False):
        while pages and not beside:
            pages.pop().close()
        page = browser.new_page(viewport={"width": width, "height": height})
        pages.append(page)
        page.asked = []

        def answer(route):
            path = route.request.url.removeprefix("http://unit.test")
            page.asked.append(f"{route.request.method} {path}")
            if path.startswith("/static/"):
                route.fulfill(path=STATIC / path.removeprefix("/static/"))
            elif answers and path in answers:
                answers[path](route)
            else:
                headers = {"Content-Security-Policy": POLICY}
                route.fulfill(body=html, content_type="text/html", headers=headers)

        page.route("**/*", answer)
        if clock_at is not None:
            page.clock.install(time=clock_at)
        page.goto("http://unit.test/")
        return page

    yield open_page
    for page in pages:
        page.close()
