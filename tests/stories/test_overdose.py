"""An overdose in real Chromium: from the board to the ambulance, and what comes after."""

import time
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.urls import reverse
from pypdf import PdfReader
from tests.factories.filling.emergency import end, log, naloxone, start

from vangnet.clinic.recovery.emergency.models import ActKind, Emergency, EmergencyAct, Outcome
from vangnet.clinic.registry.models import Patient

pytestmark = pytest.mark.stories
SIZES = ((1366, 850), (820, 1180), (390, 844))


@pytest.fixture
def visit(present):
    """In recovery, in room 1, after 200 mg."""
    visit = present.at_the_hatch(present.patient())
    present.use(present.hand_over(visit), minutes=0)
    naloxone(present, 3)
    return visit


def text_of(download):
    pdf = PdfReader(BytesIO(Path(download.path()).read_bytes()))
    assert len(pdf.pages) == 1
    return " ".join(pdf.pages[0].extract_text().split())


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_board_to_the_page_for_the_ambulance(hands, present, visit, scripts):
    nurse, prescriber = hands("nurse", scripts=scripts), hands("prescriber")
    nurse.page.goto("/rooms/")
    nurse.click("[data-emergency]")
    nurse.click(f"button.overdose-press:has-text('{visit.patient.number}')")
    nurse.page.wait_for_selector(".em-tiles")
    assert nurse.pressed == 2  # and the record runs
    ran = Emergency.objects.get(patient=visit.patient)
    nurse.click("[data-kind=ambulance_called]")
    nurse.page.wait_for_selector("[data-kind=ambulance_called].is-done")
    for kind in ("airway", "breaths", "oxygen", "naloxone"):
        nurse.click(f"[data-kind={kind}]")
        nurse.page.wait_for_selector(f"#em-done a:has-text('{KINDS[kind]}')")
    for name, value in (("spo2", "84"), ("breaths", "6"), ("pulse", "112")):
        nurse.type(f"[name={name}]", value)
    nurse.click("[data-reading] button")
    nurse.page.wait_for_selector("#em-done a:has-text('SpO₂ 84 %')")
    assert "Next dose in" in nurse.page.inner_text("#em-naloxone")
    nurse.picture(f"overdose-runs-{scripts}")
    assert EmergencyAct.objects.filter(emergency=ran).count() == 6
    nurse.click("a:has-text('Hand over or end')")
    nurse.click("button:has-text('Handed over to the ambulance')")
    nurse.page.wait_for_selector("text=Opioids are locked until a prescriber has reviewed")
    with nurse.page.expect_download() as answer:
        nurse.click("a:has-text('PDF')")
    said = text_of(answer.value)
    for words in ("Naloxone: 0.4 mg, 1 time", "Made Up", "200 mg", "SpO₂ 84 %"):
        assert words in said
    assert visit.patient.number not in answer.value.suggested_filename
    visit.refresh_from_db()
    assert visit.stage == "left"
    _reviewed(prescriber, visit)


KINDS = {"airway": "Airway open", "breaths": "Breaths given", "oxygen": "Oxygen on",
         "naloxone": "Naloxone 0.4 mg"}  # fmt: skip


def _reviewed(prescriber, visit):
    prescriber.page.goto("/tasks/")
    prescriber.click(f".task a:has-text('{visit.patient.number}')")
    prescriber.page.wait_for_url("**/review/")
    prescriber.click("label:has-text('the order stays as it is')")
    prescriber.type("[name=words]", "back from hospital, awake, spoken with")
    prescriber.click("button:has-text('Sign the review')")
    prescriber.page.wait_for_selector("text=Reviewed: the lock is lifted")
    ran = Emergency.objects.get(patient=visit.patient)
    ran.hold.refresh_from_db()
    assert ran.hold.lifted_at is not None


def test_a_touch_without_a_link_is_kept_with_its_time_and_sent_when_it_is_back(
    hands, present, visit
):
    ran = start(present, visit.patient)
    nurse = hands("nurse")
    nurse.page.goto(f"/emergency/{ran.pk}/")
    nurse.page.context.set_offline(True)
    nurse.page.keyboard.press("4")
    nurse.page.keyboard.press("n")
    nurse.page.wait_for_selector("[data-kind=oxygen].is-done")
    nurse.page.wait_for_selector("[data-unsent]:not([hidden])")
    assert "Not sent yet: 2" in nurse.page.inner_text("[data-unsent]")
    nurse.picture("overdose-offline")
    assert not EmergencyAct.objects.filter(emergency=ran).exists()
    nurse.page.context.set_offline(False)
    nurse.page.wait_for_selector("#em-done a:has-text('Naloxone')")
    acts = list(EmergencyAct.objects.filter(emergency=ran).order_by("happened_at"))
    assert [one.kind for one in acts] == ["oxygen", "naloxone"]
    assert all((one.recorded_at - one.happened_at).total_seconds() >= 1.5 for one in acts)


