"""Someone leaves HAT: the prescriber reads what it stops, signs, and the hatch gives no dose."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.consulting.ladder.people import begun, facts
from tests.factories.world import PIN

from vangnet.clinic.consulting.ladder.facts import episodes_of, exit_of
from vangnet.rules.ladder import Follows, Treatment

pytestmark = pytest.mark.stories
DAY = timedelta(days=1)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_ladder_is_told_and_left_and_no_dose_follows(hands, present, scripts):
    patient, day = present.patient(), timezone.localdate() - DAY
    begun(present, patient, facts(Treatment.HAT, day - 90 * DAY))
    visit = present.at_the_hatch(patient)
    nurse = hands("nurse", scripts=scripts)
    nurse.page.goto(reverse("dispensary:visit-hatch", args=[visit.pk]))
    assert nurse.page.locator("[data-hands-out]").count() == 1
    prescriber = hands("prescriber", scripts=scripts)
    page = prescriber.page
    page.goto(reverse("ladder:patient", args=[patient.pk]))
    prescriber.click("a:has-text('Add a treatment')")
    page.wait_for_selector("select[name=treatment]")
    page.select_option("select[name=treatment]", "methadone")
    for name, value in {
        "provider": "North clinic", "evidence": "letter of 3 Feb 2024", "started_on": "2021-02-03",
        "ended_on": "2024-02-02", "from_0": "2021-02-03", "mg_0": "110",
    }.items():  # fmt: skip
        prescriber.type(f"input[name={name}]", value)
    page.select_option("select[name=end_reason]", "not_effective")
    prescriber.click("[data-primary]")
    page.wait_for_selector(".rung.is-failed")
    prescriber.picture("ladder")
    prescriber.click("a:has-text('Leave treatment')")
    page.wait_for_selector("select[name=follows]")
    assert "Order 1 stops" in page.inner_text("main")
    prescriber.type("input[name=ended_on]", f"{day}")
    page.select_option("select[name=reason]", "own_choice")
    page.select_option("select[name=follows]", "methadone_here")
    prescriber.type("input[name=own_pin]", PIN)
    prescriber.picture("leave")
    prescriber.click("[data-primary]")
    page.wait_for_url("**/order/")
    assert "Now write the order for methadone" in page.inner_text("main")
    nurse.page.reload()
    assert nurse.page.locator("[data-hands-out]").count() == 0
    assert "No dose" in nurse.page.inner_text("main")
    assert exit_of(patient).follows is Follows.METHADONE_HERE
    assert [one.treatment for one in episodes_of(patient)] == [
        Treatment.METHADONE, Treatment.HAT, Treatment.METHADONE
    ]  # fmt: skip
