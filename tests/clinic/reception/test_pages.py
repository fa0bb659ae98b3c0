"""The desk: found without a name in an address, known by two identifiers, in the queue."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.dispensary.pages import press, sign_in
from tests.factories.pages import at_present
from tests.factories.world import make_world

from vangnet.clinic.reception.finding import find, nearly_the_same
from vangnet.clinic.registry.models import PatientPhoto
from vangnet.rules.visit import Stage

DESK = "/desk/"


@pytest.fixture
def today(trial):
    """A unit whose clock is the real one: the pages tell the time themselves."""
    return at_present(trial)


@pytest.fixture
def desk(today, client):
    sign_in(client, today.staff["desk"])
    return client


def found(patient):
    return reverse("reception:found", args=[patient.pk])


def born(patient):
    return f"{patient.identity.birth_date:%d-%m-%Y}"


def test_a_name_a_number_and_a_card_all_find_the_patient(today, desk):
    patient = today.patient()
    card, name = patient.identifiers.get().value, patient.identity.family_name
    for typed in (patient.number, patient.number.lower(), patient.number[2:], card, f"{name} made"):
        answer = desk.post(DESK, {"q": typed})
        assert answer.url == found(patient), typed
        assert name not in answer.url


def test_several_with_that_name_are_shown_to_choose_from(today, desk):
    patients = [today.patient() for _ in range(3)]
    page = desk.post(DESK, {"q": "made up"}).content.decode()
    assert "3 patients found" in page
    assert all(found(one) in page for one in patients)


def test_nobody_and_nothing_are_answered_in_words(today, desk):
    assert "Nobody found" in desk.post(DESK, {"q": "zzz"}).content.decode()
    empty = desk.post(DESK, {"q": "  "})
    assert empty.status_code == 422
    assert "Type a name or a number" in empty.content.decode()


def test_patients_of_another_unit_are_not_found(today, desk):
    other = make_world(code="east", now=timezone.now()).patient()
    assert find(today.unit, other.identifiers.get().value) == []
    assert desk.get(found(other)).status_code == 404


def test_the_page_of_a_patient_never_shows_the_birth_date_first(today, desk):
    patient = today.patient()
    page = desk.get(found(patient)).content.decode()
    date = patient.identity.birth_date
    assert not any(f"{date:{style}}" in page for style in ("%d-%m-%Y", "%Y-%m-%d", "%d %b %Y"))
    assert f"{date.day} {date:%b} {date.year}" not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Compare the face with the photo"),
        ({"face_matches": "on"}, "Ask for the date of birth and type it."),
        ({"face_matches": "on", "birth_date": "31 12 1999"}, "not the date of birth we know"),
        ({"face_matches": "on", "identifier": "999"}, "This number is not known"),
    ],
)
def test_without_two_identifiers_nobody_is_checked_in(today, desk, typed, said):
    answer = press(desk, found(today.patient()), form="check-in", **typed)
    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert not today.unit.visits.exists()


@pytest.mark.parametrize("typed", ["31 02 1999", "tomorrow", "1999"])
def test_what_is_no_date_is_said(today, desk, typed):
    answer = press(desk, found(today.patient()), form="check-in", face_matches="on",
                   birth_date=typed)  # fmt: skip
    assert answer.status_code == 422
    assert "This is no date." in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()


def test_checked_in_twice_is_one_visit(today, desk):
    patient = today.patient()
    first = press(desk, found(patient), form="check-in", face_matches="on",
                  birth_date=born(patient))  # fmt: skip
    again = desk.post(found(patient), desk.sent)
    assert first.url == again.url == DESK
    assert today.unit.visits.count() == 1
    page = desk.get(found(patient)).content.decode()
    assert "Checked in already." in page


def test_the_queue_says_what_each_waits_for_without_a_reading(today, desk):
    tested = today.blow(today.check_in(today.patient()), "120.125")
    today.check(today.blow(today.check_in(today.patient())))
    today.now -= timedelta(minutes=20)
    late = today.check_in(today.patient())
    page = desk.get(DESK).content.decode()
    assert page.index(late.patient.number) < page.index(tested.patient.number)
    assert "over 15 min" in page
    for word in ("Breath test", "Ready for the hatch"):
        assert word in page
    for hidden in ("120.125", " mg", "\xa0mg", "µg", "iamorphine", "/hatch/"):
        assert hidden not in page


def test_leaving_without_a_dose_is_asked_once_more(today, desk):
    visit = today.check_in(today.patient())
    url = reverse("reception:turn-away", args=[visit.pk])
    assert "End this visit without a dose" in desk.get(url).content.decode()
    press(desk, url, form="turn-away")
    visit.refresh_from_db()
    assert visit.stage == Stage.TURNED_AWAY


def test_nobody_is_turned_away_after_a_dose(today, desk):
    visit = today.at_the_hatch(today.patient())
    assert today.hand_over(visit).allowed
    answer = desk.post(reverse("reception:turn-away", args=[visit.pk]))
    assert answer.status_code == 409
    assert "a dose has been handed over" in answer.content.decode()


def test_a_photo_is_for_staff_of_the_unit_who_may_see_identity(today, desk, client):
    patient = today.patient()
    PatientPhoto.objects.create(patient=patient, image=b"x", content_type="image/png",
                                taken_on=today.now.date(), salt=patient.pk)  # fmt: skip
    url = reverse("reception:photo", args=[patient.pk])
    answer = desk.get(url)
    assert (answer.status_code, answer.content) == (200, b"x")
    assert "private" in answer["Cache-Control"]
    sign_in(client, today.staff["auditor"])
    assert client.get(url).status_code == 403
    sign_in(client, make_world(code="east", now=timezone.now()).nurse)
    assert client.get(url).status_code == 404


def test_a_look_alike_is_named(today, desk):
    first, second = today.patient(), today.patient()
    page = desk.get(found(first)).content.decode()
    assert "Looks alike." in page
    assert second.number in page


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [("jansen", "jansen", True), ("jansen", "janssen", True), ("jansen", "jansne", True),
     ("jansen", "hansen", True), ("jansen", "bakker", False), ("vos", "bos", False),
     ("jansen", "janssens", False)],
)  # fmt: skip
def test_names_are_nearly_the_same_by_one_slip(a, b, alike):
    assert nearly_the_same(a, b) is alike
    assert nearly_the_same(b, a) is alike


def test_the_desk_speaks_dutch(today, desk):
    desk.cookies["django_language"] = "nl"
    page = desk.get(found(today.patient())).content.decode()
    assert "Bevestig twee kenmerken" in page
    assert "Nu in de rij" in page
