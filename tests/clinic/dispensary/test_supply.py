"""Bottles to take home: they leave with a witness, count on their day, and come back as residue."""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.clinic.attempts import BOTH, insert, refusal, row_of
from tests.clinic.dispensary.pages import sign_in
from tests.factories.methadone import (
    ask_methadone,
    bottle,
    bring_back,
    methadone_dose,
    only_methadone,
    order_methadone,
    take_home,
)
from tests.factories.pages import at_present
from tests.factories.world import PIN

from vangnet.clinic.board.verify.command import run as verify
from vangnet.clinic.dispensary import hatch, home, supply
from vangnet.clinic.dispensary.models import Bottle, Supply
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.vault import facts as vault
from vangnet.clinic.vault.models import Posting
from vangnet.rules.amounts import Drug
from vangnet.rules.decision import Reason


def reasons(kept) -> set[str]:
    return {one["reason"] for one in kept.reasons}


def at_the_hatch(world, patient=None):
    return world.check(world.blow(world.check_in(patient or only_methadone(world))))


def test_two_days_leave_the_stock_for_home_and_the_register_says_so(trial):
    kept = take_home(trial, at_the_hatch(trial))
    assert kept.allowed, kept.reasons
    assert list(kept.bottles.order_by("for_on").values_list("for_on", "dose_mg")) == [
        (kept.clinic_day + timedelta(days=n), Decimal(60)) for n in (1, 2)
    ]
    totals = vault.totals(trial.unit)
    assert totals["taken_home"] == 120
    assert -totals.pop("supplier") == sum(totals.values())
    assert [problem for check in verify() for problem in check.problems] == []


def test_an_unused_bottle_comes_back_as_residue_and_its_day_is_free(trial):
    visit = at_the_hatch(trial)
    kept = take_home(trial, visit, start=0)
    today = kept.bottles.get(for_on=visit.clinic_day)
    assert reasons(ask_methadone(trial, visit)) >= {Reason.TAKEN_HOME_TODAY}
    bring_back(trial, today)
    bring_back(trial, today)  # twice is once
    totals = vault.totals(trial.unit)
    assert (totals["taken_home"], totals["residue"]) == (60, 60)
    assert methadone_dose(trial, visit).allowed
    assert [problem for check in verify() for problem in check.problems] == []


def test_a_bottle_found_after_its_day_enters_the_register_and_its_day_had_no_dose(trial):
    kept = take_home(trial, at_the_hatch(trial))
    trial.later(days=2)
    first, last = kept.bottles.order_by("for_on")
    bring_back(trial, first)
    totals = vault.totals(trial.unit)
    assert (totals["taken_home"], totals["residue"]) == (60, 60)
    asked = {"before": last.for_on, "drug": Drug.METHADONE}
    assert home.last_day(kept.patient, **asked) is None
    assert [problem for check in verify() for problem in check.problems] == []


def test_who_took_home_and_comes_back_later_has_no_gap(trial):
    patient = only_methadone(trial)
    visit = at_the_hatch(trial, patient)
    assert take_home(trial, visit, start=0, days=3).allowed
    reception.turn_away(visit=visit, by=trial.nurse, at=trial.now)
    trial.later(days=5)  # two days after the last bottle, five after the visit
    assert methadone_dose(trial, at_the_hatch(trial, patient)).allowed


@pytest.mark.parametrize(
    ("asked", "reason"),
    [({"days": 4}, Reason.SUPPLY_TOO_LONG), ({"container": None}, Reason.NO_CONTAINER),
     ({"witness": None, "witness_read_mg": None}, Reason.NO_WITNESS)],
)  # fmt: skip
def test_a_refusal_is_kept_and_nothing_leaves(trial, asked, reason):
    kept = take_home(trial, at_the_hatch(trial), **asked)
    assert reasons(kept) == {reason}
    assert not Bottle.objects.filter(supply=kept).exists()
    assert vault.totals(trial.unit)["taken_home"] == 0


