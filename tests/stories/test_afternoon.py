"""An afternoon with three rooms and the frames of real devices: one person goes under.

The gateway listens to three terminals. Somebody looks at the board; from the frame on that crosses
the signed line the room rings within five seconds, and the press on its page locks every opioid.
"""

import threading
from datetime import timedelta
from decimal import Decimal
from time import monotonic

import pytest
from django.db import connection
from django.utils import timezone
from tests.clinic.consulting.orders.wanting import wanted
from tests.factories.devices import oximeter, put_on
from tests.factories.filling.emergency import naloxone

from vangnet.clinic.consulting.orders.facts import ordering
from vangnet.clinic.devices.gateway.running import Gateway
from vangnet.clinic.devices.gateway.simulate import Simulated
from vangnet.clinic.devices.models import Reading, Speaks
from vangnet.clinic.recovery.emergency.facts import naloxone_in_date
from vangnet.clinic.recovery.emergency.models import Emergency
from vangnet.rules.decision import Reason
from vangnet.rules.dosing import may_order

pytestmark = pytest.mark.stories
WITHIN_MS = 5_000
LANGUAGES = ("nonin_ascii", "nonin_df2", "plx")
FALLS = (95, 91, 86, 83, 76)  # the last is under the line at which the made-up protocol calls
MOMENT_S = 15


@pytest.fixture
def gateway(present):
    started = []

    def listen():
        one = Gateway(unit=present.unit)
        thread = threading.Thread(target=one.run, daemon=True)
        thread.start()
        started.append((one, thread))
        assert one.ready.wait(MOMENT_S)

    yield listen
    for one, thread in started:
        one.over.set()
        thread.join(MOMENT_S)
    connection.close()


@pytest.fixture
def wires():
    made = [
        Simulated(speaks=name, every=timedelta(seconds=1), clock=timezone.now) for name in LANGUAGES
    ]
    yield made
    for one in made:
        one.stop()


@pytest.fixture
def rooms(present, wires, gateway):
    """Three people some minutes after their dose, looked at just now, each with an oximeter on."""
    present.now -= timedelta(minutes=26)
    visits = []
    for _ in wires:
        visits.append(present.at_the_hatch(present.patient()))
        present.use(present.hand_over(visits[-1]), minutes=1)
    devices = [
        oximeter(present, name=f"Oximeter {n}", speaks=Speaks(one.speaks), address=one.plug_in())
        for n, one in enumerate(wires, start=1)
    ]
    gateway()
    present.now = timezone.now()
    naloxone(present, 4)
    for visit, device in zip(visits, devices, strict=True):
        present.observe(visit, spo2_percent=97)
        put_on(present, visit, device)
    for one in wires:
        one.start()
    until(lambda: Reading.objects.filter(visit__in=visits).values("visit").distinct().count() == 3)
    return visits


def until(true):
    end = monotonic() + MOMENT_S
    while not true():
        assert monotonic() < end, "it did not happen in time"
        threading.Event().wait(0.05)


def test_one_of_three_goes_under_and_is_seen_in_time(hands, present, rooms, wires):
    nurse, under = hands("nurse"), rooms[1]
    nurse.page.goto("/rooms/")
    assert nurse.page.locator("[data-sounds]").count() == 0
    for value in FALLS:
        wires[1].spo2 = value
        threading.Event().wait(1)
    # From the frame that crossed the line: one second of it is over already.
    nurse.page.locator("[data-live] [data-sounds]").first.wait_for(timeout=WITHIN_MS - 1_000)
    assert nurse.page.locator("[data-sounds]").count() == 1
    nurse.picture("afternoon-board")

    nurse.page.goto(f"/recovery/{under.pk}/")
    nurse.click("button[data-overdose]")
    nurse.page.wait_for_selector(".em-tiles")
    nurse.click(".em-tiles button:has-text('Naloxone')")
    nurse.page.wait_for_selector("#em-done a:has-text('Naloxone')")
    ran = Emergency.objects.get(patient=under.patient_id)
    assert [one.kind for one in ran.acts.all()] == ["naloxone"]
    assert naloxone_in_date(present.unit, timezone.now().date()) == 3
    present.now = timezone.now()
    asked = ordering(
        patient=under.patient, wanted=wanted(present, (0, Decimal(10))),
        by=present.staff["prescriber"], at=present.now,
    )  # fmt: skip
    assert Reason.ORDERING_LOCKED in may_order(asked, None).reasons
    others = set(
        Reading.objects.filter(visit__in=(rooms[0], rooms[2])).values_list("value", flat=True)
    )
    assert min(others) >= 72, "each reading is of the person who had the device on"
