"""What others prescribe, from the first question to the reason under a higher dose."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from vangnet.clinic.consulting.models import Order, OtherMedicine
from vangnet.clinic.registry.facts import clinic_day_of

pytestmark = pytest.mark.stories
PRODUCT = "diamorphine/hydrochloride_monohydrate/intravenous"
SIZES = {"desk": (1366, 850), "tablet": (820, 1180)}


def looked_at(hands, name):
    """Nothing is wider than its window, and the page can be used by everybody."""
    for size, (width, height) in SIZES.items():
        hands.page.set_viewport_size({"width": width, "height": height})
        wide = hands.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0
        hands.picture(f"medicines-{name}-{size}")
    assert Axe().run(hands.page).violations_count == 0


def test_a_sedative_from_elsewhere_is_written_down_and_asks_why_the_dose_rises(hands, present):
    visit = present.at_the_hatch(present.patient())
    patient, today = visit.patient, clinic_day_of(present.unit, at=present.now)
    record = reverse("registry:patient", args=[patient.pk])
    nurse = hands("nurse")
    nurse.page.goto(record)
    assert "Nobody has asked yet" in nurse.page.inner_text("#medicines")
    looked_at(nurse, "never-asked")
    nurse.click("#medicines a:has-text('Add')")
    nurse.click("label.choice:has-text('Sedative')")
    nurse.click("label.choice:has-text('List of the pharmacy')")
    for name, text in {
        "name": "Temazepam", "amount": "20", "prescribed_by": "Dr Made Up, general practitioner",
        "from_on": str(today - timedelta(days=30)),
    }.items():  # fmt: skip
        nurse.type(f"#id_{name}", text)
    nurse.page.select_option("#id_amount_unit", "mg")
    looked_at(nurse, "form")
    nurse.click("button[form=work]")
    nurse.page.wait_for_selector("#medicines .tone-warn")
    assert OtherMedicine.objects.get(patient=patient).name == "Temazepam"
    looked_at(nurse, "card")
    nurse.page.goto(reverse("dispensary:visit-hatch", args=[visit.pk]))
    looked_at(nurse, "hatch")
    assert "Takes sedatives" in nurse.page.inner_text("body")
    doctor = hands("prescriber")
    doctor.page.goto(reverse("consulting:order", args=[patient.pk]))
    looked_at(doctor, "order-empty")
    doctor.page.select_option("#id_product", PRODUCT)
    for name, text in {
        "dose_mg": "220", "doses_per_day": "3", "valid_from": str(today),
        "valid_until": str(today + timedelta(days=20)),
    }.items():  # fmt: skip
        doctor.type(f"#id_{name}", text)
    doctor.click("button[value=check][data-primary]")
    doctor.page.wait_for_selector("#problems")
    assert "also takes Temazepam" in doctor.page.inner_text("#problems")
    assert "Temazepam" in doctor.page.inner_text(".exposure-line")
    looked_at(doctor, "order-checked")
    assert Order.objects.filter(patient=patient).count() == 1
