"""The pages of outcome interviews: who may see them, what is kept, and what a wrong entry does."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation
from tests.factories.filling.outcomes import answered, begun, ended, followed, held
from tests.factories.pages import at_present, signed_in, signing
from tests.factories.world import make_world

from vangnet.programme.outcomes import facts, kits
from vangnet.programme.outcomes.models import Answer, AnswerState, Ending, Entry, Interview


@pytest.fixture
def present(world):
    return at_present(world)


def at(name, *keys):
    return reverse(f"outcomes:{name}", args=keys)


def say(client, interview, place, said, **more):
    return client.post(
        at("question", interview.pk, place), {"said": said, "request_id": str(uuid4()), **more}
    )


def last(interview):
    return Answer.objects.filter(interview=interview).latest("recorded_at")


@pytest.mark.parametrize(("name", "sees", "holds"), [
    ("nurse", True, True), ("prescriber", True, True), ("auditor", True, False),
    ("desk", False, False), ("pharmacist", False, False), ("manager", False, False),
])  # fmt: skip
def test_who_may_see_outcomes_and_who_may_hold_interviews(present, client, name, sees, holds):
    patient = present.patient()
    entry = followed(present, patient)
    interview = begun(present, entry)
    signed_in(client, present, name)
    for url in (at("due"), at("patient", patient.pk), at("interview", interview.pk)):
        assert (client.get(url).status_code == HTTPStatus.OK) == sees
    for url in (at("begin", patient.pk, 2), at("question", interview.pk, 1)):
        assert (client.get(url).status_code == HTTPStatus.OK) == holds


def test_another_units_patients_and_interviews_are_not_found(present, client):
    other = at_present(make_world(code="elsewhere"))
    patient = other.patient()
    interview = begun(other, followed(other, patient))
    signed_in(client, present)
    for url in (at("patient", patient.pk), at("begin", patient.pk, 2),
                at("interview", interview.pk), at("question", interview.pk, 1)):  # fmt: skip
        assert client.get(url).status_code == HTTPStatus.NOT_FOUND


def test_somebody_is_followed_and_an_interview_begun(present, client):
    patient = present.patient()
    signed_in(client, present)
    assert patient.number in client.get(at("due")).content.decode()
    intake_on = present.now.date().isoformat()
    client.post(at("follow", patient.pk), {**signing(present), "intake_on": intake_on})
    entry = Entry.objects.get(patient=patient)
    assert entry.intake_on.isoformat() == intake_on
    typed = {**signing(present), "language": "nl", "manner": "together"}
    answer = client.post(at("begin", patient.pk, 0), typed)
    interview = Interview.objects.get(entry=entry)
    assert answer["Location"] == at("question", interview.pk, 1)
    page = client.get(at("question", interview.pk, 1)).content.decode()
    assert "straatheroïne" in page
    assert patient.identity.family_name not in page, "the tablet shows no name"


def test_a_day_of_intake_that_has_not_come_is_not_taken(present, client):
    patient = present.patient()
    signed_in(client, present)
    answer = client.post(at("follow", patient.pk), {**signing(present), "intake_on": "2999-01-01"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("said", "more", "state", "value"), [
    ("12", {}, AnswerState.ANSWERED, 12), ("0", {}, AnswerState.ANSWERED, 0),
    ("typed", {"typed": "30"}, AnswerState.ANSWERED, 30),
    ("typed", {"typed": " 7 "}, AnswerState.ANSWERED, 7),
    ("dont_know", {"typed": "3"}, AnswerState.DONT_KNOW, None),
    ("wont_say", {}, AnswerState.WONT_SAY, None),
])  # fmt: skip
def test_each_answer_is_kept_at_once_and_the_next_question_opens(
    present, client, said, more, state, value
):
    interview = begun(present, followed(present, present.patient()))
    signed_in(client, present)
    answer = say(client, interview, 1, said, **more)
    assert answer["Location"] == at("question", interview.pk, 2)
    assert (last(interview).state, last(interview).value) == (state, value)


@pytest.mark.parametrize("typed", ["31", "-1", "0.5", "", "many", "NaN", "1e9", "٣٣"])
def test_what_is_no_answer_is_not_kept_and_stays_on_the_page(present, client, typed):
    interview = begun(present, followed(present, present.patient()))
    signed_in(client, present)
    answer = say(client, interview, 1, "typed", typed=typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Answer.objects.exists()


def test_a_level_that_is_not_offered_is_not_taken(present, client):
    interview = begun(present, followed(present, present.patient()))
    signed_in(client, present)
    place = next(one.place for one in facts.items_of(interview) if one.item == "housing")
    assert say(client, interview, place, "9").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert say(client, interview, place, "6").status_code == HTTPStatus.FOUND


def test_an_interview_is_stopped_gone_on_with_and_finished(present, client):
    interview = begun(present, followed(present, present.patient()))
    signed_in(client, present)
    answered(present, interview, places=3)
    page = client.get(at("interview", interview.pk)).content.decode()
    assert at("question", interview.pk, 4) in page
    client.post(at("finish", interview.pk))
    interview.refresh_from_db()
    assert facts.ending_of(interview) is None, "open questions"
    for row in facts.items_of(interview)[3:]:
        answer = say(client, interview, row.place, str(int(row.lowest)))
    assert answer["Location"] == at("interview", interview.pk)
    client.post(at("finish", interview.pk))
    found = Interview.objects.get(pk=interview.pk)
    assert facts.ending_of(found) is Ending.COMPLETED


def test_a_question_passed_over_comes_back_before_the_end(present, client):
    interview = begun(present, followed(present, present.patient()))
    signed_in(client, present)
    rows = facts.items_of(interview)
    for row in rows[1:]:
        answer = say(client, interview, row.place, str(int(row.lowest)))
    assert answer["Location"] == at("question", interview.pk, 1)


@pytest.mark.parametrize(("places", "ending"), [(0, Ending.REFUSED), (4, Ending.BROKEN_OFF)])
def test_an_interview_that_will_not_go_on_is_ended_where_it_is(present, client, places, ending):
    interview = begun(present, followed(present, present.patient()))
    signed_in(client, present)
    answered(present, interview, places=places)
    client.post(at("break-off", interview.pk), {**signing(present), "remark": "made up"})
    assert facts.ending_of(Interview.objects.get(pk=interview.pk)) is ending
    assert client.get(at("question", interview.pk, 1)).status_code == HTTPStatus.FOUND


def test_an_interview_that_was_not_held_says_why(present, client):
    patient = present.patient()
    followed(present, patient, days=100)
    signed_in(client, present)
    client.post(at("not-held", patient.pk, 2), {**signing(present), "ending": "not_reached"})
    found = Interview.objects.get(patient=patient)
    assert facts.ending_of(found) is Ending.NOT_REACHED
    assert client.get(at("begin", patient.pk, 2)).status_code == HTTPStatus.NOT_FOUND
    assert client.get(at("begin", patient.pk, 12)).status_code == HTTPStatus.NOT_FOUND


def test_after_the_end_an_answer_is_corrected_with_a_reason(present, client):
    entry = followed(present, present.patient())
    interview = held(present, entry, 0)
    signed_in(client, present)
    typed = {"said": "9", "request_id": str(uuid4())}
    answer = client.post(at("correct", interview.pk, 1), typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    client.post(at("correct", interview.pk, 1), {**typed, "because": "misheard"})
    fixed = Answer.objects.get(interview=interview, because="misheard")
    assert fixed.value == 9
    assert fixed.corrects is not None
    page = client.get(at("interview", interview.pk)).content.decode()
    assert "9 days" in page


def test_the_patients_page_tells_the_answer_with_its_reasons(present, client):
    patient = present.patient()
    entry = followed(present, patient)
    ill = {"illegal_days": "20", "contact_days": "5", "cocaine_days": "10"}
    held(present, entry, 0, **ill)
    held(present, entry, 2, **{**ill, "illegal_days": "12", "cocaine_days": "12"})
    signed_in(client, present)
    page = client.get(at("patient", patient.pk)).content.decode()
    for words in ("Did not respond", "Days with cocaine: risen substantially since intake.",
                  "Days with illegal activity: affected at intake, and improved enough.",
                  "Better by 8 (40\u202f%)", "known from the literature, not re-read",
                  "Research: no consent, so not in any export"):  # fmt: skip
        assert words in page, words
    with translation.override("nl"):
        client.cookies["django_language"] = "nl"
        page = client.get(at("patient", patient.pk)).content.decode()
    assert "Geen respons" in page


def test_links_lead_to_the_interviews(present, client):
    patient = present.patient()
    signed_in(client, present)
    assert at("due") in client.get(reverse("registry:patients")).content.decode()
    record = client.get(reverse("registry:patient", args=[patient.pk])).content.decode()
    assert at("patient", patient.pk) in record
    signed_in(client, present, "pharmacist")
    record = client.get(reverse("registry:patient", args=[patient.pk])).content.decode()
    assert at("patient", patient.pk) not in record


def test_an_ended_interview_is_ended_once(present, client):
    interview = held(present, followed(present, present.patient()), 0)
    assert ended(present, interview, Ending.COMPLETED) == interview


def test_a_fault_in_a_units_own_file_is_told_on_the_page(present, client, tmp_path, monkeypatch):
    (tmp_path / "texts.toml").write_text("[eq5d]\n", "utf-8")
    monkeypatch.setattr(kits, "DEMONSTRATION", tmp_path)
    signed_in(client, present)
    answer = client.get(at("due"))
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "texts.toml: eq5d: name its version" in answer.content.decode()
