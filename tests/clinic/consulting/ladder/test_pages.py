"""The ladder through its pages: who reads, who writes, and what comes back with its reasons."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.consulting.ladder.people import METHADONE_ORDER, begun, facts, leave
from tests.factories.pages import at_present, signed_in, signing
from tests.factories.world import PIN, make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.ladder.due import due
from vangnet.clinic.consulting.ladder.facts import (
    as_facts,
    contacts_of,
    episodes_of,
    standing_contacts,
    standing_episodes,
)
from vangnet.clinic.consulting.ladder.reading import everyone
from vangnet.clinic.consulting.models import TreatmentExit
from vangnet.rules.ladder import EpisodeEndReason, Follows, Treatment

DAY = timedelta(days=1)


@pytest.fixture
def patient(trial):
    patient = at_present(trial, hours=1).patient()
    begun(trial, patient, facts(
        Treatment.METHADONE, today() - 900 * DAY, (today() - 900 * DAY, "110"),
        ended_on=today() - 100 * DAY, end_reason=EpisodeEndReason.NOT_EFFECTIVE,
        provider="North clinic",
    ))  # fmt: skip
    begun(trial, patient, facts(
        Treatment.HAT, today() - 90 * DAY, (today() - 90 * DAY, "600")
    ))  # fmt: skip
    return patient


def today():
    return timezone.localdate() - DAY  # whatever the hour, this clinic day has begun


@pytest.fixture
def prescriber(client, trial):
    return signed_in(client, trial, "prescriber")


def to(name, key):
    return reverse(f"ladder:{name}", args=[key])


def hat_of(patient):
    return standing_episodes(patient=patient, treatment="hat").get()


def typed(world, **values):
    return {**signing(world), **values}


def treatment(world, **changes):
    return typed(world, **{
        "treatment": "buprenorphine", "provider": "South clinic", "evidence": "letter 3 Feb 2020",
        "started_on": "2019-03-01", "ended_on": "2019-04-05", "end_reason": "side_effects",
        "end_words": "withdrawal", "from_0": "2019-03-01", "mg_0": "16", **changes,
    })  # fmt: skip


def leaving(world, **changes):
    return typed(world, **{
        "ended_on": str(today()), "reason": "own_choice", "follows": "methadone_here",
        "provider": "", "words": "", "own_pin": PIN, **changes,
    })  # fmt: skip


READERS = [
    ("desk", 403), ("nurse", 200), ("prescriber", 200), ("pharmacist", 200), ("auditor", 200),
    ("manager", 403),
]  # fmt: skip


@pytest.mark.parametrize(("name", "status"), READERS)
def test_who_may_read_the_ladder(client, trial, patient, name, status):
    page = signed_in(client, trial, name).get(to("patient", patient.pk))
    assert page.status_code == status
    assert ("110\u00a0mg" in page.text) is (status == 200)
    people = client.get(reverse("ladder:people"))
    assert people.status_code == status
    assert (patient.number in people.text) is (status == 200)


def test_the_card_tells_what_was_tried_and_why_it_changed(prescriber, patient):
    page = prescriber.get(to("patient", patient.pk)).text
    for said in ("Methadone", "At North clinic", "Not effective enough", "No paper yet", "Since"):
        assert said in page
    assert page.index("Not effective enough") < page.index("Now 600\u00a0mg a day")


@pytest.mark.parametrize("name", ["begin", "leave"])
def test_only_a_prescriber_writes_on_the_ladder(client, trial, patient, name):
    nurse = signed_in(client, trial)
    assert nurse.get(to(name, patient.pk)).status_code == 403
    for part in ("dose", "end", "correct"):
        assert nurse.get(to(part, hat_of(patient).pk)).status_code == 403
    assert "Leave treatment" not in nurse.get(to("patient", patient.pk)).text


def test_a_treatment_elsewhere_is_added_with_its_paper_and_dose(prescriber, trial, patient):
    assert prescriber.post(to("begin", patient.pk), treatment(trial)).status_code == 302
    one = episodes_of(patient)[0]
    assert (one.treatment, one.provider, one.evidence) == (
        Treatment.BUPRENORPHINE, "South clinic", "letter 3 Feb 2020"
    )  # fmt: skip
    assert [(str(d.from_on), d.mg_per_day) for d in one.doses] == [("2019-03-01", 16)]
    assert one.end_reason is EpisodeEndReason.SIDE_EFFECTS
    page = prescriber.get(to("patient", patient.pk)).text
    assert "letter 3 Feb 2020" in page
    assert "withdrawal" in page


FAULTS = [
    ({"treatment": "tea"}, None), ({"started_on": ""}, None), ({"mg_0": "a lot"}, None),
    ({"mg_0": ""}, "A dose has its first day and its amount."),
    ({"from_0": ""}, "A dose has its first day and its amount."),
    ({"ended_on": ""}, "Type the last day as well."),
    ({"end_reason": ""}, "Say why it ended."),
    ({"from_0": "2019-02-28"}, "A dose lies before the first day."),
    ({"ended_on": "2019-02-01"}, "The last day lies before the first."),
    ({"treatment": "hat", "provider": ""}, "HAT here ends on the page"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "sentence"), FAULTS)
def test_a_treatment_with_a_fault_is_not_written_and_says_why(
    prescriber, trial, patient, fault, sentence
):
    answer = prescriber.post(to("begin", patient.pk), treatment(trial, **fault))
    assert answer.status_code == 422
    assert sentence is None or sentence in answer.text
    assert "South clinic" in answer.text or "provider" in fault
    assert len(episodes_of(patient)) == 2


def test_a_dose_and_an_end_are_added(prescriber, trial, patient):
    begun(trial, patient, facts(Treatment.METHADONE, today() - 90 * DAY))
    methadone = standing_episodes(patient=patient, treatment="methadone", provider="").get()
    new = typed(trial, from_on=str(today() - 10 * DAY), dose_mg="70.5", supervised="7")
    assert prescriber.post(to("dose", methadone.pk), new).status_code == 302
    late = typed(trial, from_on=str(today() - 100 * DAY), dose_mg="70")
    refused = prescriber.post(to("dose", methadone.pk), late)
    assert (refused.status_code, "before the first day" in refused.text) == (422, True)
    end = typed(trial, ended_on=str(today()), reason="own_choice", words="enough")
    assert prescriber.post(to("end", methadone.pk), end).status_code == 302
    one = as_facts(standing_episodes(pk=methadone.pk).get())
    assert (one.ended_on, str(one.doses[0].mg_per_day)) == (today(), "70.500")


def test_hat_here_has_no_end_but_by_leaving(prescriber, trial, patient):
    end = typed(trial, ended_on=str(today()), reason="own_choice")
    refused = prescriber.post(to("end", hat_of(patient).pk), end)
    assert (refused.status_code, "Leave treatment" in refused.text) == (422, True)


def test_a_correction_replaces_the_entry_and_can_take_it_back(prescriber, trial, patient):
    first = standing_episodes(patient=patient, treatment="methadone").get()
    page = prescriber.get(to("correct", first.pk)).text
    assert 'value="110.000"' in page or 'value="110"' in page
    new = treatment(trial, treatment="methadone", why="other letter", mg_0="90")
    assert prescriber.post(to("correct", first.pk), new).status_code == 302
    assert prescriber.get(to("correct", first.pk)).status_code == 404
    second = standing_episodes(patient=patient, treatment="methadone").get()
    assert second.corrects == first
    gone = treatment(trial, treatment="methadone", why="another person", never="on")
    assert prescriber.post(to("correct", second.pk), gone).status_code == 302
    assert [one.treatment for one in episodes_of(patient)] == [Treatment.HAT]


def test_a_nurse_records_and_corrects_a_contact(client, trial, patient):
    nurse = signed_in(client, trial)
    new = typed(trial, kind="phone", on=str(today()), missed="on", words="about housing")
    assert nurse.post(to("contact", patient.pk), new).status_code == 302
    page = nurse.get(to("patient", patient.pk)).text
    assert "about housing" in page
    assert "Did not come" in page
    assert [one.missed for one in contacts_of(patient)] == [True]
    kept = standing_contacts(patient).get()
    again = typed(trial, kind="phone", on=str(today()), words="came later", why="a slip")
    assert nurse.post(to("correct-contact", kept.pk), again).status_code == 302
    assert [one.missed for one in contacts_of(patient)] == [False]
    stale = nurse.post(to("correct-contact", kept.pk), typed(trial, **{**again, **signing(trial)}))
    assert (stale.status_code, "corrected meanwhile" in stale.text) == (422, True)


def test_a_contact_in_the_future_is_not_written(client, trial, patient):
    new = typed(trial, kind="visit", on=str(today() + 3 * DAY))
    refused = signed_in(client, trial).post(to("contact", patient.pk), new)
    assert (refused.status_code, contacts_of(patient)) == (422, ())


def test_leaving_says_what_it_stops_before_it_is_signed(prescriber, trial, patient):
    trial.order(patient, **METHADONE_ORDER)
    page = prescriber.get(to("leave", patient.pk)).text
    for said in ("Order 1 stops", "In force until", "Order 2 stays", "applies again"):
        assert said in page


def test_leaving_asks_for_the_pin_and_writes_nothing_without_it(prescriber, trial, patient):
    for pin in ("", "9999"):
        answer = prescriber.post(to("leave", patient.pk), leaving(trial, own_pin=pin))
        assert answer.status_code == 422
    assert not TreatmentExit.objects.filter(patient=patient).exists()


def test_after_leaving_the_prescriber_is_led_to_the_order_for_methadone(prescriber, trial, patient):
    answer = prescriber.post(to("leave", patient.pk), leaving(trial))
    assert answer.url == reverse("consulting:order", args=[patient.pk])
    waiting = due(trial.unit, on=today())
    assert [(one.patient, one.kind) for one in waiting] == [
        (patient.pk, "methadone_without_order")
    ]  # fmt: skip
    trial.order(patient, **METHADONE_ORDER)
    assert due(trial.unit, on=today()) == []
    page = prescriber.get(to("patient", patient.pk)).text
    assert "Own choice" in page
    assert "applies again" in page
    assert "Leave treatment" not in page


def test_an_exit_that_cannot_be_says_every_reason(prescriber, trial, patient):
    wrong = leaving(trial, follows="other_provider", ended_on=str(today() + 5 * DAY))
    answer = prescriber.post(to("leave", patient.pk), wrong)
    assert answer.status_code == 422
    for said in ("Name who gives methadone", "lies in the future", "Your entry is still here"):
        assert said in answer.text


def test_an_exit_is_taken_back_with_the_pin(prescriber, trial, patient):
    kept = leave(trial, patient, ended_on=today()).row
    page = to("take-back", kept.pk)
    assert prescriber.post(page, typed(trial, why="wrong person")).status_code == 422
    signed = typed(trial, why="wrong person", own_pin=PIN)
    assert prescriber.post(page, signed).status_code == 302
    assert prescriber.get(page).status_code == 404
    assert hat_of(patient).why_corrected == "wrong person"


def test_nothing_of_another_unit_is_found(client, trial, patient):
    other = make_world(code="east")
    signed_in(client, other, "prescriber")
    pages = [to(name, patient.pk) for name in ("patient", "begin", "contact", "leave")]
    pages += [to(name, hat_of(patient).pk) for name in ("dose", "end", "correct")]
    pages += [to("take-back", uuid4()), to("correct-contact", uuid4())]
    assert {client.get(page).status_code for page in pages} == {404}
    assert patient.number not in client.get(reverse("ladder:people")).text.split("<main")[1]


def test_the_ladder_speaks_dutch(prescriber, patient):
    prescriber.cookies["django_language"] = "nl"
    page = prescriber.get(to("patient", patient.pk)).text
    for said in ("Behandelladder", "Niet genoeg effect", "Nog geen papier"):
        assert said in page
    assert "Treatment ladder" not in page
    assert "Wat er gebeurt als u tekent" in prescriber.get(to("leave", patient.pk)).text
    assert "Mensen per trede" in prescriber.get(reverse("ladder:people")).text


def test_methadone_given_here_without_an_order_in_force_is_a_task(prescriber, trial):
    patient = at_present(trial, hours=1).patient()
    for order in patient.orders.all():
        consulting.stop_order(
            order=order, reason="side_effects", by=trial.staff["prescriber"], at=trial.now
        )
    begun(trial, patient, facts(Treatment.METHADONE, today() - 9 * DAY, (today() - DAY, "40")))
    (task,) = [one for one in due(trial.unit, on=today()) if one.patient == patient.pk]
    assert "no order of it is in force" in task.sentence
    page = prescriber.get(to("patient", patient.pk)).text
    assert "No order in force" in page
    assert "Last known: 40\u00a0mg a day" in page
    trial.order(patient, **METHADONE_ORDER)
    assert due(trial.unit, on=today()) == []
    assert "Now 40\u00a0mg a day" in prescriber.get(to("patient", patient.pk)).text


def test_the_list_says_hat_ended_last_when_it_ended_together_with_methadone(trial, patient):
    begun(trial, patient, facts(Treatment.METHADONE, today() - 9 * DAY))
    left = leave(
        trial, patient, ended_on=today(), reason=EpisodeEndReason.DECEASED, follows=Follows.NOTHING
    )
    assert left.row, left.reasons
    (person,) = everyone(trial.unit, on=today() + DAY)[-1].people
    assert str(person.last) == "HAT"