def test_the_same_days_twice_are_refused_and_the_same_request_is_one_supply(trial):
    visit, key = at_the_hatch(trial), uuid4()
    first = take_home(trial, visit, request_id=key)
    assert take_home(trial, visit, request_id=key).pk == first.pk
    with pytest.raises(RequestReused):
        take_home(trial, visit, days=1, request_id=key)
    assert Reason.SUPPLY_DAY_HAS_DOSE in reasons(take_home(trial, visit))
    assert Supply.objects.filter(visit=visit, allowed=True).count() == 1


def test_diamorphine_does_not_go_home(trial):
    patient = trial.patient()
    visit = trial.at_the_hatch(patient)
    order = patient.orders.get()
    asked = supply.Wanted(
        visit=visit, order=order, first_on=visit.clinic_day + timedelta(days=1), days=1
    )
    decision = supply.look(wanted=asked, by=trial.nurse, at=trial.now)
    assert Reason.SUPPLY_NEEDS_ENTITLEMENT in decision.reasons


# What the database says by itself.


@pytest.fixture
def kept(trial):
    return take_home(trial, at_the_hatch(trial))


def again(kept, **changes):
    row = row_of("dispensary_supply", kept.pk)
    return {**row, "id": str(uuid4()), "request_id": str(uuid4()), **changes}


@BOTH
@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"days": 4}, "supply_is_as_long_as_the_protocol_says"),
        ({"drug": "diamorphine"}, "supply_is_never_of_hat"),
        ({"drug": "morphine"}, "supply_needs_an_order"),
        ({"visit_id": None}, None),
        ({"protocol_id": None}, "supply_is_as_long_as_the_protocol_says"),
        ({"witness_id": None}, "dose_is_witnessed_by_who_may"),
        ({"witness_read_mg": "1"}, "hand_over_lacks_nothing"),
        ({"container_id": None}, "dose_needs_a_usable_container"),
        ({"clinic_day": "2026-03-03"}, "supply_is_of_its_clinic_day"),
        ({}, "supply_has_a_bottle_a_day"),
    ],
)
def test_a_supply_with_one_thing_wrong_stays_out(kept, role, changes, guard):
    answer = insert(role, "dispensary_supply", again(kept, **changes))
    assert answer == guard if guard else answer is not None


@BOTH
def test_a_bottle_is_the_one_dose_of_its_day_and_at_most_the_order(kept, role):
    one = row_of("dispensary_bottle", kept.bottles.first().pk)
    after = (kept.clinic_day + timedelta(days=9)).isoformat()
    next_free = (kept.clinic_day + timedelta(days=3)).isoformat()
    for changes, guard in (
        ({}, "bottle_is_the_one_dose_of_its_day"),
        ({"for_on": after, "dose_mg": "60.001"}, "bottle_is_at_most_the_order"),
        ({"for_on": "2026-01-02"}, "bottle_is_at_most_the_order"),
        ({"for_on": after, "drug": "diamorphine"}, "bottle_is_of_its_supply"),
        ({"for_on": after}, "bottles_at_home_are_at_most_the_limit"),
        ({"for_on": next_free}, "supply_has_a_bottle_a_day"),
    ):
        row = {**one, "id": str(uuid4()), **changes}
        assert insert(role, "dispensary_bottle", row) == guard, changes


@BOTH
def test_a_bottle_comes_back_with_its_posting_or_not_at_all(kept, role):
    answer = refusal(
        role,
        "update dispensary_bottle set back_at = %s, back_by_id = %s, back_witness_id = %s"
        " where id = %s",
        kept.at, kept.by_id, kept.witness_id, kept.bottles.first().pk,
    )  # fmt: skip
    assert answer == "supply_is_in_the_register"


@BOTH
def test_a_dose_here_on_a_day_taken_home_is_refused(trial, monkeypatch, role):
    visit = at_the_hatch(trial)
    answers = []
    with monkeypatch.context() as patch:
        patch.setattr(hatch, "keep", answers.append)
        assert ask_methadone(trial, visit).allowed
    assert take_home(trial, visit, start=0).allowed
    answer = json.dumps(answers[-1], default=str)
    # The count of the day's doses comes first; the guard of the bottle says it once more.
    assert refusal(role, "select dispensary_keep_answer(%s::jsonb)", answer) == (
        "doses_are_at_most_the_order"
    )


