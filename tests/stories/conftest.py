"""A unit that is really open: a server with several threads, and staff in real Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from tests.clinic.conftest import committed, open_world  # noqa: F401, F811
from tests.factories.pages import BACKEND, BURST, at_present
from tests.factories.world import World

from vangnet.clinic.protocols import actions as protocols
from vangnet.clinic.protocols.facts import in_force
from vangnet.rules.protocol import Site

# Playwright keeps an event loop in the thread of the test; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
PICTURES = os.environ.get("VANGNET_SHOTS")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Hands:
    """The staff together at one page. Every click, scan and Enter is counted; digits are not."""

    page: Page
    pressed: int = 0

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.pressed += 1

    def enter(self) -> None:
        self.page.keyboard.press("Enter")
        self.pressed += 1

    def scan(self, code: str) -> None:
        """What a scanner sends: one quick burst that ends with Enter."""
        self.page.evaluate(BURST, code)
        self.pressed += 1

    def type(self, selector: str, text: str) -> None:
        self.page.fill(selector, text)

    def picture(self, name: str) -> None:
        """For whoever wants to look at the pages: only where VANGNET_SHOTS names a folder."""
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def present(open_world: World) -> World:
    """A unit in the present; patients are observed for no time, so that a story can end."""
    world = at_present(open_world)
    signed = in_force(unit=world.unit, at=world.now)
    assert signed
    site = Site.model_validate(signed[1].content()["site"])
    values = tuple(
        value.model_copy(update={"value": Decimal(0)})
        if value.key == "observation_shortest"
        else value
        for value in site.values
    )
    answer = protocols.sign(
        unit=world.unit, site=site.model_copy(update={"values": values}),
        by=world.staff["prescriber"], at=world.now,
    )  # fmt: skip
    assert answer.version, (answer.protocol.missing, answer.protocol.loosened)
    return world


@pytest.fixture
def server(committed: None) -> Iterator[LiveServer]:
    """Django's own, with a thread for each request. A test may stop it; twice does no harm."""
    running = LiveServer("127.0.0.1")
    yield running
    running.stop()


@pytest.fixture
def site(server: LiveServer) -> str:
    return server.url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                "--disable-component-update",
            ],
        )  # fmt: skip
        yield browser
        browser.close()


@pytest.fixture
def hands(chromium: Browser, site: str, present: World) -> Iterator[Callable[..., Hands]]:
    """Someone signed in at a screen: `hands("nurse")`; `hands("")` has yet to sign in."""
    from django.test import Client

    opened = []

    def sit_down(name: str = "nurse", *, scripts: bool = True, language: str = "en") -> Hands:
        context = chromium.new_context(
            base_url=site, java_script_enabled=scripts, viewport={"width": 1366, "height": 850}
        )
        context.set_default_timeout(15_000)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if name:
            client = Client()
            client.force_login(present.staff[name], backend=BACKEND)
            cookies["sessionid"] = client.cookies["sessionid"].value
        context.add_cookies([{"name": k, "value": v, "url": site} for k, v in cookies.items()])
        opened.append(context)
        return Hands(page=context.new_page())

    yield sit_down
    for context in opened:
        context.close()
