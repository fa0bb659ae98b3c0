"""The page of the check: quick, strict about what was counted, and clear about what is missing."""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories.pages import signed_in
from tests.factories.world import PIN

from vangnet.clinic.dispensary.models import UnitCheck

PAGE = "/readiness/"


@pytest.fixture
def unit(trial):
    """The unit today, not checked yet."""
    trial.now = timezone.now()
    return trial


def typed(world, **changes):
    values = {
        "request_id": "5a5cbb0e-5b5f-4f0e-9d0b-0d5f6d1c0001", "lot-0": "N-1",
        "until-0": "2099-12-31", "count-0": "4", "oxygen": "ready", "kit": "ready",
        "on_duty": [str(world.staff[n].pk) for n in ("nurse", "second_nurse", "prescriber")],
        "own_pin": PIN, **changes,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize(("name", "status"), [
    ("nurse", 200), ("prescriber", 200), ("pharmacist", 200), ("desk", 403), ("manager", 403),
])  # fmt: skip
def test_who_may_check_the_unit(client, unit, name, status):
    assert signed_in(client, unit, name).get(PAGE).status_code == status


def test_a_unit_that_was_not_checked_says_so_on_its_page_the_hatch_and_the_board(client, unit):
    nurse = signed_in(client, unit)
    for page in (PAGE, reverse("dispensary:hatch"), reverse("board:rooms")):
        assert "The unit was not checked since" in nurse.get(page).content.decode()


def test_a_check_makes_the_unit_ready(client, unit):
    nurse = signed_in(client, unit)
    answer = nurse.post(PAGE, typed(unit), follow=True)
    assert answer.status_code == 200
    assert "Ready. The unit was checked at" in answer.content.decode()
    kept = UnitCheck.objects.filter(unit=unit.unit).latest("checked_at")
    assert (kept.naloxone, kept.checked_by) == ([["N-1", "2099-12-31", 4]], unit.nurse)
    assert "Ready. The unit was checked at" in nurse.get(reverse("board:rooms")).content.decode()


def test_what_is_missing_is_kept_and_told(client, unit):
    answer = signed_in(client, unit).post(
        PAGE, typed(unit, **{"count-0": "2", "oxygen": "not_ready"}), follow=True
    )
    text = answer.content.decode()
    assert "Naloxone in date: 2; at least 4 are needed." in text
    assert "Oxygen was not found ready." in text


@pytest.mark.parametrize("wrong", [
    {"lot-0": ""}, {"until-0": ""}, {"oxygen": None}, {"kit": None}, {"count-0": "-1"},
    {"own_pin": "9999"}, {"on_duty": ["made up"]},
])  # fmt: skip
def test_nothing_is_kept_of_a_check_with_one_thing_wrong(client, unit, wrong):
    before = UnitCheck.objects.count()
    answer = signed_in(client, unit).post(PAGE, typed(unit, **wrong))
    assert answer.status_code == 422
    assert UnitCheck.objects.count() == before


def test_lots_of_the_check_before_stand_there_without_their_count(client, unit):
    nurse = signed_in(client, unit)
    nurse.post(PAGE, typed(unit))
    form = nurse.get(PAGE).context["form"]
    row = form.lot_rows[0]
    assert row[0].value() == "N-1"
    assert row[2].value() is None


def test_the_wall_says_nothing_of_stock_and_staff(client, unit):
    page = client.get(reverse("board:wall", args=[unit.unit.pk])).content.decode()
    assert "naloxone" not in page
    assert "not checked" not in page
