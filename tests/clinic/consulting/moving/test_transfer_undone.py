"""An accepted transfer that does not go on: the patient stays, and gets doses at home again."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.clinic.attempts import BOTH, insert, row_of
from tests.factories.pages import at_present, signed_in
from tests.factories.units import reasons

from vangnet.rules.decision import Reason
from vangnet.rules.moving import MovingReason as R


@pytest.fixture
def accepted(units, patient):
    """Accepted for today: the home gives nothing any more, and nobody else gives yet."""
    signed = units.transfer(patient, 0).row
    assert units.answer(signed).row
    assert Reason.MOVED_TO_ANOTHER_UNIT in reasons(units.dose(units.home, patient))
    return signed


@pytest.mark.parametrize("where", ["home", "host"])
def test_either_unit_ends_it_and_the_home_gives_again(units, patient, accepted, where):
    undone = units.undo(accepted, at=getattr(units, where))
    assert undone.row
    assert units.undo(accepted).row == undone.row  # twice is once
    assert units.dose(units.home, patient).allowed
    assert units.take_over(accepted).reasons == (R.TRANSFER_IS_UNDONE,)
    assert units.transfer(patient, 1).row, "a new one may follow"


def test_nobody_else_ends_it_and_not_when_it_is_not_accepted_or_done(units, patient, accepted):
    assert units.undo(accepted, by=units.host).reasons == (R.NOT_OF_EITHER_UNIT,)
    assert units.take_over(accepted).row
    assert units.undo(accepted).reasons == (R.NOT_ACCEPTED,)
    waiting = units.transfer(units.home.patient(), 1).row
    assert units.undo(waiting).reasons == (R.NOT_ACCEPTED,)


@BOTH
def test_the_database_says_the_same(units, patient, accepted, role):
    table = "consulting_transferundone"
    other = units.transfer(units.home.patient(), 1).row
    assert units.answer(other).row
    row = {**row_of(table, units.undo(other).row.pk), "id": uuid4()}
    mine = {**row, "transfer_id": accepted.pk}
    assert insert(role, table, mine) is None
    assert insert(role, table, {**mine, "words": ""}) == "transfer_undone_says_why"
    stranger = {**mine, "undone_by_id": units.host.staff["prescriber"].pk}
    assert insert(role, table, stranger) == "transfer_is_undone_at_either_unit"
    assert insert(role, table, row) == "transfer_is_undone_while_it_waits"
    done = {
        "id": uuid4(), "unit_id": units.host.unit.pk, "transfer_id": other.pk,
        "number_before": "C-001", "number_after": "C-009", "done_at": units.host.now,
        "done_by_id": units.host.staff["prescriber"].pk,
    }  # fmt: skip
    units.later(days=1)
    assert insert(role, "consulting_transferdone", {**done, "done_at": units.host.now}) == (
        "transfer_that_was_undone_stays_so"
    )


def test_the_page_ends_it_with_the_password(units):
    units.at(at_present(units.home))
    patient = units.home.patient()
    signed = units.transfer(patient, 0).row
    assert units.answer(signed).row
    client = signed_in(Client(), units.home, "prescriber")
    address = reverse("moving:undo", args=[signed.pk])
    assert address in client.get(reverse("moving:agreed", args=[signed.pk])).text
    typed = {"request_id": str(uuid4()), "password": "made up for the test", "words": "stays"}
    assert client.post(address, {**typed, "password": "wrong"}).status_code == 422
    assert client.post(address, typed).status_code == 302
    signed.refresh_from_db()
    assert signed.undone.words == "stays"
