"""The pages of the hatch with two orders: the choice, the drink without room or kit, and back."""

import pytest
from django.urls import reverse
from tests.clinic.dispensary.pages import of, press, sign_in, witness_signs
from tests.factories.methadone import bottle, only_methadone, order_in_steps, order_methadone
from tests.factories.pages import at_present

from vangnet.clinic.dispensary.models import HandOver, Use
from vangnet.clinic.dispensary.ordered import current_order
from vangnet.rules.amounts import Drug
from vangnet.rules.visit import Stage


@pytest.fixture
def today(trial, client):
    """A unit whose clock is the real one, with methadone in stock, and a nurse at the screen."""
    world = at_present(trial)
    bottle(world)
    sign_in(client, world.nurse)
    return world


def hatch(visit):
    return reverse("dispensary:visit-hatch", args=[visit.pk])


def of_order(visit, drug):
    order = current_order(visit.patient, drug)
    return reverse("dispensary:order-hatch", args=[visit.pk, order.pk])


def drink(client, world, url):
    """From the page of the drink to recovery."""
    page = press(client, url, form="hand-over", **witness_signs(world, mg="60"))
    assert page.status_code == 302, page.content.decode()[-3000:]
    press(client, page.url, form="start", step="start")
    return press(client, page.url, form="all", step="all")


def test_methadone_alone_is_drunk_at_the_hatch_without_room_or_kit(today, client):
    visit = today.check(today.blow(today.check_in(only_methadone(today))))
    page = client.get(hatch(visit))
    assert "At the hatch, under sight" in page.text
    assert 'name="kit"' not in page.text
    assert drink(client, today, hatch(visit)).url == reverse("recovery:visit", args=[visit.pk])
    use = of(Use, today).get()
    assert (use.room, use.hand_over.kit, use.given_mg) == (None, None, 60)


def test_two_doses_due_are_a_choice_and_the_second_waits_for_a_check(today, client):
    patient = today.patient()
    order_methadone(today, patient)
    visit = today.check(today.blow(today.check_in(patient)))
    choice = client.get(hatch(visit))
    assert "Which dose now?" in choice.text
    for drug in (Drug.DIAMORPHINE, Drug.METHADONE):
        assert of_order(visit, drug) in choice.text
    page = drink(client, today, of_order(visit, Drug.METHADONE))
    recovery = client.get(page.url)
    assert "Another dose is due" in recovery.text
    page = press(client, reverse("dispensary:check", args=[visit.pk]), form="check", quiet="1")
    assert page.url == hatch(visit)
    page = press(client, hatch(visit), form="hand-over", **witness_signs(today))
    assert page.url == reverse("dispensary:use", args=[visit.pk])
    given = of(HandOver, today).filter(allowed=True).values_list("drug", "dose_mg")
    assert dict(given) == {"methadone": 60, "diamorphine": 200}


def test_the_page_shows_the_step_of_the_day(today, client):
    patient = today.patient()
    order_in_steps(today, patient, "120")
    visit = today.check(today.blow(today.check_in(patient)))
    page = client.get(hatch(visit))
    assert 'name="dose_mg" value="120' in page.text
    assert "3 a day" in page.text.replace("\xa0", " ")


def test_less_of_one_order_is_less_of_that_order(today, client):
    patient = today.patient()
    order_methadone(today, patient)
    visit = today.check(today.blow(today.check_in(patient)))
    sent = client.fill(of_order(visit, Drug.METHADONE), "less", less_mg="45")
    page = client.post(reverse("dispensary:less", args=[visit.pk]), sent)
    assert 'name="dose_mg" value="45"' in page.text
    assert "Methadone" in page.text


def test_an_order_of_somebody_else_opens_nothing(today, client):
    visit = today.check(today.blow(today.check_in(today.patient())))
    other = current_order(today.patient())
    page = client.get(reverse("dispensary:order-hatch", args=[visit.pk, other.pk]))
    assert "There is no order" in page.text or "no signed order" in page.text
    assert "hand-over" not in page.text


def test_who_goes_without_the_further_dose_finds_the_way_out(today, client):
    patient = today.patient()
    order_methadone(today, patient)
    visit = today.check(today.blow(today.check_in(patient)))
    drink(client, today, of_order(visit, Drug.METHADONE))
    press(client, reverse("dispensary:check", args=[visit.pk]), form="check", quiet="1")
    visit.refresh_from_db()
    assert visit.stage == Stage.CHECKED
    assert client.get(reverse("recovery:visit", args=[visit.pk])).status_code == 200
    gone = client.post(reverse("reception:turn-away", args=[visit.pk]))
    assert gone.status_code == 409


def test_the_record_shows_each_drug_apart(today, client):
    patient = today.patient()
    order_methadone(today, patient)
    page = client.get(reverse("registry:patient", args=[patient.pk]))
    for words in ("Diamorphine: Given a day", "Methadone: Given a day", "60 mg methadone"):
        assert words in page.text.replace("\xa0", " "), words


def test_the_register_has_a_table_a_drug(today, client):
    sign_in(client, today.staff["pharmacist"])
    page = client.get(reverse("vault:register"))
    for words in ("Diamorphine hydrochloride, monohydrate", "Methadone hydrochloride"):
        assert words in page.text
