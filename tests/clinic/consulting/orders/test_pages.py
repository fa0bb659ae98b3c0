"""An order through its page: checked first, signed with the password, stopped with a PIN."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.clinic.consulting.orders.wanting import wanted, write
from tests.factories.pages import at_present, signed_in, signing
from tests.factories.world import PIN, make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind, Order, OrderDecision
from vangnet.clinic.registry.facts import clinic_day_of

PASSWORD = "made up for the test"


@pytest.fixture
def patient(trial):
    return at_present(trial).patient()


@pytest.fixture
def prescriber(client, trial):
    return signed_in(client, trial, "prescriber")


def typed(world, **changes):
    today = clinic_day_of(world.unit, at=world.now)
    return {
        "product": "diamorphine/hydrochloride_monohydrate/intravenous", "kind": "fixed",
        "dose_mg": "220", "doses_per_day": "3", "day_mg": "", "valid_from": str(today),
        "valid_until": str(today + timedelta(days=20)), "request_id": str(uuid4()),
        "step": "check", **changes,
    }  # fmt: skip


def at(patient):
    return reverse("consulting:order", args=[patient.pk])


def check(client, world, patient, **changes):
    return client.post(at(patient), typed(world, **changes))


def sign(client, world, patient, *, password=PASSWORD, read=None, **changes):
    """First checked, then signed as it was read."""
    asked = typed(world, **changes)
    seen = client.post(at(patient), asked).context.get("read", "")
    return client.post(
        at(patient), asked | {"step": "sign", "read": read or seen, "password": password}
    )


def test_an_order_is_checked_then_signed_with_the_password(prescriber, trial, patient):
    page = check(prescriber, trial, patient)
    assert page.status_code == 200
    assert "20 mg more" in page.text
    assert "Sign order 2" in page.text
    assert patient.orders.count() == 1
    answer = sign(prescriber, trial, patient)
    order = Order.objects.get(patient=patient, number=2)
    assert answer.url == reverse("orders:order", args=[order.pk])
    assert (order.dose_mg, order.day_mg, order.prescriber.username) == (
        220, 660, trial.staff["prescriber"].username
    )  # fmt: skip


@pytest.mark.parametrize("password", ["", "wrong", PIN])
def test_without_the_right_password_nothing_is_signed(prescriber, trial, patient, password):
    answer = sign(prescriber, trial, patient, password=password)
    assert answer.status_code == 422
    assert "Not signed" in answer.text
    assert 'value="220"' in answer.text
    assert patient.orders.count() == 1
    assert not OrderDecision.objects.filter(patient=patient).exists()


def test_wrong_passwords_are_counted_like_at_the_door(prescriber, trial, patient):
    for _ in range(5):
        answer = sign(prescriber, trial, patient, password="wrong")
    assert "Too many wrong passwords" in answer.text
    assert sign(prescriber, trial, patient).status_code == 422
    assert patient.orders.count() == 1


def test_what_was_not_checked_is_not_signed(prescriber, trial, patient):
    read = check(prescriber, trial, patient).context["read"]
    answer = sign(prescriber, trial, patient, dose_mg="225", read=read)
    assert answer.status_code == 409
    assert "this is not what was checked" in answer.text
    assert patient.orders.count() == 1


def test_a_slip_of_a_zero_is_stopped_with_an_empty_field_and_no_other_number(
    prescriber, trial, patient
):
    page = check(prescriber, trial, patient, dose_mg="2000", doses_per_day="1")
    assert page.context["slip"].times == "10 times"
    assert "One zero too many?" in page.text
    assert "Cannot sign: 4 problems." in page.text
    assert 'name="password"' not in page.text
    again = check(prescriber, trial, patient, dose_mg="2000", step="again")
    assert again.status_code == 200
    assert 'value="2000"' not in again.text
    assert "One zero" not in again.text


def test_a_large_change_is_signed_with_a_written_reason(prescriber, trial, patient):
    asked = {"dose_mg": "280", "doses_per_day": "2"}
    page = check(prescriber, trial, patient, **asked)
    assert "Cannot sign: 1 problem." in page.text
    assert "280\u00a0mg after a last dose of 200\u00a0mg." in page.text
    assert sign(prescriber, trial, patient, reason="slept badly", **asked).status_code == 302
    assert OrderDecision.objects.get(patient=patient).written_reason == "slept badly"


def test_every_problem_is_named_with_a_link_to_its_field(prescriber, trial, patient):
    page = check(prescriber, trial, patient, dose_mg="203", day_mg="100")
    assert [one.field for one in page.context["problems"]] == ["day_mg", "dose_mg"]
    assert 'href="#id_day_mg"' in page.text


def test_a_schedule_shows_and_signs_its_dated_doses(prescriber, trial, patient):
    asked = {"kind": "titration", "dose_mg": "200", "step_mg": "15", "every_days": "2",
             "target_mg": "240"}  # fmt: skip
    page = check(prescriber, trial, patient, **asked)
    assert [row.one.step.dose_mg for row in page.context["rows"]] == [200, 215, 230, 240]
    assert sign(prescriber, trial, patient, **asked).status_code == 302
    order = Order.objects.get(patient=patient, number=2)
    assert order.steps_count == 4
    assert "240" in prescriber.get(reverse("orders:order", args=[order.pk])).text
    assert "then to 240" in prescriber.get(reverse("consulting:orders")).text


@pytest.mark.parametrize(("fault", "field"), [
    ({"kind": "taper", "step_mg": "10", "every_days": "2", "target_mg": "300"}, "target_mg"),
    ({"kind": "titration", "every_days": "2", "target_mg": "300"}, "step_mg"),
    ({"kind": "titration", "dose_mg": "3", "step_mg": "1", "every_days": "2", "target_mg": "9"},
     "dose_mg"),
    ({"dose_mg": ""}, "dose_mg"), ({"dose_mg": "-1"}, "dose_mg"), ({"dose_mg": "1.234"}, None),
    ({"product": "tea"}, "product"), ({"valid_until": ""}, "valid_until"),
    ({"valid_until": "2020-01-01"}, "valid_until"), ({"kind": "other"}, "kind"),
])  # fmt: skip
def test_an_order_with_a_fault_says_which_field(prescriber, trial, patient, fault, field):
    answer = check(prescriber, trial, patient, **fault)
    assert list(answer.context["form"].errors) == ([field] if field else [])
    assert answer.status_code == (422 if field else 200)
    assert patient.orders.count() == 1


def test_a_decimal_comma_is_a_decimal(prescriber, trial, patient):
    page = check(prescriber, trial, patient, dose_mg="202,5")
    assert str(page.context["rows"][0].one.step.dose_mg) == "202.5"


def test_a_hold_that_came_after_the_check_is_said_and_kept(prescriber, trial, patient):
    read = check(prescriber, trial, patient).context["read"]
    by = trial.staff["prescriber"]
    consulting.put_on_hold(
        patient=patient, kind=HoldKind.HARD, reason="ill", owner=by, by=by, at=trial.now
    )
    answer = sign(prescriber, trial, patient, read=read)
    assert "Cannot sign: 1 problem." in answer.text
    assert patient.orders.count() == 1
    kept = OrderDecision.objects.get(patient=patient)
    assert not kept.allowed


def test_all_opioids_stand_on_one_line_and_nothing_is_counted_as_zero(prescriber, trial, patient):
    methadone = {"drug": "methadone", "salt_form": "hydrochloride", "route": "oral"}
    trial.order(patient, dose_mg="60", doses_per_day=1, **methadone)
    beside = {"drug": "buprenorphine", "salt_form": "hydrochloride", "route": "sublingual"}
    trial.order(patient, dose_mg="8", doses_per_day=1, **beside)
    page = check(prescriber, trial, patient, doses_per_day="2")
    line = page.context["line"]
    assert line.total_mg == 220 * 2 * 4 + 60 * 5
    assert "Not counted: no factor" in page.text
    assert "is not converted to" in page.text
    assert "Never use it to convert a dose" in page.text


@pytest.mark.parametrize("name", ["desk", "nurse", "pharmacist", "manager", "auditor"])
def test_nobody_else_writes_or_stops_an_order(client, trial, patient, name):
    signed_in(client, trial, name)
    assert client.get(at(patient)).status_code == 403
    assert check(client, trial, patient).status_code == 403
    stop = reverse("orders:stop", args=[patient.orders.get().pk])
    assert client.post(stop, {}).status_code == 403


def test_an_order_is_stopped_with_the_own_pin(prescriber, trial, patient):
    order = patient.orders.get()
    url = reverse("orders:stop", args=[order.pk])
    key = {"reason": "side_effects", "own_pin": "9999", **signing(trial)}
    assert prescriber.post(url, key).status_code == 422
    assert prescriber.post(url, key | {"own_pin": PIN}).status_code == 302
    assert order.stop.reason == "side_effects"
    page = prescriber.get(reverse("orders:order", args=[order.pk])).text
    assert "This order is stopped" in page
    assert "Side effects" in page


def test_what_was_not_signed_stands_beside_the_order(prescriber, trial, patient):
    write(trial, patient, wanted(trial, (0, 2000)))
    page = prescriber.get(reverse("orders:order", args=[patient.orders.get().pk])).text
    assert "Not signed before" in page
    assert "2000 mg is over the limit" in page


def test_a_patient_or_an_order_of_another_unit_is_not_found(client, trial, patient):
    other = make_world(code="east")
    signed_in(client, other, "prescriber")
    assert client.get(at(patient)).status_code == 404
    for name in ("order", "stop"):
        url = reverse(f"orders:{name}", args=[patient.orders.get().pk])
        assert client.get(url).status_code == 404


def test_no_name_stands_in_an_address(prescriber, trial, patient):
    assert patient.number not in sign(prescriber, trial, patient).url


def test_the_page_speaks_dutch(prescriber, trial, patient):
    prescriber.cookies["django_language"] = "nl"
    page = check(prescriber, trial, patient, dose_mg="2000").text
    assert "Een nul te veel?" in page
    assert "Kan niet tekenen" in page


@pytest.mark.parametrize("kind", ["fixed", "titration"])
@pytest.mark.parametrize("field", ["valid_from", "valid_until"])
def test_a_day_at_the_end_of_the_calendar_is_told_at_its_field(
    prescriber, trial, patient, kind, field
):
    steps = {"step_mg": "5", "every_days": "2", "target_mg": "260"}
    page = check(prescriber, trial, patient, kind=kind, **steps, **{field: "9999-12-31"})
    assert page.status_code == 422
    assert "This day lies too far ahead. Type the year again." in page.text


def test_every_problem_has_its_link_in_the_bar(prescriber, trial, patient):
    page = check(prescriber, trial, patient, dose_mg="2203", doses_per_day="9", day_mg="100")
    problems = page.context["problems"]
    assert len(problems) > 3
    bar = page.text.split("problem-links")[1]
    assert all(f'href="#problem-{one.number}"' in bar for one in problems)


def test_of_a_long_schedule_what_decides_stands_open_and_all_of_it_folds(
    prescriber, trial, patient
):
    page = check(
        prescriber, trial, patient, kind="titration", dose_mg="200", step_mg="5", every_days="2",
        target_mg="240", valid_until=str(clinic_day_of(trial.unit, at=trial.now) + timedelta(60)),
    )  # fmt: skip
    doses = [row.one.step.dose_mg for row in page.context["rows"]]
    assert doses == [200, 205, 210, 215, 220, 225, 230, 235, 240]
    assert [row.one.step.dose_mg for row in page.context["deciding"]] == [200, 240]
    assert "All 9 dated doses" in page.text
