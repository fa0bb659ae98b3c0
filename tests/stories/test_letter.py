"""A letter for a hospital in real Chromium: two clicks, a refusal without consent, an emergency."""

from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from pypdf import PdfReader
from tests.factories.history import hold, lived
from tests.factories.letters import HOSPITAL, agree
from tests.factories.pages import at_present

from vangnet.clinic.board.models import Letter

pytestmark = pytest.mark.stories
MAKE = "button[form=work]"
SIZES = ((1366, 850), (820, 1180), (390, 844))


@pytest.fixture
def patient(present):
    """Some weeks here, up to yesterday."""
    present.now = (present.now - timedelta(days=25)).replace(hour=10, minute=0)
    patient = present.patient(dose_mg="200", doses_per_day=3)
    lived(present, patient, days=24)
    at_present(present)
    return patient


def text_of(download):
    pdf = PdfReader(BytesIO(Path(download.path()).read_bytes()))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.parametrize("scripts", [True, False])
def test_two_clicks_give_the_letter_and_it_stands_on_the_page(hands, present, patient, scripts):
    agree(present, patient)
    nurse = hands("nurse", scripts=scripts)
    nurse.page.goto(f"/patients/{patient.pk}/")
    nurse.click("main a:has-text('Letter for a hospital')")
    nurse.page.wait_for_url("**/letters/patient/**")
    nurse.type("[name=recipient]", HOSPITAL)
    nurse.type("[name=phone]", "+31 10 000 00 00")
    with nurse.page.expect_download() as answer:
        nurse.click(MAKE)
    assert nurse.pressed == 2
    said = text_of(answer.value)
    assert "Last diamorphine dose: 200 mg" in said
    assert "Made Up" in said
    assert patient.number not in answer.value.suggested_filename
    nurse.page.goto(f"/patients/{patient.pk}/")
    assert HOSPITAL in nurse.page.inner_text("#letters")


def test_without_consent_it_is_refused_and_an_emergency_is_seen_by_the_manager(
    hands, present, patient
):
    nurse, manager = hands("nurse"), hands("manager")
    nurse.page.goto(f"/letters/patient/{patient.pk}/")
    assert "No letter: there is no consent for it" in nurse.page.inner_text("main")
    assert nurse.page.locator(MAKE).count() == 0
    nurse.type("[name=recipient]", HOSPITAL)
    nurse.type("[name=phone]", "+31 10 000 00 00")
    nurse.click("button:has-text('without consent')")
    nurse.page.wait_for_selector("#error-summary")
    assert not Letter.objects.filter(unit=present.unit).exists()
    nurse.type("[name=emergency_reason]", "Unconscious, in the ambulance")
    with nurse.page.expect_download() as answer:
        nurse.click("button:has-text('without consent')")
    assert "because life is at risk: Unconscious" in text_of(answer.value)
    manager.page.goto("/tasks/")
    manager.click(f".task a:has-text('{patient.number}')")
    manager.page.wait_for_url("**/letters/**")
    assert "Unconscious, in the ambulance" in manager.page.inner_text("main")
    assert manager.page.locator("a:has-text('PDF')").count() == 0


def test_two_keys_jump_to_a_section_of_the_page(hands, present, patient):
    staff = hands("nurse")
    staff.page.goto(f"/patients/{patient.pk}/")
    for key, section in zip("tldbic", ("timeline", "ladder", "doses", "breath", "incidents",
                                       "checks"), strict=True):  # fmt: skip
        _go(staff.page, key, section)


def _go(page, key, section):
    """Two keys within a moment. A busy machine may take longer than a hand: then once more."""
    for _ in range(4):
        page.keyboard.press("g")
        page.keyboard.press(key)
        with suppress(PlaywrightTimeout):
            page.wait_for_url(f"**/#{section}", timeout=5000)
            return
    pytest.fail(f"g {key} did not go to {section}")


def test_the_pages_are_clean_for_axe_and_fit_every_screen(hands, present, patient):
    agree(present, patient)
    before = present.patient()
    hold(present, patient)
    found = {}
    pages = {
        "record": f"/patients/{patient.pk}/", "new": f"/letters/patient/{patient.pk}/",
        "without": f"/letters/patient/{before.pk}/", "fresh": f"/patients/{before.pk}/",
        "log": "/letters/",
    }  # fmt: skip
    for language in ("en", "nl"):
        staff = hands("prescriber", language=language)
        for name, page in pages.items():
            staff.page.goto(page)
            for width, height in SIZES:
                staff.page.set_viewport_size({"width": width, "height": height})
                staff.picture(f"letter-{name}-{language}-{width}")
                wide = staff.page.evaluate("document.documentElement.scrollWidth")
                answer = Axe().run(staff.page)
                if wide > width or answer.violations_count or small(staff.page):
                    found[name, language, width] = (
                        wide,
                        small(staff.page),
                        answer.generate_report(),
                    )
    assert found == {}


def small(page):
    """Text of charts that is under 14 px."""
    return page.evaluate(
        "[...document.querySelectorAll('.chart-box text')]"
        ".filter((one) => parseFloat(getComputedStyle(one).fontSize) < 14).length"
    )
