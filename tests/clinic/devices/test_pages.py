"""The page of devices, devices on one patient, and a reading offered at the breath test."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.dispensary.pages import fill, press
from tests.factories.devices import breath_tester, keep, measured, monitor, oximeter, put_on
from tests.factories.pages import at_present, signed_in

from vangnet.clinic.devices.belonging import Unbound
from vangnet.clinic.devices.frames.measured import Kind, Say
from vangnet.clinic.devices.models import Binding, Calibration, Device, DeviceState, Gateway
from vangnet.clinic.devices.words import SAID, WHY_NOBODYS
from vangnet.clinic.dispensary.models import BreathTest

LIST = "/devices/"


@pytest.fixture
def today(trial):
    return at_present(trial)


def alive(world):
    Gateway.objects.update_or_create(
        unit=world.unit, defaults={"started_at": world.now, "seen_at": world.now}
    )


def heard(world, device, **changes):
    values = {"since": world.now, "heard_at": world.now, "is_connected": True, **changes}
    DeviceState.objects.update_or_create(device=device, defaults=values)


def text(answer):
    return answer.content.decode()


def test_without_a_gateway_the_page_says_that_nothing_is_listened_to(today, client):
    oximeter(today)
    page = text(signed_in(client, today).get(LIST))
    assert "No device is listened to" in page
    assert "The gateway was never started." in page
    alive(today)
    assert "No device is listened to" not in text(client.get(LIST))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({}, "Sends readings"),
        ({"is_connected": False}, "Connection lost"),
        ({"since": timedelta(minutes=-1), "heard_at": timedelta(minutes=-1)}, "Silent"),
        ({"garbage_at": timedelta(0), "garbage_sample": b"\x80<b>"}, "Sends what cannot be read"),
        ({"clock_off_seconds": 7200}, "Its clock is 2 h 0 min ahead"),
        ({"told": "sensor_off"}, "The sensor is not on the patient"),
        ({"repeats": 3}, "3 sent again, kept once"),
    ],
)
def test_every_state_of_a_device_is_said_in_words(today, client, state, words):
    alive(today)
    moved = {
        name: today.now + value if isinstance(value, timedelta) else value
        for name, value in state.items()
    }
    heard(today, oximeter(today), **moved)
    page = text(signed_in(client, today).get(LIST))
    assert words in page
    assert "<b>" not in page


def test_the_page_shows_the_last_reading_who_has_it_on_and_what_is_nobodys(today, client):
    alive(today)
    visit, device = today.check_in(today.patient()), oximeter(today)
    keep(today, device, value=61)
    put_on(today, visit, device)
    keep(today, device, value=97)
    page = text(signed_in(client, today).get(LIST))
    assert visit.patient.number in page
    assert "97&nbsp;%" in page
    assert "The device was on nobody" in page
    assert "61&nbsp;%" in page
    manager = text(signed_in(client, today, "manager").get(LIST))
    assert "97&nbsp;%" not in manager, "values are for who may see clinical facts"


def test_what_could_not_be_read_is_shown_to_who_may_see_values(today, client):
    alive(today)
    heard(today, oximeter(today), garbage_at=today.now, garbage_sample=b"no 7 value 251")
    for name, seen in (("nurse", True), ("manager", False)):
        page = text(signed_in(client, today, name).get(LIST))
        assert "Sends what cannot be read" in page
        assert ("251" in page) is seen, name


def test_two_devices_in_service_have_two_names(today, client):
    """An alarm names the device: of two alike the one that sends would hide the silent one."""
    known = oximeter(today)
    typed = {"name": known.name, "serial": "S-1", "kind": "pulse_oximeter", "baud": "9600",
             "speaks": "nonin_df2", "address": "/dev/ttyUSB7", "tester": ""}  # fmt: skip
    page = signed_in(client, today).post("/devices/add", typed)
    assert (page.status_code, "has this name" in text(page)) == (422, True)
    assert signed_in(client, today).post("/devices/add", {**typed, "name": "x"}).status_code == 302


def test_the_fragment_is_not_sent_again_while_it_says_the_same(today, client):
    oximeter(today)
    signed_in(client, today)
    first = client.get(LIST, headers={"HX-Request": "true"})
    again = client.get(LIST, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_a_device_is_put_on_and_taken_off(today, client):
    alive(today)
    visit, device = today.check_in(today.patient()), oximeter(today)
    signed_in(client, today)
    on = reverse("devices:on", args=[visit.pk])
    assert on in text(client.get(LIST))
    assert "Oximeter 1 is on" in text(client.get(on))
    form = {"device": device.pk, "request_id": "5b7b5a0e-2a4e-4e0e-8a55-3f2d7a1f0c11"}
    assert client.post(reverse("devices:put-on", args=[visit.pk]), form).url == on
    [binding] = Binding.objects.filter(visit=visit)
    other = today.check_in(today.patient())
    again = {**form, "request_id": "5b7b5a0e-2a4e-4e0e-8a55-3f2d7a1f0c12"}
    answer = client.post(reverse("devices:put-on", args=[other.pk]), again, follow=True)
    assert f"Oximeter 1 is on {visit.shown_number}. Take it off there first." in text(answer)
    off = {"binding": binding.pk, "back": "patient"}
    assert client.post(reverse("devices:off"), off).url == on
    binding.refresh_from_db()
    assert binding.ended_by == today.nurse


def test_the_desk_puts_nothing_on_and_another_units_visit_is_not_found(today, client):
    visit, device = today.check_in(today.patient()), oximeter(today)
    signed_in(client, today, "desk")
    form = {"device": device.pk, "request_id": "5b7b5a0e-2a4e-4e0e-8a55-3f2d7a1f0c13"}
    assert client.post(reverse("devices:put-on", args=[visit.pk]), form).status_code == 403
    signed_in(client, today)
    wrong = {**form, "device": visit.pk}
    assert client.post(reverse("devices:put-on", args=[visit.pk]), wrong).status_code == 404
    assert (
        client.post(reverse("devices:put-on", args=[visit.pk]), {"device": "x"}).status_code == 404
    )


def test_a_device_is_added_with_every_fault_said(today, client):
    signed_in(client, today)
    typed = {
        "name": "AL-2", "serial": "S-77", "kind": "breath_tester", "speaks": "lines",
        "address": "/dev/ttyUSB0", "baud": "9600", "pattern": r"\d+", "tester": "",
    }  # fmt: skip
    page = client.post("/devices/add", typed)
    assert page.status_code == 422
    assert "Choose the breath tester that this is" in text(page)
    assert "Name the value in the pattern" in text(page)
    clock = {**typed, "goes_by_own_clock": "on"}
    assert "It sends no times." in text(client.post("/devices/add", clock))
    right = {**typed, "tester": str(today.tester.pk), "pattern": r"(?P<value>\d+)"}
    assert client.post("/devices/add", right).url == LIST
    assert Device.objects.get(serial="S-77").tester == today.tester
    hl7 = {**typed, "name": "M-1", "serial": "S-78", "kind": "monitor", "speaks": "pcd01",
           "pattern": "", "address": "0011aa"}  # fmt: skip
    assert "Keep its clock right" in text(client.post("/devices/add", hl7))
    assert client.post("/devices/add", {**hl7, "goes_by_own_clock": "on"}).status_code == 302
    assert Device.objects.get(serial="S-78").address == "0011AA"


def test_a_calibration_is_written_and_shown_when_it_is_overdue(today, client):
    device = oximeter(today)
    signed_in(client, today)
    assert "Never calibrated" in text(client.get(LIST))
    where = reverse("devices:calibration", args=[device.pk])
    wrong = {"calibrated_on": "2026-02-01", "due_on": "2026-01-01"}
    assert "The next one is due after this one." in text(client.post(where, wrong))
    client.post(where, {"calibrated_on": "2024-01-01", "due_on": "2025-01-01"})
    assert Calibration.objects.get(device=device).recorded_by == today.nurse
    assert "Calibration overdue" in text(client.get(LIST))


def test_a_device_is_taken_out_of_service_and_back(today, client):
    device = monitor(today)
    signed_in(client, today)
    for expected in (False, True):
        client.post(reverse("devices:service"), {"device": device.pk})
        device.refresh_from_db()
        assert device.in_service is expected


@pytest.fixture
def blowing(today, client):
    """A breath tester that is plugged in, and a patient at the breath test."""
    alive(today)
    today.plugged = breath_tester(today)
    today.visit = today.check_in(today.patient())
    today.page = reverse("dispensary:breath", args=[today.visit.pk])
    signed_in(client, today)
    return today


def test_a_reading_is_offered_named_with_its_age_and_saved_only_by_a_nurse(blowing, client):
    assert "Blow into this one" in text(client.get(blowing.page))
    sent = fill(client, blowing.page, "blow", device=str(blowing.plugged.pk))
    answer = client.post(reverse("devices:put-on", args=[blowing.visit.pk]), sent)
    assert answer.url == blowing.page
    assert "AL-1 waits for this patient" in text(client.get(blowing.page))
    blowing.now = timezone.now()
    keep(blowing, blowing.plugged, measured(0, kind=Kind.BREATH_ALCOHOL, unit="ug/L"))
    offer = text(client.get(reverse("devices:offer", args=[blowing.visit.pk])))
    assert "AL-1: 0" in offer
    assert "seconds ago" in offer
    assert "Not saved yet" in offer
    assert not BreathTest.objects.filter(visit=blowing.visit).exists()
    reading = blowing.plugged.readings.get()
    filled = f"{blowing.page}?reading={reading.pk}"
    page = text(client.get(filled))
    assert "Filled in from AL-1" in page
    assert "Compare it with the display, then save." in page
    changed = press(client, filled, form="breath", reading="1")
    assert "Not saved yet: read it back" in text(changed)
    press(client, filled, form="breath")
    test = BreathTest.objects.get(visit=blowing.visit)
    assert (test.reading, test.tester, test.taken_by) == (0, blowing.tester, blowing.nurse)
    assert (test.sent, test.read_back) == (reading, None)  # no finger in between
    assert Binding.objects.get(visit=blowing.visit).ended_at is not None


def test_a_filled_in_reading_that_was_changed_is_a_typed_one_and_is_read_back(blowing, client):
    put_on(blowing, blowing.visit, blowing.plugged)
    row = keep(blowing, blowing.plugged, measured(61, kind=Kind.BREATH_ALCOHOL, unit="ug/L"))
    filled = f"{blowing.page}?reading={row.pk}"
    answer = press(client, filled, form="breath", reading="16")
    assert "Not saved yet: read it back" in text(answer)
    assert not BreathTest.objects.filter(visit=blowing.visit).exists()


def test_a_reading_of_another_patient_or_an_old_one_is_never_offered(blowing, client):
    other = blowing.check_in(blowing.patient())
    put_on(blowing, other, blowing.plugged)
    row = keep(blowing, blowing.plugged, measured(0, kind=Kind.BREATH_ALCOHOL, unit="ug/L"))
    page = text(client.get(f"{blowing.page}?reading={row.pk}"))
    assert "Filled in from" not in page
    assert "Set to another patient" in page
    theirs = reverse("dispensary:breath", args=[other.pk])
    assert "Filled in from" in text(client.get(f"{theirs}?reading={row.pk}"))
    blowing.later(minutes=-5)
    binding = Binding.objects.get(visit=other)
    from vangnet.clinic.devices.actions import take_off

    take_off(binding=binding, by=blowing.nurse, at=timezone.now())
    assert "Filled in from" not in text(client.get(f"{theirs}?reading={row.pk}"))


def test_a_reading_in_another_unit_is_not_filled_in(blowing, client):
    put_on(blowing, blowing.visit, blowing.plugged)
    keep(blowing, blowing.plugged, measured("0.1", kind=Kind.BREATH_ALCOHOL, unit="mg/L"))
    page = text(client.get(blowing.page))
    assert "It printed mg/L. Type the reading as it shows it." in page
    assert "Fill in this reading" not in page


def test_every_code_has_its_words():
    assert set(SAID) == set(Say)
    assert set(WHY_NOBODYS) == set(Unbound)
