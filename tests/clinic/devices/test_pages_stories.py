"""The pages of devices in a real Chromium: clean for axe, inside their window, large enough."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from tests.clinic.board.conftest import browser, show  # noqa: F401
from tests.clinic.seen import cut, smallest
from tests.factories.devices import breath_tester, keep, measured, monitor, oximeter, put_on
from tests.factories.pages import at_present, signed_in

from vangnet.clinic.devices.actions import record_calibration, set_in_service
from vangnet.clinic.devices.frames.measured import PER_MINUTE, Flag, Kind
from vangnet.clinic.devices.models import DeviceState, Gateway, Speaks

SIZES = {"desk": (1366, 850), "side": (1024, 768), "tablet": (820, 1180), "phone": (390, 800)}
PICTURES = os.environ.get("VANGNET_PICTURES")  # a folder to look at the pages oneself


@pytest.fixture(scope="module", autouse=True)
def _database_beside_the_browser():
    """The browser keeps an event loop in this thread; the pages are asked for in the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


def heard(world, device, **changes):
    values = {"since": world.now, "heard_at": world.now, "is_connected": True, **changes}
    DeviceState.objects.update_or_create(device=device, defaults=values)
    return device


@pytest.fixture
def full(trial):
    """A unit with every state a device can have, long addresses, and signs of nobody."""
    unit = at_present(trial)
    unit.visits = [unit.check_in(unit.patient()) for _ in range(4)]
    unit.room(unit.visits[0])
    by_id = "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0"
    one = heard(unit, oximeter(unit, speaks=Speaks.NONIN_DF2, address=by_id), repeats=2,
                half_frames=1, garbage_bytes=118)  # fmt: skip
    keep(unit, one, value=88, flags=(Flag.LOW_SIGNAL,))
    put_on(unit, unit.visits[0], one)
    keep(unit, one, value=93, flags=(Flag.LOW_SIGNAL,))
    keep(unit, one, value=58, kind=Kind.PULSE, unit=PER_MINUTE)
    record_calibration(device=one, calibrated_on=date(2024, 1, 1), due_on=date(2025, 1, 1),
                       by=unit.nurse, at=unit.now)  # fmt: skip
    put_on(unit, unit.visits[1], heard(unit, oximeter(unit, name="Oximeter 2"), is_connected=False))
    ago = unit.now - timedelta(minutes=2)
    heard(unit, oximeter(unit, name="Oximeter 3"), since=ago, heard_at=ago)
    heard(unit, oximeter(unit, name="Oximeter 4"), garbage_at=unit.now,
          garbage_sample=bytes(range(100, 160)))  # fmt: skip
    heard(unit, monitor(unit), clock_off_seconds=-7200)
    set_in_service(device=oximeter(unit, name="Oximeter 5"), in_service=False, by=unit.nurse)
    unit.oximeter, unit.plugged = one, heard(unit, breath_tester(unit))
    put_on(unit, unit.visits[2], unit.plugged)
    keep(unit, unit.plugged, measured(0, kind=Kind.BREATH_ALCOHOL, unit="ug/L"))
    return unit


@pytest.fixture
def pages(full, client):
    """Each page with much on it."""
    signed_in(client, full)
    Gateway.objects.create(
        unit=full.unit, started_at=full.now, seen_at=timezone.now() + timedelta(minutes=5),
        strangers={"080019FFFE134535": "x"},
    )  # fmt: skip
    blow = [reverse("dispensary:breath", args=[visit.pk]) for visit in full.visits]
    calibration = reverse("devices:calibration", args=[full.oximeter.pk])
    reading = full.plugged.readings.get()
    return {
        "devices": lambda: client.get("/devices/"),
        "add": lambda: client.post("/devices/add", {"name": "x", "speaks": "lines"}),
        "calibration": lambda: client.get(calibration),
        "on": lambda: client.get(reverse("devices:on", args=[full.visits[0].pk])),
        "offered": lambda: client.get(blow[2]),
        "filled": lambda: client.get(f"{blow[2]}?reading={reading.pk}"),
        "elsewhere": lambda: client.get(blow[3]),
        "off": lambda: Gateway.objects.update(stopped_at=timezone.now())
        and client.get("/devices/"),
    }  # fmt: skip


def quiet(route):
    route.fulfill(status=304)


def look(show, answer, name, size):  # noqa: F811
    width, height = SIZES[size]
    assert answer.status_code in (200, 422), (name, answer.status_code)
    html = answer.content.decode()
    start = html.find('data-live="')
    path = html[start + 11 : html.find('"', start + 11)] if start >= 0 else "/none"
    page = show(html, width=width, height=height, answers={path: quiet})
    found = Axe().run(page).response["violations"]
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{size}.png", full_page=True)
    problems = [(name, size, rule["id"], [n["target"] for n in rule["nodes"]]) for rule in found]
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        problems.append((name, size, "wider than its window", []))
    if size != "phone" and (lost := cut(page)):
        problems.append((name, size, "cut off", lost))
    if smallest(page, ".button") < 44:
        problems.append((name, size, "too small for a finger", []))
    return problems


@pytest.mark.stories
def test_every_page_is_clean_and_stays_inside(client, show, pages):  # noqa: F811
    problems = []
    for name, get in pages.items():
        answer = get()
        for size in SIZES:
            problems += look(show, answer, name, size)
    client.cookies["django_language"] = "nl"
    for name in ("devices", "on", "offered"):
        problems += look(show, pages[name](), f"{name}-nl", "tablet")
    assert problems == []