def test_the_press_answers_at_once_while_the_database_is_slow(hands, present, visit):
    nurse = hands("nurse")
    nurse.page.goto(f"/patients/{visit.patient_id}/")
    # The page itself writes down what it says then: who asks would wait for the page on its way.
    nurse.page.evaluate(
        "setTimeout(() => localStorage.setItem('said',"
        " document.querySelector('.em-wait').textContent), 3000)"
    )
    with transaction.atomic():  # somebody's transaction hangs on this very patient
        Patient.objects.select_for_update(no_key=True).get(pk=visit.patient_id)
        nurse.page.locator("button[data-overdose]").click(no_wait_after=True)
        time.sleep(3.5)
    nurse.page.wait_for_selector(".em-tiles")
    said = nurse.page.evaluate("localStorage.getItem('said')")
    assert "Call for help" in said
    assert "0:02" in said or "0:01" in said
    assert Emergency.objects.filter(patient=visit.patient).count() == 1


def test_a_press_that_the_database_refuses_is_said_large_and_pressed_again_by_itself(
    hands, present, visit
):
    """Longer than the server waits for a lock: its answer is 503, and the press is not lost."""
    nurse = hands("nurse")
    nurse.page.goto(f"/patients/{visit.patient_id}/")
    nurse.page.evaluate(
        "setTimeout(() => localStorage.setItem('said',"
        " document.querySelector('.em-wait').innerText), 12000)"
    )
    with transaction.atomic():
        Patient.objects.select_for_update(no_key=True).get(pk=visit.patient_id)
        nurse.page.locator("button[data-overdose]").click(no_wait_after=True)
        time.sleep(13)
        nurse.picture("overdose-late")
    nurse.page.wait_for_selector(".em-tiles", timeout=40_000)
    said = nurse.page.evaluate("localStorage.getItem('said')")
    assert "Not written yet: the server does not answer. It is tried again by itself." in said
    assert "No other dose to this patient." in said
    assert Emergency.objects.filter(patient=visit.patient).count() == 1


def test_one_slip_is_one_key_away_from_undone_and_stays_in_sight(hands, present, visit):
    ran = start(present, visit.patient)
    nurse = hands("nurse")
    nurse.page.goto(f"/emergency/{ran.pk}/")
    nurse.page.keyboard.press("7")
    nurse.page.wait_for_selector("#em-done a:has-text('AED shock')")
    nurse.page.wait_for_selector("[data-undo]:has-text('AED shock')")
    nurse.page.keyboard.press("u")
    nurse.page.wait_for_selector("#em-done s:has-text('AED shock')")


def test_two_keys_start_it_on_the_page_of_a_patient(hands, present, visit):
    nurse = hands("nurse")
    nurse.page.goto(f"/recovery/{visit.pk}/")
    nurse.picture("overdose-control")
    nurse.page.keyboard.press("F9")
    nurse.enter()
    nurse.page.wait_for_selector(".em-tiles")
    assert Emergency.objects.filter(patient=visit.patient).count() == 1


def _pages(present, visit):
    ran = start(present, visit.patient)
    for kind in (ActKind.AMBULANCE_CALLED, ActKind.AIRWAY, ActKind.NALOXONE, ActKind.NALOXONE):
        log(present, ran, kind)
    other = present.at_the_hatch(present.patient())
    ended = end(present, start(present, other.patient), Outcome.OBSERVATION)
    return {
        "who": "/emergency/", "screen": f"/emergency/{ran.pk}/", "end": f"/emergency/{ran.pk}/end/",
        "late": f"/emergency/{ran.pk}/late/", "record": f"/emergency/{ended.pk}/",
        "review": f"/emergency/{ended.pk}/review/", "shelf": "/emergency/naloxone/",
        "runs": f"/recovery/{visit.pk}/",
        "locked": reverse("dispensary:visit-hatch", args=[other.pk]),
        "patient": f"/patients/{other.patient_id}/",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_pages_are_clean_for_axe_and_fit_every_screen(hands, present, visit, language):
    found, pages = {}, _pages(present, visit)
    staff = hands("prescriber", language=language)
    for name, page in pages.items():
        staff.page.goto(page)
        for width, height in SIZES:
            staff.page.set_viewport_size({"width": width, "height": height})
            staff.picture(f"overdose-{name}-{language}-{width}")
            wide = staff.page.evaluate("document.documentElement.scrollWidth")
            answer, small = Axe().run(staff.page), _small(staff.page)
            if wide > width or answer.violations_count or small:
                found[name, width] = (wide, small, answer.generate_report())
    assert found == {}


def _small(page):
    """What is pressed in an emergency and is under 72 px high."""
    return page.evaluate(
        "[...document.querySelectorAll('.em-tile, .em-button, .overdose-press')]"
        ".map((one) => [one.innerText, one.getBoundingClientRect().height])"
        ".filter(([, height]) => height < 72)"
    )
