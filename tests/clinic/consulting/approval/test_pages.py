"""The pages of entry: who sees them, what they say, and what they keep."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.clinic.consulting.approval.people import decide, newcomer, proven, referred, state_of
from tests.clinic.consulting.approval.people import today as clinic_day
from tests.factories.pages import at_present, signed_in, signing
from tests.factories.world import PIN, make_world

from vangnet.clinic.consulting.models import Appeal, Approval, CriterionEvidence, Referral
from vangnet.rules.eligibility.deciding import Outcome

HEROIN = "diamorphine/hydrochloride_monohydrate/intravenous"


@pytest.fixture
def now(trial):
    return at_present(trial, minutes=1)


def to(name, *keys):
    return reverse(f"approval:{name}", args=keys)


@pytest.fixture
def today(now):
    """A day from the unit's present one, as a browser sends it."""
    return lambda days=0: str(clinic_day(now) + timedelta(days=days))


@pytest.mark.parametrize(("name", "status"), [
    ("desk", 403), ("nurse", 200), ("prescriber", 200), ("pharmacist", 200), ("auditor", 200),
    ("manager", 403),
])  # fmt: skip
def test_who_sees_the_referrals_and_a_persons_criteria(client, now, name, status):
    referral = referred(now)
    reader = signed_in(client, now, name)
    for page in (to("referrals"), to("patient", referral.patient_id)):
        answer = reader.get(page)
        assert answer.status_code == status
        assert (referral.patient.number in answer.text) is (status == 200)


def test_the_page_counts_what_is_open_and_says_what_would_close_it(client, now):
    referral = referred(now)
    page = signed_in(client, now, "prescriber").get(to("patient", referral.patient_id)).text
    assert "Cannot approve yet." in page
    assert f"Can {referral.patient.number} start HAT?" in page
    assert page.index("Not met") < page.index("No evidence yet")
    assert "Look at a paper that shows it" in page
    assert to("approve", referral.pk) not in page


def test_a_nurse_keeps_evidence_and_the_criterion_is_met(client, now, today):
    referral = referred(now)
    nurse = signed_in(client, now)
    typed = {"state": "met", "document": "Register extract", "verified_on": today(), "note": "",
             **signing(now)}  # fmt: skip
    assert nurse.post(to("evidence", referral.pk, "residence"), typed).status_code == 302
    assert state_of(now, referral, "residence") == "met"
    kept = CriterionEvidence.objects.get(referral=referral)
    assert (kept.document, kept.verified_by) == ("Register extract", now.nurse)


@pytest.mark.parametrize(("code", "names"), [
    ("contacts", {"found_number", "per_week"}), ("dependence", {"found_on"}), ("residence", set()),
])  # fmt: skip
def test_only_what_a_criterion_asks_stands_in_its_form(client, now, code, names):
    page = signed_in(client, now).get(to("evidence", referred(now).pk, code)).text
    asked = {name for name in ("found_number", "per_week", "found_on", "authority")
             if f'name="{name}"' in page}  # fmt: skip
    assert asked == names


def test_a_criterion_that_is_not_asked_has_no_page(client, now):
    assert signed_in(client, now).get(to("evidence", referred(now).pk, "tea")).status_code == 404


def test_a_prescriber_approves_with_their_pin_and_not_without(client, now, today):
    referral = proven(now)
    prescriber = signed_in(client, now, "prescriber")
    page = to("approve", referral.pk)
    assert page in prescriber.get(to("patient", referral.patient_id)).text
    typed = {"valid_from": today(), "valid_until": today(300), "own_pin": PIN, **signing(now)}
    assert prescriber.post(page, typed | {"own_pin": "9999"}).status_code == 422
    assert not Approval.objects.filter(patient=referral.patient).exists()
    too_long = prescriber.post(page, typed | {"valid_until": today(400)})
    assert "An approval lasts 12 months at most" in too_long.text
    assert prescriber.post(page, typed).status_code == 302
    assert Approval.objects.get(patient=referral.patient).decision.referral == referral


