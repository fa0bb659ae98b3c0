"""The register's pages: read by day, counted, explained, closed; and what is refused."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.factories.pages import at_present, signed_in, signing
from tests.factories.world import make_world

from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.vault.models import Container, Count, DayClose, KitLot, Posting, PostingKind


@pytest.fixture
def unit(trial):
    return at_present(trial, hours=1)


@pytest.fixture
def dosed(unit):
    """One dose of which 50 mg was not used."""
    unit.use(unit.hand_over(unit.at_the_hatch(unit.patient())), given_mg="150")
    return unit


@pytest.fixture
def pharmacist(client, unit):
    return signed_in(client, unit, "pharmacist")


def day(unit):
    return clinic_day_of(unit.unit, at=unit.now).isoformat()


def count(client, unit, code, mg, **changes):
    box = Container.objects.get(unit=unit.unit, code=code)
    typed = {"counted_mg": mg, **signing(unit, witness="nurse"), **changes}
    return client.post(reverse("vault:count", args=[box.pk]), typed)


def waste(client, unit, mg="50", **people):
    people = people or {"witness": "nurse", "second_witness": "second_nurse"}
    box = Container.objects.get(unit=unit.unit, code="V-1")
    typed = {"account": "residue", "mg": mg, "reason": "not_used", **signing(unit, **people)}
    return client.post(reverse("vault:waste", args=[box.pk]), typed)


@pytest.mark.parametrize(("name", "status"), [
    ("desk", 403), ("nurse", 200), ("prescriber", 200), ("pharmacist", 200), ("manager", 200),
    ("auditor", 200),
])  # fmt: skip
def test_who_may_read_the_register(client, dosed, name, status):
    assert signed_in(client, dosed, name).get(reverse("vault:register")).status_code == status


@pytest.mark.parametrize("name", ["desk", "nurse", "prescriber", "manager", "auditor"])
def test_only_a_pharmacist_counts_and_closes(client, dosed, name):
    signed_in(client, dosed, name)
    assert count(client, dosed, "V-1", "9800").status_code == 403
    typed = signing(dosed, witness="second_nurse")
    assert client.post(reverse("vault:close", args=[day(dosed)]), typed).status_code == 403
    assert not Count.objects.filter(unit=dosed.unit).exists()


def test_a_dose_names_its_patient_and_the_running_balance(pharmacist, dosed):
    page = pharmacist.get(reverse("vault:register")).text
    number = dosed.unit.patients.get().number
    assert number in page
    assert "−200" in page
    assert "19\N{NARROW NO-BREAK SPACE}800" in page


def test_the_lines_of_another_unit_are_not_shown(client, dosed):
    other = make_world(code="east")
    signed_in(client, other, "pharmacist")
    page = client.get(reverse("vault:register-day", args=[day(dosed)])).text
    assert dosed.unit.patients.get().number not in page
    assert count(client, other, "V-1", "1").status_code in {302, 422}
    ours = Container.objects.get(unit=dosed.unit, code="V-1")
    assert client.get(reverse("vault:count", args=[ours.pk])).status_code == 404


@pytest.mark.parametrize("raw", ["yesterday", "2026-13-01"])
def test_a_day_that_is_none_is_not_found(pharmacist, dosed, raw):
    assert pharmacist.get(reverse("vault:register-day", args=[raw])).status_code == 404


def test_the_count_is_blind(pharmacist, dosed):
    box = Container.objects.get(unit=dosed.unit, code="V-1")
    page = pharmacist.get(reverse("vault:count", args=[box.pk])).text
    assert "9\N{NARROW NO-BREAK SPACE}800" not in page
    assert "9800" not in page


@pytest.mark.parametrize("changes", [
    {"counted_mg": "much"}, {"counted_mg": "-1"}, {"witness_pin": "9999"}, {"witness": ""},
])  # fmt: skip
def test_a_count_with_a_fault_writes_nothing_and_keeps_what_was_typed(pharmacist, dosed, changes):
    answer = count(pharmacist, dosed, "V-1", "9800", **changes)
    assert answer.status_code == 422
    assert f'value="{changes.get("counted_mg", "9800")}"' in answer.text
    assert not Count.objects.filter(unit=dosed.unit).exists()


def test_the_pharmacist_is_no_witness_of_their_own_count(pharmacist, dosed):
    own = {"witness": str(dosed.staff["pharmacist"].pk)}
    assert count(pharmacist, dosed, "V-1", "9800", **own).status_code == 422


def test_waste_needs_two_different_witnesses(pharmacist, dosed):
    answer = waste(pharmacist, dosed, witness="nurse", second_witness="nurse")
    assert answer.status_code == 422
    assert not Posting.objects.filter(unit=dosed.unit, kind=PostingKind.WASTE).exists()


def test_no_more_is_wasted_than_is_there(pharmacist, dosed):
    assert waste(pharmacist, dosed, "51").status_code == 422


def test_the_day_does_not_close_with_anything_open(pharmacist, dosed):
    count(pharmacist, dosed, "V-1", "9790")
    typed = {**signing(dosed, witness="nurse"), "own_pin": "2468"}
    answer = pharmacist.post(reverse("vault:close", args=[day(dosed)]), typed)
    assert answer.status_code == 409
    for said in ("V-1: missing 10 mg", "V-2 is not counted", "50 mg wait to be destroyed"):
        assert said in answer.text
    assert not DayClose.objects.filter(unit=dosed.unit).exists()


def test_a_difference_is_explained_and_the_day_is_closed(pharmacist, dosed):
    waste(pharmacist, dosed)
    count(pharmacist, dosed, "V-1", "9790")
    count(pharmacist, dosed, "V-2", "10000")
    assert "10 mg missing" in pharmacist.get(reverse("vault:register")).text
    box = Container.objects.get(unit=dosed.unit, code="V-1")
    typed = {"reason": "left_behind", **signing(dosed, director="prescriber")}
    assert pharmacist.post(reverse("vault:explain", args=[box.pk]), typed).status_code == 302
    typed = {**signing(dosed, witness="nurse"), "own_pin": "2468"}
    answer = pharmacist.post(reverse("vault:close", args=[day(dosed)]), typed)
    assert answer.status_code == 302
    assert DayClose.objects.filter(unit=dosed.unit).count() == 1
    assert "This day is closed" in pharmacist.get(reverse("vault:register")).text


def test_a_wrong_line_gets_a_counter_entry(pharmacist, unit):
    line = Posting.objects.filter(unit=unit.unit, kind=PostingKind.RECEIPT).first()
    typed = {"reason": "wrong_container", **signing(unit, witness="nurse")}
    address = reverse("vault:counter", args=[line.pk])
    assert pharmacist.post(address, typed).status_code == 302
    assert line.corrected_by.mg == line.mg
    assert pharmacist.get(address).status_code == 404


def test_stock_is_received_once(pharmacist, unit):
    typed = {
        "lot": "L-9", "product": "diamorphine/hydrochloride_monohydrate/intravenous",
        "strength": "100", "expires_on": "2028-01-31", "supplier": "Supplier", "code": "V-9",
        "mg": "5000", **signing(unit, witness="nurse"),
    }  # fmt: skip
    for _ in range(2):
        assert pharmacist.post(reverse("vault:receive"), typed).status_code == 302
    assert Posting.objects.get(container__code="V-9", unit=unit.unit).mg == Decimal(5000)
    typed["request_id"] = str(uuid4())
    assert pharmacist.post(reverse("vault:receive"), typed).status_code == 422


def test_kits_are_received_and_a_known_code_is_refused(pharmacist, unit):
    typed = {"number": "KL-9", "route": "intravenous", "contents": "needle", "first_code": "A1",
             "how_many": "2", "expires_on": "2028-01-31", "request_id": str(uuid4())}  # fmt: skip
    assert pharmacist.post(reverse("vault:kits"), typed).status_code == 302
    assert KitLot.objects.get(unit=unit.unit, number="KL-9").kits.count() == 2
    assert pharmacist.post(reverse("vault:kits"), {**typed, "number": "KL-10"}).status_code == 422


def test_the_register_speaks_dutch(pharmacist, dosed):
    pharmacist.cookies["django_language"] = "nl"
    assert "Dag afsluiten" in pharmacist.get(reverse("vault:register")).text
