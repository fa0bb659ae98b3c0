"""An afternoon with three rooms and the frames of real devices: one person goes under.

The gateway listens to three terminals. Somebody looks at the board; from the frame on that crosses
the signed line the room rings within five seconds, and the press on its page locks every opioid.
"""

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from time import monotonic
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from tests.clinic.consulting.orders.wanting import wanted
from tests.factories.devices import oximeter, put_on
from tests.factories.filling.emergency import end, naloxone
from tests.factories.pages import at_present
from tests.factories.units import Units
from tests.factories.world import make_world

from vangnet.clinic.consulting.orders.facts import ordering
from vangnet.clinic.devices.gateway.running import Gateway
from vangnet.clinic.devices.gateway.simulate import Simulated
from vangnet.clinic.devices.models import Reading, Speaks
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.recovery.emergency.facts import naloxone_in_date
from vangnet.clinic.recovery.emergency.leaving import leave_with_ambulance
from vangnet.clinic.recovery.emergency.models import Emergency, Outcome
from vangnet.clinic.recovery.emergency.stock.facts import difference
from vangnet.clinic.recovery.emergency.stock.models import Movement, RescuePosting
from vangnet.rules.decision import Reason
from vangnet.rules.dosing import may_order

pytestmark = pytest.mark.stories
WITHIN = timedelta(seconds=5)
LANGUAGES = ("nonin_ascii", "nonin_df2", "plx")
FALLS = (95, 91, 86, 83, 76)  # the last is under the line at which the made-up protocol calls
MOMENT_S = 60  # nothing takes so long: a story waits for what happens, not for time
NOTES_WHEN_IT_RINGS = """
  new MutationObserver(() => {
    const rings = document.querySelector("[data-live] [data-sounds]");
    if (rings && !window.rungAt) window.rungAt = Date.now();
  }).observe(document, { childList: true, subtree: true });
"""


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
def units(present):
    """This unit, and another one of the programme where one of its patients may be a guest."""
    host = at_present(make_world(code=f"w{uuid4().hex[:8]}"))
    for world, name in ((present, "East"), (host, "West")):
        with acting("system:test"):
            world.unit.name, world.unit.phone = name, "020 1234567"
            world.unit.save(update_fields=["name", "phone"])
    return Units(home=present, host=host)


@pytest.fixture
def rooms(present, units, wires, gateway):
    """Three people some minutes after their dose, looked at just now, each with an oximeter on."""
    present.now -= timedelta(minutes=26)
    visits = []
    for _ in wires:
        visits.append(present.at_the_hatch(present.patient()))
        present.use(present.hand_over(visits[-1]), minutes=1)
    units.at(present).guest(visits[1].patient, first=1)
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


def sent(visit, wire, value):
    """From now on the device says this; the row in which it first did."""
    wire.spo2 = value
    said = Reading.objects.filter(visit=visit, kind="spo2", value=value).order_by("received_at")
    until(said.exists)
    return said.first()


def rung_at(nurse):
    """When the page first showed that a room rings, by its own clock: that of this machine."""
    nurse.page.locator("[data-live] [data-sounds]").first.wait_for(timeout=1_000 * MOMENT_S)
    return datetime.fromtimestamp(nurse.page.evaluate("window.rungAt") / 1_000, tz=UTC)


def test_one_of_three_goes_under_and_is_seen_in_time(hands, present, units, rooms, wires):
    nurse, under = hands("nurse"), rooms[1]
    nurse.page.add_init_script(NOTES_WHEN_IT_RINGS)
    nurse.page.goto("/rooms/")
    assert nurse.page.locator("[data-sounds]").count() == 0
    for value in FALLS[:-1]:
        sent(under, wires[1], value)
    assert nurse.page.locator("[data-sounds]").count() == 0, "no line that rings was crossed yet"
    crossed = sent(under, wires[1], FALLS[-1])
    assert rung_at(nurse) - crossed.received_at <= WITHIN
    assert nurse.page.locator("[data-sounds]").count() == 1
    card = nurse.page.locator(".room:has([data-sounds])")
    assert under.patient.number in card.inner_text()
    nurse.picture("afternoon-board")

    _press_and_give(nurse, under)
    ran = Emergency.objects.get(patient=under.patient_id)
    assert (ran.unit, ran.visit, ran.ended_at) == (present.unit, under, None)
    [given] = ran.acts.all()
    assert (given.kind, given.by) == ("naloxone", present.nurse)
    _one_piece_left_the_shelf(present, given)
    _is_locked_everywhere(units, ran)
    others = set(
        Reading.objects.filter(visit__in=(rooms[0], rooms[2])).values_list("value", flat=True)
    )
    assert min(others) >= 72, "each reading is of the person who had the device on"


def _press_and_give(nurse, under):
    nurse.page.goto(f"/recovery/{under.pk}/")
    nurse.click("button[data-overdose]")
    nurse.page.wait_for_selector(".em-tiles")
    nurse.click(".em-tiles button:has-text('Naloxone')")
    nurse.page.wait_for_selector("#em-done a:has-text('Naloxone')")
    nurse.picture("afternoon-emergency")


def _one_piece_left_the_shelf(present, given):
    """The ledger: from the shelf to the patient, by this act, with nothing unexplained."""
    used = RescuePosting.objects.get(unit=present.unit, kind=Movement.USED)
    way = (used.from_place, used.to_place, used.pieces, used.act, used.lot.number)
    assert way == ("shelf", "patient", 1, given, "N-1")
    assert naloxone_in_date(present.unit, timezone.now().date()) == 3
    assert difference(present.unit) == 0


def _is_locked_everywhere(units, ran):
    """No order at home, and no dose at the hatch of a unit where the patient is a guest."""
    units.home.now = timezone.now()
    asked = ordering(
        patient=ran.patient, wanted=wanted(units.home, (0, Decimal(10))),
        by=units.home.staff["prescriber"], at=units.home.now,
    )  # fmt: skip
    assert Reason.ORDERING_LOCKED in may_order(asked, None).reasons
    end(units.home, ran, Outcome.AMBULANCE)
    ran.refresh_from_db()
    assert leave_with_ambulance(emergency=ran, by=units.home.nurse, at=units.home.now)
    host = units.at(units.home).later(days=1).host
    refused = host.hand_over(host.at_the_hatch(ran.patient))
    assert not refused.allowed
    assert Reason.OPIOIDS_LOCKED in {one["reason"] for one in refused.reasons}
