"""A three-day gap in real Chromium: tasks, a refusal, the prescriber's restart, a smaller dose."""

from datetime import timedelta
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.factories.gaps import dosed
from tests.factories.pages import at_present
from tests.stories.test_order import PASSWORD
from tests.stories.test_visits import HAND_OVER, witness_signs

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.rules.decision import Reason

pytestmark = pytest.mark.stories


@pytest.fixture
def gone(present):
    """Somebody who had 200 mg four days ago, and nothing since."""
    patient = at_present(present, days=4, hours=1).patient()
    dosed(present, patient)
    at_present(present)
    return patient


GAP = ".task:has-text('missed days'), .task:has-text('suspended')"


def restart(staff, patient, *, mg, today):
    """From the task to the signed restart."""
    staff.page.goto("/tasks/")
    staff.page.locator(GAP).locator(f"a:has-text('{patient.number}')").first.click()
    staff.page.wait_for_url("**/tasks/gap/**")
    assert "Suspended" in staff.page.inner_text("main")
    staff.click("a.button.primary")
    staff.page.wait_for_url("**/order/")
    staff.page.select_option("[name=product]", "diamorphine/hydrochloride_monohydrate/intravenous")
    staff.type("[name=dose_mg]", mg)
    staff.type("[name=doses_per_day]", "2")
    staff.page.select_option("#id_kind", "fixed")
    staff.type("[name=valid_from]", str(today))
    staff.type("[name=valid_until]", str(today + timedelta(days=20)))
    staff.page.check("[name=is_restart]")
    staff.type("[name=reason]", "Three days away")
    staff.click("button[value=check][data-primary]")
    staff.type("#id_password", PASSWORD)
    staff.click("button[value=sign]")
    staff.page.wait_for_selector("h1:has-text('Order 2')")


def test_after_three_missed_days_only_a_restart_gives_a_dose_and_no_more_than_it_says(
    hands, present, gone
):
    visit = present.at_the_hatch(gone)
    nurse, prescriber = hands("nurse"), hands("prescriber")
    nurse.page.goto(f"/hatch/{visit.pk}")
    assert "waits for a restart" in nurse.page.inner_text("main")
    assert nurse.page.locator(HAND_OVER).count() == 0
    prescriber.page.goto("/tasks/")
    assert prescriber.page.locator(GAP).count() == 3  # suspended, day 1 and day 3
    restart(prescriber, gone, mg="100", today=clinic_day_of(present.unit, at=present.now))
    prescriber.page.goto("/tasks/")
    assert prescriber.page.locator(GAP).count() == 0
    at_present(present)
    above = present.hand_over(visit, dose_mg=Decimal("100.001"))
    assert not above.allowed
    assert Reason.DOSE_ABOVE_ORDER in {one["reason"] for one in above.reasons}
    nurse.page.goto(f"/hatch/{visit.pk}")
    witness_signs(nurse, present, mg="100")
    nurse.click(HAND_OVER)
    nurse.page.wait_for_url("**/use")
    assert HandOver.objects.get(visit=visit, allowed=True).dose_mg == 100


def test_a_task_is_done_with_a_note_also_without_scripts(hands, present, gone):
    staff = hands("prescriber", scripts=False)
    staff.page.goto("/tasks/")
    before = staff.page.locator(".task").count()
    staff.click(".task-done summary")
    staff.type(".task-done[open] input[name=words]", "Called: is ill at home")
    staff.click(".task-done[open] button")
    staff.page.wait_for_load_state()
    assert staff.page.locator(".task").count() == before - 1


def test_the_pages_of_tasks_are_clean_for_axe_and_fit_every_screen(hands, present, gone):
    for kind, name in ((HoldKind.SOFT, "nurse"), (HoldKind.HARD, "prescriber")):
        consulting.put_on_hold(
            patient=gone, kind=kind, reason="ill", owner=present.staff[name], by=present.nurse,
            at=present.now - timedelta(days=3), review_on=present.now.date(),
        )  # fmt: skip
    found = {}
    readers = {
        "prescriber": (
            "/tasks/", "/tasks/holds/", f"/tasks/gap/{gone.pk}/", "/orders/",
            f"/orders/patient/{gone.pk}/hold/",
        ),
        "manager": ("/tasks/",),
    }  # fmt: skip
    for name, pages in readers.items():
        staff = hands(name)
        for page in pages:
            staff.page.goto(page)
            for width, height in ((1366, 850), (820, 1180), (390, 844)):
                staff.page.set_viewport_size({"width": width, "height": height})
                staff.picture(f"{name}{page.split('/')[-2]}-{width}")
                wide = staff.page.evaluate("document.documentElement.scrollWidth")
                answer = Axe().run(staff.page)
                if wide > width or answer.violations_count:
                    found[name, page, width] = (wide, answer.generate_report())
    assert found == {}
