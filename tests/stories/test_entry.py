"""Three ways in, told in Chromium: Dutch, Swiss and German.

From methadone to the first dose; a permit and its renewal; a review by a physician from outside.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from tests.clinic.consulting.approval.people import newcomer, on_methadone, today
from tests.factories.pages import BACKEND, at_present
from tests.factories.world import PIN, World, make_world
from tests.stories.conftest import Hands
from tests.stories.test_visits import routine

from vangnet.clinic.board.day import admission
from vangnet.clinic.consulting.models import Approval, Referral, Review
from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.protocols.facts import in_force

pytestmark = pytest.mark.stories
JUDGED = ("age", "in_methadone", "methadone_at_dose", "daily_heroin", "residence", "legal_status",
          "language", "functioning", "consent")  # fmt: skip
SIZES = ((1366, 850), (820, 1180), (390, 800))


class Looks:
    """Every page once on desktop, tablet and telephone: clean for axe, and inside its width."""

    def __init__(self, hands: Hands) -> None:
        self.hands, self.found = hands, {}

    def __call__(self, name: str) -> None:
        page = self.hands.page
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            self.hands.picture(f"entry-{name}-{width}")
            answer = Axe().run(page)
            if answer.violations_count:
                self.found[name, width] = answer.generate_report()
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                self.found[name, width, "wide"] = "wider than the screen"
        page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})


def signs(staff: Hands, **typed: str) -> None:
    """Fill in what is named, then the own PIN where it is asked, and send."""
    for name, text in typed.items():
        field = staff.page.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    pin = staff.page.locator("[name=own_pin]")
    if pin.count():
        pin.fill(PIN)
    staff.click("[data-primary]")


def refer(staff: Hands, patient, *, product: int = 1) -> Referral:
    staff.page.goto(f"/approval/patient/{patient.pk}/refer/")
    staff.page.locator("[name=product]").select_option(index=product)
    signs(staff, referrer="Dr Elsewhere", words="Methadone alone is not enough")
    staff.page.wait_for_url(f"**/approval/patient/{patient.pk}/")
    return Referral.objects.filter(patient=patient).latest("recorded_at")


def show(staff: Hands, referral: Referral, code: str, **typed: str) -> None:
    staff.page.goto(f"/approval/referral/{referral.pk}/evidence/{code}/")
    signs(staff, state="met", document="Made-up paper", **typed)
    staff.page.wait_for_url("**/approval/patient/**")


def on_day(world: World, days: int) -> str:
    return str(today(world) + timedelta(days=days))


def test_in_the_netherlands_from_methadone_to_the_first_dose(hands, present):
    patient = newcomer(present)
    on_methadone(present, patient, since=today(present) - timedelta(days=200))
    nurse, prescriber = hands("nurse"), hands("prescriber")
    look = Looks(prescriber)
    prescriber.page.goto(f"/approval/patient/{patient.pk}/")
    look("nothing-yet")
    referral = refer(nurse, patient)
    prescriber.page.goto(f"/approval/patient/{patient.pk}/")
    assert prescriber.page.locator("[aria-disabled=true]").inner_text() == "Approve"
    look("criteria-open")
    for code in JUDGED:
        show(nurse, referral, code)
    show(nurse, referral, "dependence", found_on="2005-01-01")
    nurse.page.goto(f"/approval/referral/{referral.pk}/evidence/contacts/")
    Looks(nurse)("evidence")
    show(nurse, referral, "contacts", found_number="69", per_week="7")
    assert "1 more days with a contact" in nurse.page.inner_text("main")
    show(nurse, referral, "contacts", found_number="70", per_week="7")
    prescriber.page.goto("/approval/")
    look("referrals")
    prescriber.page.goto(f"/approval/patient/{patient.pk}/")
    look("criteria-met")
    prescriber.click("a:has-text('Approve')")
    prescriber.page.wait_for_url("**/approve/")
    look("approve")
    signs(prescriber, valid_until=on_day(present, 360))
    prescriber.page.wait_for_url(f"**/approval/patient/{patient.pk}/")
    look("approved")
    assert look.found == {}
    at_present(present)
    present.order(patient)
    visit = routine(hands("nurse"), present, patient)
    assert Use.objects.filter(visit=visit, given_mg=200).exists()


def test_a_refusal_says_what_would_change_it_and_is_appealed(hands, present):
    patient = newcomer(present)
    staff = hands("prescriber")
    referral = refer(staff, patient)
    staff.page.goto(f"/approval/referral/{referral.pk}/refuse/")
    signs(staff, words="Methadone comes first")
    staff.page.wait_for_url("**/approval/decision/**")
    assert "Start methadone. It is the first step." in staff.page.inner_text("main")
    look = Looks(staff)
    look("refused")
    staff.click("a:has-text('Write down an appeal')")
    signs(staff, made_on=on_day(present, 0), words="I tried it twice")
    staff.page.wait_for_url("**/approval/decision/**")
    assert "I tried it twice" in staff.page.inner_text("main")
    look("appealed")
    assert look.found == {}


@pytest.fixture
def abroad(chromium, site, committed):
    """Somebody of a unit in another country at a screen: `abroad("ch", "prescriber")`."""
    opened = []

    def sit_down(country: str, name: str) -> tuple[World, Hands]:
        world = at_present(make_world(code=f"{country}{uuid4().hex[:10]}", country=country))
        client = Client()
        client.force_login(world.staff[name], backend=BACKEND)
        context = chromium.new_context(base_url=site, viewport={"width": 1366, "height": 850})
        context.set_default_timeout(15_000)
        cookies = {
            "sessionid": client.cookies["sessionid"].value, settings.LANGUAGE_COOKIE_NAME: "en"
        }  # fmt: skip
        context.add_cookies([{"name": k, "value": v, "url": site} for k, v in cookies.items()])
        opened.append(context)
        return world, Hands(page=context.new_page())

    yield sit_down
    for context in opened:
        context.close()


def permit(staff: Hands, referral: Referral, world: World, *, number: str, days: int) -> None:
    staff.page.goto(f"/approval/referral/{referral.pk}/approve/")
    signs(
        staff, authority="Made-up federal office", permit_number=number,
        valid_until=on_day(world, days), review_on=on_day(world, days),
    )  # fmt: skip
    staff.page.wait_for_url("**/approval/patient/**")


def test_a_swiss_permit_ends_soon_and_is_renewed(abroad):
    world, staff = abroad("ch", "prescriber")
    patient = newcomer(world)
    admission.climb(
        patient, in_force(unit=world.unit, at=world.now)[1], by=world.staff["prescriber"],
        at=world.now,
    )  # fmt: skip
    referral = refer(staff, patient)
    admission.prove(referral, by=world.nurse, at=world.now)
    staff.page.goto(f"/approval/referral/{referral.pk}/approve/")
    Looks(staff)("permit")
    permit(staff, referral, world, number="P-1", days=20)
    assert "Ends soon" in staff.page.inner_text("main")
    renewal = refer(staff, patient)
    assert renewal.stage == "renewal"
    admission.prove(renewal, by=world.nurse, at=world.now)
    permit(staff, renewal, world, number="P-2", days=700)
    assert "Ends soon" not in staff.page.inner_text("main")
    references = Approval.objects.filter(patient=patient).values_list("reference", flat=True)
    assert set(references) == {"P-1", "P-2"}


def test_a_german_review_is_by_a_physician_from_outside(abroad):
    world, staff = abroad("de", "prescriber")
    patient = world.patient()
    approval = patient.approvals.get()
    staff.page.goto(f"/approval/approval/{approval.pk}/review/")
    look = Looks(staff)
    look("review")
    own = world.staff["prescriber"].display_name
    said = {"given_on": on_day(world, 0), "continues": "yes", "next_on": on_day(world, 700),
            "document": "Letter"}  # fmt: skip
    signs(staff, physician=own, institution="Elsewhere", **said)
    staff.page.wait_for_selector("text=This physician works here")
    signs(staff, physician="Dr Outside", institution="Clinic elsewhere")
    staff.page.wait_for_url("**/approval/patient/**")
    assert Review.objects.get(approval=approval).physician == "Dr Outside"
    look("reviewed")
    assert look.found == {}
