"""A guest week in real Chromium: Monday to Sunday at the other unit, then home without a gap.

Pages work in the present, so "Monday" is today for who signs; the days are walked through by the
clock of the two units, and the refusal on Wednesday is read at the home's own hatch.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from tests.factories.filling.medicines import fill as fill_medicines
from tests.factories.pages import BACKEND, at_present
from tests.factories.units import Units, reasons
from tests.factories.world import World, make_world

from vangnet.clinic.consulting.models import GuestOrder, GuestPermission
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.person import Person, Sex
from vangnet.rules.decision import Reason

pytestmark = pytest.mark.stories
PASSWORD = "made up for the test"


@pytest.fixture
def units(present: World) -> Units:
    host = at_present(make_world(code=f"w{uuid4().hex[:8]}"))
    for world, name in ((present, "East"), (host, "West")):
        with acting("system:test"):
            world.unit.name, world.unit.phone = name, "020 1234567"
            world.unit.save(update_fields=["name", "phone"])
    return Units(home=present, host=host).at(present)


def sit_at(hands, world: World, name: str):
    """Somebody of the second unit at a screen of their own."""
    staff = hands("")
    client = Client()
    client.force_login(world.staff[name], backend=BACKEND)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    staff.page.goto("/ready")
    site = staff.page.url.removesuffix("ready")
    staff.page.context.add_cookies([{**cookie, "url": site}])
    return staff


def sign(staff, **typed: str) -> None:
    for name, value in typed.items():
        field = staff.page.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    staff.type("[name=password]", PASSWORD)
    staff.click("button[form=work], #work button[type=submit]")
    staff.page.wait_for_load_state()


def alike_at(world: World, known: Patient) -> Patient:
    """Somebody registered at this unit under another number, with the same name and birth date."""
    who = known.identity
    person = Person(
        family_name=who.family_name, given_names=who.given_names, birth_date=who.birth_date,
        sex=Sex(who.sex), identifiers=(("urn:unit:card", uuid4().hex),),
    )  # fmt: skip
    answer = registry.register_patient(
        unit=world.unit, person=person, by=world.staff["desk"], at=world.now
    )
    assert answer.patient
    return answer.patient


def test_a_guest_week_and_home_again_on_monday_without_a_gap(hands, units):
    patient = at_present(units.home, days=1).patient()
    sunday = units.dose(units.home, patient)  # at home
    assert sunday.allowed, sunday.reasons
    units.at(at_present(units.home))
    monday = units.today
    prescriber = hands("prescriber")
    prescriber.page.goto(f"/patients/{patient.pk}/")
    prescriber.click("a:has-text('Guest at another unit')")
    prescriber.page.wait_for_url("**/guest/")
    sign(prescriber, host=str(units.host.unit.pk), first_on=str(monday),
         last_on=str(monday + timedelta(days=6)))  # fmt: skip
    assert "Guest at West" in prescriber.page.inner_text("main")
    colleague = sit_at(hands, units.host, "prescriber")
    colleague.page.goto("/tasks/")
    colleague.click(".task a:has-text('C-')")
    colleague.click("a.button.primary")
    sign(colleague, ordered="diamorphine", dose_mg="200", doses_per_day="3")
    permission = GuestPermission.objects.get(patient=patient)
    assert GuestOrder.objects.get(unit=units.host.unit).permission == permission
    start = at_present(units.home).now
    for day in range(7):
        units.home.now = start + timedelta(days=day)
        units.at(units.home)
        assert units.dose(units.host, patient).allowed, day
        if day == 2:  # Wednesday
            assert Reason.GUEST_AT_ANOTHER_UNIT in reasons(units.dose(units.home, patient))
    units.home.now = start + timedelta(days=7)
    back = units.dose(units.home, patient)
    assert back.allowed, back.reasons
    given = HandOver.objects.filter(patient=patient, allowed=True).order_by("clinic_day")
    days = [(one.clinic_day - monday).days for one in given]
    assert days == list(range(-1, 8))
    assert {one.unit.name for one in given if 0 <= (one.clinic_day - monday).days < 7} == {"West"}


def test_the_home_refuses_on_a_guest_day_in_words(hands, units):
    patient = units.home.patient()
    units.guest(patient)
    visit = units.home.at_the_hatch(patient)
    nurse = hands("nurse")
    nurse.page.goto(f"/hatch/{visit.pk}")
    words = nurse.page.inner_text("main")
    assert "This person is a guest of West until" in words
    assert "Send them to West" in words
    nurse.picture("home-refuses")


def test_the_pages_between_units_are_clean_for_axe_and_fit_every_screen(hands, units):
    patient, moving = units.home.patient(), units.home.patient()
    permission = units.guest(patient, 0, 6)
    transfer = units.transfer(moving, 2).row
    alike = alike_at(units.host, moving)
    fill_medicines(units.home, patient)
    found = {}
    pages = {
        "prescriber": (
            "/moving/", f"/moving/patient/{moving.pk}/guest/", f"/moving/guest/{permission.pk}/",
            f"/moving/guest/{permission.pk}/cut/", f"/moving/transfer/{transfer.pk}/",
            f"/moving/patient/{patient.pk}/transfer/", "/moving/matches/",
            f"/patients/{patient.pk}/",
        ),
        "manager": ("/moving/matches/",),
        "host": ("/moving/", f"/moving/guest/{permission.pk}/order/",
                 f"/moving/transfer/{transfer.pk}/accept/", f"/moving/guest/{permission.pk}/",
                 f"/medicines/patient/{patient.pk}/new/",
                 f"/patients/{alike.pk}/", f"/moving/patient/{alike.pk}/two-people/"),
    }  # fmt: skip
    for name, addresses in pages.items():
        staff = sit_at(hands, units.host, "prescriber") if name == "host" else hands(name)
        for number, address in enumerate(addresses):
            staff.page.goto(address)
            for width, height in ((1366, 850), (820, 1180)):
                staff.page.set_viewport_size({"width": width, "height": height})
                staff.picture(f"moving-{name}-{number}-{width}")
                wide = staff.page.evaluate("document.documentElement.scrollWidth")
                answer = Axe().run(staff.page)
                if wide > width or answer.violations_count:
                    found[name, address, width] = (wide, answer.generate_report())
    assert found == {}
