"""A nurse and a patient at one tablet: begun, stopped, gone on with, finished, read."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.factories.filling.outcomes import begun, followed, held

from vangnet.programme.outcomes import facts
from vangnet.programme.outcomes.models import Answer, AnswerState, Ending, Interview

pytestmark = pytest.mark.stories
TABLET = {"width": 820, "height": 1180}
ILL = {"illegal_days": "20", "contact_days": "5", "cocaine_days": "10"}
TOO_SMALL = """() => [...document.querySelectorAll('main button, main a.button, .action-bar a')]
  .filter(e => e.tabIndex >= 0 && e.getBoundingClientRect().height < 44)
  .map(e => e.outerHTML.slice(0, 80))"""
WIDER = "() => document.documentElement.scrollWidth > innerWidth"


def clean(hands, name):
    """Nothing that axe finds, nothing wider than the window, no target that is too small."""
    hands.picture(f"outcomes-{name}")
    assert Axe().run(hands.page).response["violations"] == [], name
    assert not hands.page.evaluate(WIDER), name
    assert hands.page.evaluate(TOO_SMALL) == [], name


def answer_the_rest(hands, interview):
    """Tap or type through what is left, by the keys alone: the first button, or 0 and Enter."""
    page = hands.page
    for _n in range(60):
        if "/question/" not in page.url:
            return
        before = page.url
        if page.locator("#id_typed").count():
            page.wait_for_selector("#id_typed:focus")
            page.keyboard.type("0")
            page.keyboard.press("Enter")
        else:
            page.locator(".tap").first.focus()
            page.keyboard.press("Enter")
        page.wait_for_url(lambda url, was=before: url != was)


@pytest.fixture
def entry(present):
    """Somebody with an intake interview, whose second is due."""
    found = followed(present, present.patient(), days=61)
    held(present, found, 0, **ILL)
    return found


def test_an_interview_on_a_tablet_is_kept_answer_by_answer(hands, entry):
    nurse = hands("nurse")
    page = nurse.page
    page.set_viewport_size(TABLET)
    page.goto("/outcomes/")
    clean(nurse, "1-due")
    nurse.click("a:has-text('Begin')")
    page.wait_for_url("**/begin")
    clean(nurse, "2-begin")
    nurse.click("button[data-primary]")
    page.wait_for_url("**/question/1")
    clean(nurse, "3-days")
    assert entry.patient.identity.family_name not in page.inner_text("body")
    nurse.click(".tap:has-text('12')")
    page.wait_for_url("**/question/2")
    page.wait_for_selector("#id_typed:focus")
    page.keyboard.type("31")
    nurse.enter()
    page.wait_for_selector(".field-error")
    clean(nurse, "4-too-many")
    nurse.click("button:has-text('Won\\'t say')")
    page.wait_for_url("**/question/3")
    nurse.click("button:has-text('Don\\'t know')")
    page.wait_for_url("**/question/4")
    interview = Interview.objects.get(entry=entry, wave_months=2)
    said = Answer.objects.filter(interview=interview).order_by("item__place")
    assert [(one.state, one.value) for one in said] == [
        (AnswerState.ANSWERED, 12), (AnswerState.WONT_SAY, None), (AnswerState.DONT_KNOW, None)
    ]  # fmt: skip
    nurse.click("a:has-text('Stop for now')")
    page.wait_for_url(re.compile(r"/interview/[^/]+$"))
    clean(nurse, "5-stopped")
    nurse.click("a[data-primary]")
    page.wait_for_url("**/question/4")


def test_an_interview_is_finished_by_the_keys_and_its_result_read(hands, present, entry):
    interview = begun(present, entry, 2)
    nurse = hands("nurse")
    page = nurse.page
    page.set_viewport_size(TABLET)
    place = next(one.place for one in facts.items_of(interview) if one.item == "housing")
    page.goto(f"/outcomes/interview/{interview.pk}/question/{place}")
    clean(nurse, "6-choice")
    page.goto(f"/outcomes/interview/{interview.pk}/question/1")
    answer_the_rest(nurse, interview)
    assert "/question/" not in page.url
    clean(nurse, "7-all-asked")
    nurse.click("button[data-primary]")
    page.wait_for_url(f"**/outcomes/patient/{entry.patient_id}")
    assert facts.ending_of(Interview.objects.get(pk=interview.pk)) is Ending.COMPLETED
    worse = "Days with people who do not use: seriously worse than at intake."
    assert worse in page.inner_text("main")
    page.locator(".outcome-answer summary").click()
    clean(nurse, "8-result")
    page.set_viewport_size({"width": 1366, "height": 850})
    clean(nurse, "9-result-wide")


def test_an_interview_without_scripts_and_in_dutch(hands, present):
    entry = followed(present, present.patient(), days=5)
    interview = begun(present, entry)
    nurse = hands("nurse", scripts=False, language="nl")
    nurse.page.set_viewport_size(TABLET)
    nurse.page.goto(f"/outcomes/interview/{interview.pk}/question/1")
    nurse.click(".tap:has-text('0')")
    nurse.page.wait_for_url("**/question/2")
    nurse.page.goto(f"/outcomes/patient/{entry.patient_id}")
    assert "Uitkomsten" in nurse.page.inner_text("main")
