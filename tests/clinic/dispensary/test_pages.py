"""The pages from the door to recovery, by a client that presses what stands on them."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.dispensary.pages import forms_of, of, press, sign_in, witness_signs
from tests.factories.pages import at_present
from tests.factories.world import make_world

from vangnet.clinic.dispensary.models import BreathTest, HandOver, PreDoseCheck, Use
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.vault import facts as vault
from vangnet.rules.visit import Stage


@pytest.fixture
def today(trial):
    """A unit whose clock is the real one: the pages tell the time themselves."""
    return at_present(trial)


def hatch(visit):
    return reverse("dispensary:visit-hatch", args=[visit.pk])


def type_reading(client, visit, reading):
    """Typed twice, as the display shows it."""
    url = reverse("dispensary:breath", args=[visit.pk])
    return press(client, url, form="breath", reading=reading, read_back=reading)


def test_a_routine_visit_goes_from_the_search_to_recovery(today, client):
    patient = today.patient()
    sign_in(client, today.nurse)
    found = client.post(reverse("reception:desk"), {"q": patient.number})
    assert found.url == reverse("reception:found", args=[patient.pk])
    born = f"{patient.identity.birth_date:%d %m %Y}"
    page = press(client, found.url, form="check-in", face_matches="on", birth_date=born)
    visit = Visit.objects.get(patient=patient)
    assert page.url == reverse("dispensary:breath", args=[visit.pk])
    page = type_reading(client, visit, "0")
    assert page.url == reverse("dispensary:check", args=[visit.pk])
    page = press(client, page.url, form="check", quiet="1")
    assert page.url == hatch(visit)
    page = press(client, page.url, form="hand-over", **witness_signs(today))
    assert page.url == reverse("dispensary:use", args=[visit.pk])
    press(client, page.url, form="start", step="start")
    page = press(client, page.url, form="all", step="all")
    visit.refresh_from_db()
    assert page.url == reverse("recovery:visit", args=[visit.pk])
    assert visit.stage == Stage.RECOVERING
    assert vault.totals(today.unit)["administered"] == 200


def test_pressing_hand_over_twice_is_one_dose(today, client):
    visit = today.check(today.blow(today.check_in(today.patient())))
    sign_in(client, today.nurse)
    first = press(client, hatch(visit), form="hand-over", **witness_signs(today))
    again = client.post(hatch(visit), client.sent)
    assert first.url == again.url == reverse("dispensary:use", args=[visit.pk])
    assert (of(HandOver, today).count(), of(Use, today).count()) == (1, 1)


def test_another_press_after_a_dose_gives_no_second(today, client):
    visit = today.check(today.blow(today.check_in(today.patient())))
    sign_in(client, today.nurse)
    press(client, hatch(visit), form="hand-over", **witness_signs(today))
    again = client.post(hatch(visit), {**client.sent, "request_id": uuid4()})
    assert again.url == reverse("dispensary:use", args=[visit.pk])
    assert of(Use, today).count() == 1


def test_the_page_of_a_refusal_names_every_reason(today, client):
    visit = today.check_in(today.patient())
    sign_in(client, today.nurse)
    type_reading(client, visit, "400")
    press(client, reverse("dispensary:check", args=[visit.pk]), form="check", score="2",
          signs=["slurred_speech"])  # fmt: skip
    page = client.get(hatch(visit)).content.decode()
    assert "No dose now: 3 reasons" in page
    assert page.count('class="reason-card"') == 3
    for words in ("The limit is 250 micrograms", "The sedation score is 2", "slurred"):
        assert words in page


def test_a_refusal_at_the_press_is_kept_and_shown(today, client):
    """The page was open and allowed; meanwhile a breath test over the limit was taken."""
    patient = today.patient()
    visit = today.check(today.blow(today.check_in(patient)))
    sign_in(client, today.nurse)
    client.get(hatch(visit))
    sent = client.fill(hatch(visit), form="hand-over", **witness_signs(today))
    today.blow(visit, "400")
    answer = client.post(hatch(visit), sent)
    assert answer.status_code == 409
    assert "No dose now: 1 reason" in answer.content.decode()
    assert of(HandOver, today).get().allowed is False
    assert vault.totals(today.unit)["in_use"] == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reading": ""}, "Type the reading as the device shows it"),
        ({"reading": "-1"}, "Type the reading as the device shows it"),
        ({"reading": "none"}, "Type the reading as the device shows it"),
        ({"reading": "0", "tester": str(uuid4())}, "Choose a device that is in service"),
    ],
)
def test_a_reading_that_is_none_is_not_saved(today, client, typed, said):
    visit = today.check_in(today.patient())
    sign_in(client, today.nurse)
    answer = press(client, reverse("dispensary:breath", args=[visit.pk]), form="breath", **typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not of(BreathTest, today).exists()


def test_what_is_typed_counts_once_it_was_read_back_from_the_display(today, client):
    visit = today.check_in(today.patient())
    sign_in(client, today.nurse)
    url = reverse("dispensary:breath", args=[visit.pk])
    answer = press(client, url, form="breath", reading="61")
    page = " ".join(answer.content.decode().split())
    assert "Not saved yet: read it back" in page
    assert "autofocus" in page
    assert '<p class="big size-dose">61<span class="unit"> µg/L</span></p>' in page
    assert not of(BreathTest, today).exists()
    read = forms_of(answer)["read-back"]
    assert read["read_back"] == "", "the field to read back starts empty"
    assert client.post(url, {**read, "read_back": ""}).status_code == 422
    differs = client.post(url, {**read, "read_back": "16"})
    page = " ".join(differs.content.decode().split())
    assert (differs.status_code, "the two readings differ" in page) == (422, True)
    assert all(f'{one}<span class="unit"> µg/L' in page for one in (61, 16))
    assert 'name="read_back"' not in page, "which of the two is right only the display says"
    assert not of(BreathTest, today).exists()
    for _twice in range(2):
        assert client.post(url, {**read, "read_back": "61.0"}).status_code == 302
    test = of(BreathTest, today).get()
    assert (test.reading, test.read_back, test.sent) == (61, 61, None)


def test_a_second_test_waits_for_its_time(today, client):
    visit = today.blow(today.check_in(today.patient()), "400")
    sign_in(client, today.nurse)
    url = reverse("dispensary:breath", args=[visit.pk])
    page = client.get(url).content.decode()
    assert "Test again from" in page
    assert 'id="breath"' not in page
    early = {"request_id": uuid4(), "tester": today.tester.pk, "reading": "0"}
    answer = client.post(url, early)
    assert answer.status_code == 409
    assert "Too early" in answer.content.decode()
    assert of(BreathTest, today).count() == 1


def test_the_quick_button_does_not_pass_over_a_sign(today, client):
    visit = today.blow(today.check_in(today.patient()))
    sign_in(client, today.nurse)
    url = reverse("dispensary:check", args=[visit.pk])
    answer = press(client, url, form="check", quiet="1", signs=["unsteady"])
    assert answer.status_code == 422
    assert not of(PreDoseCheck, today).exists()


def test_a_role_without_the_task_gets_a_page_that_says_so(today, client):
    visit = today.check(today.blow(today.check_in(today.patient())))
    sign_in(client, today.staff["desk"])
    for name in ("breath", "check", "visit-hatch", "use"):
        answer = client.get(reverse(f"dispensary:{name}", args=[visit.pk]))
        assert answer.status_code == 403
        assert "This page is not yours to open" in answer.content.decode()
    assert client.get(reverse("dispensary:hatch")).status_code == 403


def test_a_visit_of_another_unit_is_not_there(today, client):
    other = make_world(code="east", now=timezone.now())
    visit = other.check_in(other.patient())
    sign_in(client, today.nurse)
    for name in ("breath", "check", "visit-hatch", "use"):
        assert client.get(reverse(f"dispensary:{name}", args=[visit.pk])).status_code == 404


def test_nobody_signed_in_is_asked_who_they_are(today, client):
    visit = today.check_in(today.patient())
    answer = client.get(hatch(visit))
    assert answer.url.startswith(reverse("staff:sign-in"))
