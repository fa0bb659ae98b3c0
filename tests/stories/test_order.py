"""A prescriber writes a titration, slips a zero, is stopped, types it again, and signs."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.factories.world import PIN

from vangnet.clinic.consulting.models import Order, OrderDecision, OrderStop
from vangnet.clinic.registry.facts import clinic_day_of

pytestmark = pytest.mark.stories
PASSWORD = "made up for the test"
SIZES = ((1366, 850), (820, 1180), (390, 844))
PRODUCT = "diamorphine/hydrochloride_monohydrate/intravenous"


def type_titration(doctor, today, *, dose_mg):
    doctor.page.select_option("#id_product", PRODUCT)
    doctor.page.select_option("#id_kind", "titration")
    for name, text in {
        "dose_mg": dose_mg, "doses_per_day": "2", "valid_from": str(today),
        "valid_until": str(today + timedelta(days=20)), "step_mg": "20", "every_days": "3",
        "target_mg": "280",
    }.items():  # fmt: skip
        doctor.type(f"#id_{name}", text)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_titration_is_stopped_at_a_zero_too_many_typed_again_and_signed(hands, present, scripts):
    patient = present.patient(dose_mg="20", doses_per_day=2)
    today = clinic_day_of(present.unit, at=present.now)
    doctor = hands("prescriber", scripts=scripts)
    doctor.page.goto(f"/order/patient/{patient.pk}/")
    doctor.picture("order-empty")
    doctor.page.select_option("#id_product", PRODUCT)
    type_titration(doctor, today, dose_mg="220")
    doctor.click("button[value=check][data-primary]")
    doctor.page.wait_for_selector(".slip")
    assert "11 times the last dose of 20" in doctor.page.inner_text(".slip").replace("\u00a0", " ")
    assert "One zero too many?" in doctor.page.inner_text(".slip")
    assert doctor.page.locator("button[value=sign]").count() == 0
    doctor.picture("order-stopped")
    if scripts:
        assert Axe().run(doctor.page).violations_count == 0
    doctor.click(".slip button[value=again]")
    doctor.page.wait_for_selector("#id_dose_mg")
    assert doctor.page.input_value("#id_dose_mg") == ""
    assert doctor.page.input_value("#id_product") == PRODUCT
    doctor.picture("order-again")
    type_titration(doctor, today, dose_mg="22")
    doctor.type("#id_target_mg", "40")
    doctor.type("#id_step_mg", "5")
    doctor.type("#id_dose_mg", "20")
    doctor.click("button[value=check][data-primary]")
    doctor.page.wait_for_selector("button[value=sign]")
    doctor.picture("order-checked")
    doctor.type("#id_password", PASSWORD)
    doctor.click("button[value=sign]")
    doctor.page.wait_for_selector("h1:has-text('Order 2')")
    doctor.picture("order-signed")
    order = Order.objects.get(patient=patient, number=2)
    assert [step.dose_mg for step in order.steps.order_by("from_on")] == [20, 25, 30, 35, 40]
    assert OrderDecision.objects.get(order=order).kind == "titration"
    doctor.page.goto("/orders/")
    doctor.picture("orders-list")
    assert "Titration" in doctor.page.inner_text("main")


def test_an_order_and_its_end_are_clean_for_axe_and_fit_every_screen(hands, present):
    patient = present.patient(dose_mg="20", doses_per_day=2)
    stopped, runs = present.patient().orders.get(), patient.orders.get()
    doctor = hands("prescriber")
    doctor.page.goto(f"/order/{stopped.pk}/stop/")
    doctor.page.select_option("[name=reason]", "side_effects")
    doctor.type("input[name=own_pin]", PIN)
    doctor.click("button[data-primary]")
    doctor.page.wait_for_url(f"**/order/{stopped.pk}/")
    assert OrderStop.objects.get(order=stopped).reason == "side_effects"
    found = {}
    pages = {
        "runs": f"/order/{runs.pk}/", "stopped": f"/order/{stopped.pk}/",
        "stop": f"/order/{runs.pk}/stop/", "write": f"/order/patient/{patient.pk}/",
    }  # fmt: skip
    for name, address in pages.items():
        doctor.page.goto(address)
        for width, height in SIZES:
            doctor.page.set_viewport_size({"width": width, "height": height})
            doctor.picture(f"order-{name}-{width}")
            wide = doctor.page.evaluate("document.documentElement.scrollWidth")
            answer = Axe().run(doctor.page)
            if wide > width or answer.violations_count:
                found[name, width] = (wide, answer.generate_report())
    assert found == {}