# And the pages.


@pytest.fixture
def today(trial, client):
    world = at_present(trial)
    bottle(world)
    sign_in(client, world.nurse)
    return world


def test_the_page_signs_prints_and_takes_back(today, client):
    patient = today.patient()
    order = order_methadone(today, patient)
    visit = at_the_hatch(today, patient)
    page = client.get(reverse("dispensary:order-hatch", args=[visit.pk, order.pk]))
    url = reverse("dispensary:take-home", args=[visit.pk, order.pk])
    assert url in page.text
    sent = client.fill(f"{url}?days=2&start=tomorrow", "work", **{
        "witness": str(today.staff["second_nurse"].pk), "witness_pin": PIN,
        "witness_read_mg": "120",
    })  # fmt: skip
    wrong = client.post(url, {**sent, "witness_read_mg": "60"})
    assert wrong.status_code == 422
    answer = client.post(url, sent)
    kept = Supply.objects.get(visit=visit, allowed=True)
    assert answer.url == reverse("dispensary:labels", args=[kept.pk])
    labels = client.get(answer.url)
    assert labels.text.count('class="label"') == 2
    assert "12 mL" in labels.text.replace("\xa0", " ")
    one = kept.bottles.order_by("for_on").first()
    back = reverse("dispensary:bring-back", args=[one.pk])
    assert back in client.get(url).text
    sent = client.fill(back, "work", witness=str(today.staff["second_nurse"].pk), witness_pin=PIN)
    client.post(back, sent)
    one.refresh_from_db()
    assert one.back_at
    assert vault.totals(today.unit)["residue"] == 60


def test_the_page_shows_why_not(today, client):
    patient = today.patient()
    order = order_methadone(today, patient)
    visit = at_the_hatch(today, patient)
    url = reverse("dispensary:take-home", args=[visit.pk, order.pk])
    page = client.get(f"{url}?days=4")
    assert "Not to take home now" in page.text
    assert "3 days or fewer" in page.text.replace("\xa0", " ")
    assert client.get(reverse("dispensary:take-home", args=[visit.pk, uuid4()])).status_code == 404


def test_no_more_is_at_home_at_once_than_the_days_allowed(trial):
    visit = at_the_hatch(trial)
    assert take_home(trial, visit, days=3).allowed
    again = take_home(trial, visit, days=1, start=4)
    assert (again.allowed, reasons(again)) == (False, {Reason.SUPPLY_TOO_LONG})
    far = take_home(trial, at_the_hatch(trial), days=1, start=30)
    assert (far.allowed, reasons(far)) == (False, {Reason.SUPPLY_TOO_LONG})


@BOTH
def test_the_database_lets_no_bottle_be_beyond_the_days_allowed(trial, role):
    kept = take_home(trial, at_the_hatch(trial), days=3)
    row = row_of("dispensary_bottle", kept.bottles.first().pk)
    later = row | {"id": uuid4(), "for_on": kept.clinic_day + timedelta(days=4)}
    assert insert(role, "dispensary_bottle", later) == "bottles_at_home_are_at_most_the_limit"


@BOTH
def test_nothing_leaves_for_home_but_by_an_allowed_supply_from_its_own_container(trial, role):
    visit = at_the_hatch(trial)
    refused = take_home(trial, visit, days=9)
    kept = take_home(trial, visit, days=2)
    assert (refused.allowed, kept.allowed) == (False, True)
    row = row_of("vault_posting", Posting.objects.get(about=kept.pk).pk)
    row |= {"id": uuid4(), "request_id": uuid4()}
    other = bottle(trial, code="M-2")
    for wrong in ({"about": refused.pk}, {"container_id": other.pk}):
        found = insert(role, "vault_posting", row | wrong)
        assert found == "posting_of_a_bottle_has_its_supply"
