"""Two people at the hatch: every way the second signature can go wrong is answered in place."""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.dispensary.pages import of, press, sign_in, witness_signs
from tests.factories.pages import at_present
from tests.factories.world import make_world

from vangnet.clinic.dispensary.models import HandOver, Use
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.vault import facts as vault


@pytest.fixture
def today(trial):
    """A unit whose clock is the real one: the pages tell the time themselves."""
    return at_present(trial)


@pytest.fixture
def at_the_hatch(today, client):
    """The address of a visit that may have its dose, opened by the nurse."""
    sign_in(client, today.nurse)
    visit = today.check(today.blow(today.check_in(today.patient())))
    return reverse("dispensary:visit-hatch", args=[visit.pk])


def refused(answer, words, *, status=422):
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert not HandOver.objects.filter(visit__unit__code="west").exists()
    return page


def test_the_giver_cannot_witness(today, client, at_the_hatch):
    signs = witness_signs(today, "nurse")
    refused(press(client, at_the_hatch, form="hand-over", **signs), "Nurse has signed already")


def test_a_witness_who_read_another_amount_reads_again(today, client, at_the_hatch):
    signs = witness_signs(today, mg="20")
    page = refused(press(client, at_the_hatch, form="hand-over", **signs),
                   "The witness read 20 mg, the dose is 200 mg. Read the label again.")  # fmt: skip
    assert 'value="20"' in page
    assert signs["pin"] not in page


def test_a_wrong_pin_keeps_the_entry_and_then_locks(today, client, at_the_hatch):
    wrong = witness_signs(today, pin="0000")
    for tries_left in ("2", "1"):
        answer = press(client, at_the_hatch, form="hand-over", **wrong)
        page = refused(answer, f"Tries left: {tries_left}.")
        assert 'value="200"' in page
    refused(press(client, at_the_hatch, form="hand-over", **wrong), "is locked until")
    right = witness_signs(today)
    refused(press(client, at_the_hatch, form="hand-over", **right), "is locked until")


def test_a_witness_of_another_unit_is_nobody_here(today, client, at_the_hatch):
    other = make_world(code="east", now=timezone.now())
    signs = witness_signs(other)
    refused(press(client, at_the_hatch, form="hand-over", **signs), "Choose who witnesses.")


def test_a_desk_clerk_may_not_witness(today, client, at_the_hatch):
    signs = witness_signs(today, "desk")
    refused(press(client, at_the_hatch, form="hand-over", **signs), "Desk may not witness")


@pytest.mark.parametrize("field", ["container", "kit"])
def test_goods_of_another_unit_are_not_known_here(today, client, at_the_hatch, field):
    signs = {**witness_signs(today), field: "V-999"}
    refused(press(client, at_the_hatch, form="hand-over", **signs), "is not known here")


def test_a_page_opened_by_someone_else_is_looked_at_again(today, client, at_the_hatch):
    signs = {**witness_signs(today), "giver": str(today.staff["prescriber"].pk)}
    refused(press(client, at_the_hatch, form="hand-over", **signs), "Another user opened this page")


def test_a_form_that_makes_no_sense_writes_nothing(today, client, at_the_hatch):
    refused(client.post(at_the_hatch, {"dose_mg": "much"}), "Choose who witnesses.")


def test_the_room_that_was_just_taken_is_chosen_again(today, client, at_the_hatch):
    sent = client.fill(at_the_hatch, form="hand-over", **witness_signs(today))
    other = today.check_in(today.patient())
    room = reception.first_ready_room(unit=today.unit)
    reception.give_room(visit=other, room=room, by=today.nurse, at=today.now)
    refused(client.post(at_the_hatch, sent), "was just taken", status=409)
    again = press(client, at_the_hatch, form="hand-over", **witness_signs(today))
    assert again.status_code == 302
    assert of(Use, today).get().room != room


def test_a_patient_who_asks_for_less_gets_less(today, client, at_the_hatch):
    less = client.fill(at_the_hatch, form="less", less_mg="150,5")
    page = client.post(at_the_hatch + "/less", less).content.decode()
    assert "Hand over 150.5\xa0mg" in page
    signs = {**witness_signs(today, mg="150.5"), "dose_mg": "150.5"}
    assert press(client, at_the_hatch, form="hand-over", **signs).status_code == 302
    assert vault.totals(today.unit)["in_use"] == of(HandOver, today).get().dose_mg


def test_more_than_ordered_is_not_prepared_and_not_handed_over(today, client, at_the_hatch):
    more = client.fill(at_the_hatch, form="less", less_mg="250")
    refused(client.post(at_the_hatch + "/less", more), "More than was ordered.")
    signs = {**witness_signs(today, mg="250"), "dose_mg": "250"}
    answer = press(client, at_the_hatch, form="hand-over", **signs)
    assert answer.status_code == 409
    assert "The order allows 200 mg." in answer.content.decode()
    assert not of(Use, today).exists()


def test_the_page_of_one_dose_cannot_be_sent_for_another(today, client, at_the_hatch):
    first = press(client, at_the_hatch, form="hand-over", **witness_signs(today))
    assert first.status_code == 302
    other = today.check(today.blow(today.check_in(today.patient())))
    url = reverse("dispensary:visit-hatch", args=[other.pk])
    reused = {**witness_signs(today), "request_id": client.sent["request_id"]}
    assert press(client, url, form="hand-over", **reused).url == url
    assert of(Use, today).count() == 1


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"step": "amounts", "not_used_mg": "150", "spilt_mg": "60"}, 422, "come to 210 mg"),
        ({"step": "amounts", "not_used_mg": "x"}, 422, "Type the amount in mg"),
        ({"step": "all", "attempts": "many"}, 422, "how many attempts"),
    ],
)
def test_wrong_amounts_are_answered_in_words(today, client, at_the_hatch, typed, status, said):
    room = press(client, at_the_hatch, form="hand-over", **witness_signs(today)).url
    press(client, room, form="start", step="start")
    answer = press(client, room, form="amounts", **typed)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert of(Use, today).get().ended_at is None


def test_what_was_not_used_is_kept_as_residue(today, client, at_the_hatch):
    room = press(client, at_the_hatch, form="hand-over", **witness_signs(today)).url
    press(client, room, form="start", step="start")
    press(client, room, form="amounts", step="amounts", not_used_mg="40", spilt_mg="10")
    totals = vault.totals(today.unit)
    assert (totals["administered"], totals["residue"], totals["in_use"]) == (150, 50, 0)


def test_a_dose_that_was_not_started_comes_back_whole(today, client, at_the_hatch):
    room = press(client, at_the_hatch, form="hand-over", **witness_signs(today)).url
    early = client.post(room, {"step": "all", "attempts": "1"})
    assert early.status_code == 409
    press(client, room, form="amounts", step="amounts")
    assert vault.totals(today.unit)["residue"] == 200
