"""What staff live through at the screen, told in real Chromium against a server with threads."""

from datetime import timedelta
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.factories.world import PIN

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.dispensary.models import HandOver, Use
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.vault.models import Posting, PostingKind
from vangnet.rules.visit import Stage

pytestmark = pytest.mark.stories
PRESSES_MAX = 12
HAND_OVER = "[data-hands-out]"


def check_in(staff, patient):
    """From the search to the open visit."""
    staff.page.goto("/desk/")
    staff.type("#q", patient.number)
    staff.enter()
    staff.page.wait_for_selector("#check-in, a.person")
    if staff.page.locator("#check-in").count() == 0:
        staff.click(f"a.person:has-text('{patient.number}')")
    staff.click("input[name=face_matches]")
    staff.type("input[name=birth_date]", f"{patient.identity.birth_date:%d-%m-%Y}")
    staff.click("#check-in button[data-primary]")
    staff.page.wait_for_load_state()


def blow(staff, visit, reading):
    staff.page.goto(f"/hatch/{visit.pk}/breath")
    staff.type("input[name=reading]", reading)
    staff.type("input[name=read_back]", reading)
    staff.click("#breath button")


def witness_signs(staff, world, *, name="second_nurse", mg="200", pin=PIN):
    staff.click(f"input[name=witness][value='{world.staff[name].pk}']")
    staff.type("input[name=witness_read_mg]", mg)
    staff.type("input[name=pin]", pin)


def routine(staff, world, patient, *, look=lambda _: None):
    """A whole visit. Where a step leads to the next page by itself, nobody has to press for it."""
    check_in(staff, patient)
    visit = Visit.objects.get(patient=patient)
    look("desk")
    if not staff.page.url.endswith("/breath"):
        staff.page.goto(f"/hatch/{visit.pk}/breath")
        staff.pressed += 1
    look("breath")
    staff.type("input[name=reading]", "0")
    staff.type("input[name=read_back]", "0")
    staff.click("#breath button")
    staff.page.wait_for_url("**/check")
    look("check")
    staff.click("button[name=quiet]")
    staff.page.wait_for_url(f"**/hatch/{visit.pk}")
    look("hatch")
    witness_signs(staff, world)
    staff.click(HAND_OVER)
    staff.page.wait_for_url("**/use")
    look("use")
    staff.click("#start button")
    staff.click("#all button[name=step]")
    staff.page.wait_for_url("**/recovery/**")
    look("recovery")
    spo2 = staff.page.locator("#exit input[name$=spo2]")
    if spo2.count():
        spo2.first.fill("97")
    staff.click("button[name=all_well]")
    staff.page.wait_for_url("**/rooms/**")
    visit.refresh_from_db()
    return visit


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_routine_visit_takes_at_most_twelve_presses_of_all_staff_together(
    hands, present, scripts
):
    patient = present.patient()
    staff = hands("nurse", scripts=scripts)
    visit = routine(staff, present, patient)
    assert visit.stage == Stage.LEFT
    assert Use.objects.get(visit=visit).given_mg == Decimal(200)
    assert staff.pressed <= PRESSES_MAX


def test_every_page_of_a_visit_is_clean_for_axe_on_desktop_and_tablet(hands, present):
    staff = hands("nurse")
    found = {}

    def look(name):
        for width, height in ((1366, 850), (820, 1180)):
            staff.page.set_viewport_size({"width": width, "height": height})
            staff.picture(f"{name}-{width}")
            answer = Axe().run(staff.page)
            if answer.violations_count:
                found[name, width] = answer.generate_report()
        staff.page.set_viewport_size({"width": 1366, "height": 850})

    routine(staff, present, present.patient(), look=look)
    assert found == {}


def test_a_failed_breath_test_waits_and_the_retest_passes(hands, present):
    present.later(minutes=-20)
    early, late = present.check_in(present.patient()), present.check_in(present.patient())
    present.blow(early, "400")
    present.later(minutes=15)
    present.blow(late, "400")
    staff = hands("nurse")
    staff.page.goto(f"/hatch/{late.pk}/breath")
    assert "400" in staff.page.inner_text("main")
    assert staff.page.locator("[data-until]").count() > 0, "no countdown to the retest"
    assert staff.page.locator("input[name=reading]").count() == 0
    blow(staff, early, "0")
    staff.page.wait_for_url("**/check")
    early.refresh_from_db()
    assert early.stage == Stage.TESTED


def test_a_refusal_shows_all_three_reasons_at_once_and_nothing_leaves_the_register(hands, present):
    present.later(minutes=-60)
    patient = present.patient()
    first = present.at_the_hatch(patient)
    present.use(present.hand_over(first))
    assert present.leave(first, after_minutes=31).departure
    present.now += timedelta(minutes=24)
    second = present.at_the_hatch(patient)
    consulting.put_on_hold(
        patient=patient, kind=HoldKind.HARD, reason="look first", by=present.nurse,
        owner=present.staff["prescriber"], at=present.now,
    )  # fmt: skip
    present.check(second, score=2)
    before = Posting.objects.filter(kind=PostingKind.DOSE, unit=present.unit).count()
    staff = hands("nurse")
    staff.page.goto(f"/hatch/{second.pk}")
    assert staff.page.locator(".reasons > *").count() == 3
    assert staff.page.locator(HAND_OVER).count() == 0
    assert Posting.objects.filter(kind=PostingKind.DOSE, unit=present.unit).count() == before


def test_a_double_click_on_hand_over_is_one_dose(hands, present):
    visit = present.at_the_hatch(present.patient())
    staff = hands("nurse")
    staff.page.goto(f"/hatch/{visit.pk}")
    witness_signs(staff, present)
    staff.page.locator(HAND_OVER).first.dblclick()
    staff.page.wait_for_url("**/use")
    assert HandOver.objects.filter(visit=visit, allowed=True).count() == 1
    assert Posting.objects.filter(about=visit.hand_overs.get().pk).count() == 1


def test_the_form_sent_twice_at_the_same_moment_is_one_dose(hands, present):
    visit = present.at_the_hatch(present.patient())
    staff = hands("nurse")
    staff.page.goto(f"/hatch/{visit.pk}")
    witness_signs(staff, present)
    ends = staff.page.eval_on_selector(
        HAND_OVER,
        """async (button) => {
            const body = () => new FormData(button.form);
            const send = () => fetch(location.href, {method: "POST", body: body()});
            return (await Promise.all([send(), send()])).map((answer) => answer.url);
        }""",
    )
    assert all(url.endswith("/use") for url in ends), ends
    assert HandOver.objects.filter(visit=visit, allowed=True).count() == 1
    assert Posting.objects.filter(about=visit.hand_overs.get().pk).count() == 1


def test_a_witness_who_is_the_giver_is_refused_by_name(hands, present):
    visit = present.at_the_hatch(present.patient())
    staff = hands("nurse")
    staff.page.goto(f"/hatch/{visit.pk}")
    # The page does not offer it; somebody sends it all the same.
    staff.page.eval_on_selector(
        "input[name=witness]", "(box, key) => { box.value = key; box.checked = true }",
        str(present.nurse.pk),
    )  # fmt: skip
    staff.type("input[name=witness_read_mg]", "200")
    staff.type("input[name=pin]", PIN)
    staff.click(HAND_OVER)
    staff.page.wait_for_load_state()
    assert f"{present.nurse.display_name} has signed already" in staff.page.inner_text("main")
    assert not HandOver.objects.filter(visit=visit).exists()
