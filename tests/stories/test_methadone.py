"""Methadone at the screen: a supervised drink, and both drugs in one visit."""

from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.factories.methadone import bottle, only_methadone, order_methadone
from tests.stories.test_visits import HAND_OVER, PRESSES_MAX, check_in, witness_signs

from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.reception.models import Visit
from vangnet.rules.visit import Stage

pytestmark = pytest.mark.stories


def to_the_hatch(staff, patient):
    check_in(staff, patient)
    visit = Visit.objects.get(patient=patient)
    if not staff.page.url.endswith("/breath"):
        staff.page.goto(f"/hatch/{visit.pk}/breath")
        staff.pressed += 1
    staff.type("input[name=reading]", "0")
    staff.type("input[name=read_back]", "0")
    staff.click("#breath button")
    staff.page.wait_for_url("**/check")
    check_quiet(staff, visit)
    return visit


def check_quiet(staff, visit):
    staff.click("button[name=quiet]")
    staff.page.wait_for_url(f"**/hatch/{visit.pk}")


def dose(staff, world, *, mg):
    witness_signs(staff, world, mg=mg)
    staff.click(HAND_OVER)
    staff.page.wait_for_url("**/use")
    staff.click("#start button")
    staff.page.wait_for_selector("#all button[name=step]")
    staff.click("#all button[name=step]")
    staff.page.wait_for_url("**/recovery/**")


def leave(staff, visit):
    spo2 = staff.page.locator("#exit input[name$=spo2]")
    if spo2.count():
        spo2.first.fill("97")
    staff.click("button[name=all_well]")
    staff.page.wait_for_url("**/rooms/**")
    visit.refresh_from_db()


def test_a_supervised_drink_takes_at_most_twelve_presses(hands, present):
    bottle(present, code=f"M-{present.unit.code}")
    patient = only_methadone(present)
    staff = hands("nurse")
    visit = to_the_hatch(staff, patient)
    staff.picture("methadone-hatch")
    dose(staff, present, mg="60")
    leave(staff, visit)
    assert visit.stage == Stage.LEFT
    assert Use.objects.get(visit=visit).given_mg == Decimal(60)
    assert staff.pressed <= PRESSES_MAX


def test_methadone_and_diamorphine_in_one_visit(hands, present):
    bottle(present, code=f"M-{present.unit.code}")
    patient = present.patient()
    order_methadone(present, patient)
    staff = hands("nurse")
    found = {}

    def look(name):
        for width, height in ((1366, 850), (820, 1180), (390, 800)):
            staff.page.set_viewport_size({"width": width, "height": height})
            staff.picture(f"{name}-{width}")
            answer = Axe().run(staff.page)
            wide = staff.page.evaluate("document.documentElement.scrollWidth > innerWidth")
            if answer.violations_count or wide:
                found[name, width] = wide or answer.generate_report()
        staff.page.set_viewport_size({"width": 1366, "height": 850})

    visit = to_the_hatch(staff, patient)
    look("choose")
    staff.click("a:has-text('Methadone 60')")
    staff.page.wait_for_url("**/order/**")
    look("drink")
    dose(staff, present, mg="60")
    look("recovery-between")
    staff.click("a[href$='/check']")
    staff.page.wait_for_url("**/check")
    check_quiet(staff, visit)
    dose(staff, present, mg="200")
    leave(staff, visit)
    assert visit.stage == Stage.LEFT
    given = Use.objects.filter(visit=visit).values_list("hand_over__drug", "given_mg")
    assert dict(given) == {"methadone": Decimal(60), "diamorphine": Decimal(200)}
    assert found == {}