def test_what_is_not_met_is_not_approved_by_its_address_either(client, now, today):
    referral = referred(now)
    typed = {"valid_from": today(), "valid_until": today(300), "own_pin": PIN, **signing(now)}
    answer = signed_in(client, now, "prescriber").post(to("approve", referral.pk), typed)
    assert answer.status_code == 422
    assert "are not known" in answer.text
    assert not Approval.objects.filter(patient=referral.patient).exists()


@pytest.mark.parametrize("name", ["approve", "refuse", "later"])
def test_nobody_but_a_prescriber_decides(client, now, name):
    assert signed_in(client, now).get(to(name, proven(now).pk)).status_code == 403


def test_a_refusal_says_why_and_an_appeal_against_it_is_kept(client, now, today):
    referral = referred(now)
    prescriber = signed_in(client, now, "prescriber")
    typed = {"words": "Not enough contacts yet", "own_pin": PIN, **signing(now)}
    answer = prescriber.post(to("refuse", referral.pk), typed)
    assert answer.status_code == 302
    page = prescriber.get(answer.url).text
    assert "Not enough contacts yet" in page
    assert "What would change it" in page
    decision = referral.decisions.get()
    appeal = {"made_on": today(), "words": "I come every day", **signing(now)}
    nurse = signed_in(client, now)
    assert nurse.post(to("appeal", decision.pk), appeal).status_code == 302
    assert Appeal.objects.get(decision=decision).words == "I come every day"
    own = signed_in(client, now, "prescriber").get(to("decision", decision.pk)).text
    assert "A prescriber who did not decide answers it." in own


def test_a_referral_is_opened_on_the_page(client, now, today):
    patient = newcomer(now)
    nurse = signed_in(client, now)
    typed = {"product": HEROIN, "referrer": "Dr Elsewhere", "referred_on": today(), "words": "",
             **signing(now)}  # fmt: skip
    assert nurse.post(to("refer", patient.pk), typed).status_code == 302
    assert Referral.objects.get(patient=patient).stage == "start"
    again = nurse.post(to("refer", patient.pk), typed | signing(now))
    assert "A referral is open already." in again.text


def test_while_an_approval_runs_a_referral_is_a_renewal(client, now, today):
    patient = now.patient()
    nurse = signed_in(client, now)
    assert "Start a renewal" in nurse.get(to("patient", patient.pk)).text
    typed = {"product": HEROIN, "referrer": "Own unit", "referred_on": today(), "words": "",
             **signing(now)}  # fmt: skip
    assert nurse.post(to("refer", patient.pk), typed).status_code == 302
    assert Referral.objects.filter(patient=patient).latest("recorded_at").stage == "renewal"
    assert "go on with HAT?" in nurse.get(to("patient", patient.pk)).text


def test_put_off_the_list_says_until_when(client, now):
    referral = proven(now)
    later = clinic_day(now) + timedelta(days=9)
    assert decide(now, referral, outcome=Outcome.DEFER, words="Wait", look_again_on=later).row
    assert "Put off." in signed_in(client, now).get(to("referrals")).text


def test_another_units_referral_is_not_found(client, now):
    referral = proven(now)
    decision = decide(now, referral, outcome=Outcome.REFUSE, words="No").row
    other = signed_in(client, make_world(code="east"), "prescriber")
    for page in (to("patient", referral.patient_id), to("approve", referral.pk),
                 to("decision", decision.pk), to("evidence", referral.pk, "age")):  # fmt: skip
        assert other.get(page).status_code == 404


def test_the_pages_speak_dutch(client, now):
    referral = referred(now)
    nurse = signed_in(client, now)
    nurse.cookies["django_language"] = "nl"
    page = nurse.get(to("patient", referral.patient_id)).text
    assert "Kan nog niet worden toegestaan." in page
    assert "Nu in een methadonprogramma" in page
    assert "Open verwijzingen" in nurse.get(to("referrals")).text
