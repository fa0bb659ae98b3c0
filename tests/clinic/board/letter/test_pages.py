"""The pages of letters: two clicks with consent, a refusal without, and the manager's look."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.factories.gaps import dosed
from tests.factories.letters import HOSPITAL, agree, make
from tests.factories.pages import at_present, signed_in

from vangnet.clinic.board.models import Letter

FORM = {
    "recipient": HOSPITAL, "purpose": "admission", "phone": "+31 10 000 00 00", "language": "nl",
}  # fmt: skip


@pytest.fixture
def patient(world):
    patient = at_present(world, hours=2).patient()
    dosed(world, patient)
    at_present(world)
    return patient


def new(patient):
    return reverse("letter:new", args=[patient.pk])


def send(client, patient, **changes):
    return client.post(new(patient), {**FORM, "request_id": uuid4(), **changes})


def test_with_consent_two_clicks_give_the_pdf(client, world, patient):
    agree(world, patient)
    page = signed_in(client, world).get(new(patient)).text
    assert "The patient agreed" in page
    assert "Last diamorphine dose" in page
    answer = send(client, patient)
    kept = Letter.objects.get()
    assert answer.url == reverse("letter:letter", args=[kept.pk])
    after = client.get(answer.url)
    assert after["Refresh"] == f"0; url={reverse('letter:pdf', args=[kept.pk])}"
    assert "Refresh" not in client.get(answer.url)  # handed over once
    pdf = client.get(reverse("letter:pdf", args=[kept.pk]))
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Cache-Control"] == "private, no-store"


def test_neither_address_nor_file_name_says_about_whom(client, world, patient):
    agree(world, patient)
    letter = make(world, patient).letter
    url = reverse("letter:pdf", args=[letter.pk])
    name = signed_in(client, world).get(url)["Content-Disposition"]
    for told in (patient.number, "Test1", "Made", str(patient.pk)):
        assert told not in name
        assert told not in url
    assert name.startswith('attachment; filename="letter-20')


def test_without_consent_the_page_refuses_in_words_and_makes_nothing(client, world, patient):
    page = signed_in(client, world).get(new(patient)).text
    assert "No letter: there is no consent for it" in page
    assert reverse("care:consent", args=[patient.pk]) in page
    answer = send(client, patient)
    assert answer.status_code == 422
    assert "write why life is at risk" in answer.text
    assert not Letter.objects.exists()


def test_when_life_is_at_risk_the_manager_gets_a_task_and_reads_why(client, world, patient):
    assert (
        send(signed_in(client, world), patient, emergency_reason="unconscious").status_code == 302
    )
    kept = Letter.objects.get()
    page = reverse("letter:letter", args=[kept.pk])
    signed_in(client, world, "manager")
    tasks = client.get(reverse("tasks:list")).text
    assert "A letter left without consent" in tasks
    assert page in tasks
    told = client.get(page).text
    assert "unconscious" in told
    assert reverse("letter:pdf", args=[kept.pk]) not in told
    assert client.get(reverse("letter:pdf", args=[kept.pk])).status_code == 403
    log = client.get(reverse("letter:log")).text
    assert HOSPITAL in log
    assert "unconscious" in log


@pytest.mark.parametrize(("name", "makes", "reads"), [
    ("desk", 403, 403), ("nurse", 200, 200), ("prescriber", 200, 200), ("pharmacist", 403, 403),
    ("manager", 403, 200), ("auditor", 403, 200),
])  # fmt: skip
def test_who_may_make_and_who_may_read_the_log(client, world, patient, name, makes, reads):
    signed_in(client, world, name)
    assert client.get(new(patient)).status_code == makes
    assert client.get(reverse("letter:log")).status_code == reads


def test_a_letter_of_another_unit_is_not_there(client, world, patient):
    from tests.factories.world import make_world

    agree(world, patient)
    letter = make(world, patient).letter
    east = make_world(code="east")
    signed_in(client, east)
    assert client.get(reverse("letter:letter", args=[letter.pk])).status_code == 404
    assert client.get(reverse("letter:pdf", args=[letter.pk])).status_code == 404
    assert client.get(new(patient)).status_code == 404


def test_the_hospital_and_the_telephone_of_before_are_offered(client, world, patient):
    agree(world, patient)
    make(world, patient)
    page = signed_in(client, world).get(new(patient)).text
    assert f'<option value="{HOSPITAL}">' in page
    assert 'value="+31 10 000 00 00"' in page
