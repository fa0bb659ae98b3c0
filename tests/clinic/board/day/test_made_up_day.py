"""A made-up day on the real tables: what was promised happens, and every milligram is somewhere."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from vangnet.clinic.board.day import figures, made_up_day, story
from vangnet.clinic.board.day.cabinet import SALTS
from vangnet.clinic.board.day.made_up_day import ROUTE, MadeUpDay
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.vault.models import Account, Count, DayClose, Posting, PostingKind
from vangnet.rules.amounts import Drug

DAY = date(2026, 3, 2)
KEYS = [
    "visits", "doses", "refusals", "mg_received", "mg_given", "mg_wasted", "mg_in_stock",
    "balanced", "drugs",
]  # fmt: skip


def run(seed: int = 7, patients: int = 40) -> MadeUpDay:
    return made_up_day.run(patients=patients, seed=seed, day=DAY)


def test_everything_promised_happens(db: None):
    day = run()
    never = [what for what, times in story.happened(day) if not times]
    assert never == []
    assert len(day.figures.refusals) >= 10
    assert day.evening.closed


@pytest.mark.parametrize("drug", [Drug.DIAMORPHINE, Drug.METHADONE])
def test_every_milligram_is_somewhere(db: None, drug: Drug):
    day = run(patients=12)
    found, unit = day.figures.drugs[drug], day.ward.unit

    def moved(**where: str) -> Decimal:
        rows = Posting.objects.filter(unit=unit, container__lot__drug=drug, **where)
        return rows.aggregate(mg=Sum("mg"))["mg"] or Decimal(0)

    into_stock = moved(to_account=Account.STOCK)
    assert found.mg_received == moved(kind=PostingKind.RECEIPT)
    assert found.mg_given == moved(to_account=Account.ADMINISTERED) > 0
    assert found.mg_wasted == moved(to_account=Account.WASTED)
    assert found.mg_in_stock == into_stock - moved(from_account=Account.STOCK)
    assert found.mg_received == found.mg_given + found.mg_wasted + found.mg_in_stock
    assert day.figures.balanced


def test_the_figures_of_the_day_are_those_of_diamorphine(db: None):
    found = run(patients=12).figures
    of_it = found.drugs[Drug.DIAMORPHINE]
    names = ("doses", "mg_received", "mg_given", "mg_wasted", "mg_in_stock")
    assert [getattr(found, name) for name in names] == [getattr(of_it, name) for name in names]
    assert of_it.mg_wasted > 0


def test_most_have_methadone_beside_it_and_some_nothing_else(db: None):
    day = run(patients=24)
    doses = HandOver.objects.filter(unit=day.ward.unit, allowed=True, drug=Drug.METHADONE)
    only = {one.patient.pk for one in day.ward.patients if one.has_only_methadone}
    had = set(doses.values_list("patient", flat=True))
    beside = {one.patient.pk for one in day.ward.patients if one.beside}
    assert had <= beside | only
    assert len(had & beside) > len(beside) / 2  # the others stayed away, or did not pass
    assert had & only
    assert doses.values("patient").distinct().count() == doses.count()  # once a day
    assert not doses.exclude(kit=None).exists()


def test_a_posting_that_settles_nothing_is_seen(db: None):
    day = run(patients=6)
    ward = day.ward
    after = Posting.objects.filter(unit=ward.unit).latest("at")
    closed = DayClose.objects.get(unit=ward.unit)
    assert closed.clinic_day == DAY
    with acting("system:test"):
        Posting.objects.create(
            unit=ward.unit, clinic_day=date(2026, 3, 3), container=ward.cabinet.held[0].container,
            kind=PostingKind.RETURN, from_account=Account.STOCK, to_account=Account.RETURNED,
            salt_form=after.salt_form, mg=Decimal(1), at=after.at.replace(day=3),
            by=ward.staff["pharmacist"], witness=ward.staff["nurse"], request_id=after.pk,
        )  # fmt: skip
    assert not figures.of(ward.unit, salt_form=SALTS[ROUTE]).balanced


def test_each_dose_takes_a_kit_and_a_second_person(db: None):
    day = run(patients=12)
    doses = HandOver.objects.filter(unit=day.ward.unit, allowed=True, drug=Drug.DIAMORPHINE)
    assert doses.count() == day.figures.doses == doses.values("kit").distinct().count()
    assert not doses.filter(witness=None).exists()


def test_the_evening_ends_with_a_count_and_nobody_inside(db: None):
    day = run(patients=12)
    unit = day.ward.unit
    assert not Visit.objects.filter(unit=unit, closed_at=None).exists()
    assert Count.objects.filter(unit=unit).count() == day.evening.counted + day.evening.recounted
    assert day.evening.recounted == 1
    assert DayClose.objects.filter(unit=unit, clinic_day=DAY).exists()


@pytest.mark.parametrize("on", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_days_on_which_the_clock_changes_close_too(db: None, on: date):
    day = made_up_day.run(patients=6, seed=7, day=on)
    assert day.evening.closed
    assert day.evening.clinic_day == on


@pytest.mark.parametrize("patients", [1, 2, 3])
def test_the_smallest_units_have_a_day_too(db: None, patients: int):
    day = run(patients=patients)
    assert day.figures.balanced
    assert day.evening.closed


def test_json_has_the_promised_keys_and_exact_numbers(db: None):
    found = run(patients=3).figures
    read = json.loads(found.to_json(), parse_float=Decimal, parse_int=Decimal)
    assert list(read) == KEYS
    assert read["mg_received"] == found.mg_received
    assert read["mg_received"] == read["mg_given"] + read["mg_wasted"] + read["mg_in_stock"]
