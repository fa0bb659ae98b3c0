"""A hepatitis C test that is overdue: the hatch warns, refuses, and allows after the result."""

from datetime import timedelta
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe

from vangnet.clinic.consulting.care import actions, facts
from vangnet.clinic.consulting.models import Result
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.rules.care import Finding, Method
from vangnet.rules.check_keys import CheckKind
from vangnet.rules.months import months_after

pytestmark = pytest.mark.stories


def hepatitis_c(world, patient, *, over, corrects=None):
    """A hepatitis C test so long ago that the next is so many days over."""
    months = facts.signed_plans(world.unit, at=world.now)[CheckKind.HEPATITIS_C].every_months
    today = clinic_day_of(world.unit, at=world.now)
    day = months_after(today - timedelta(days=over), -months)
    return actions.record_result(
        patient=patient, corrects=corrects, by=world.nurse, at=world.now, request_id=uuid4(),
        new=actions.NewResult(
            kind=CheckKind.HEPATITIS_C, taken_on=day, finding=Finding.NEGATIVE,
            method=Method.ANTIBODY,
        ),
    )  # fmt: skip


def test_a_check_warns_then_stops_the_dose_until_its_result_is_typed(hands, present):
    patient = present.patient()
    visit = present.at_the_hatch(patient)
    recent = hepatitis_c(present, patient, over=10)
    nurse = hands("nurse")
    hatch = f"/hatch/{visit.pk}"

    nurse.page.goto(hatch)
    assert "health check is overdue" in nurse.page.inner_text("main")
    assert nurse.page.locator("[data-hands-out]").count() == 1
    nurse.picture("checks-1-warns")

    hepatitis_c(present, patient, over=120, corrects=recent)
    nurse.page.goto(hatch)
    assert nurse.page.locator("[data-hands-out]").count() == 0
    assert "The hepatitis C test was due on" in nurse.page.inner_text(".reasons")
    nurse.picture("checks-2-stops")

    nurse.click("a:has-text('Look at the checks')")
    nurse.page.wait_for_url(f"**/care/patient/{patient.pk}/")
    nurse.picture("checks-3-overview")
    nurse.click("a:has-text('Hepatitis C blood test')")
    nurse.page.wait_for_url("**/hepatitis_c/")
    nurse.click("a:has-text('Record a result')")
    nurse.page.wait_for_url("**/new/")
    nurse.page.locator("input[name=finding][value=negative]").check(force=True)
    nurse.page.select_option("select[name=method]", "antibody")
    nurse.picture("checks-4-result")
    assert Axe().run(nurse.page).response["violations"] == []
    nurse.click("button[data-primary]")
    nurse.page.wait_for_url(f"**/care/patient/{patient.pk}/")
    assert Result.objects.filter(patient=patient).count() == 3

    nurse.page.goto(hatch)
    assert nurse.page.locator("[data-hands-out]").count() == 1
    assert "hepatitis" not in nurse.page.inner_text("main").lower()
