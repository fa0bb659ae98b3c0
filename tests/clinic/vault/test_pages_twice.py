"""The register's pages sent twice, sent late, and refused by the register itself."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.factories.pages import at_present, signed_in, signing

from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.vault import closing
from vangnet.clinic.vault.models import Count, DayClose, Kit, Posting, PostingKind


@pytest.fixture
def dosed(trial):
    """One dose of which 50 mg was not used."""
    unit = at_present(trial, hours=1)
    unit.use(unit.hand_over(unit.at_the_hatch(unit.patient())), given_mg="150")
    return unit


@pytest.fixture
def pharmacist(client, dosed):
    return signed_in(client, dosed, "pharmacist")


@pytest.fixture
def box(dosed):
    return dosed.containers[0]


def lines(unit, kind):
    return Posting.objects.filter(unit=unit.unit, kind=kind)


def waste(unit, **changes):
    people = signing(unit, witness="nurse", second_witness="second_nurse")
    return {"account": "residue", "mg": "50", "reason": "not_used", **people, **changes}


def counted(unit, mg, **changes):
    return {"counted_mg": mg, **signing(unit, witness="nurse"), **changes}


def test_waste_sent_twice_is_one_line_and_asks_for_no_second_pin(pharmacist, dosed, box):
    address, typed = reverse("vault:waste", args=[box.pk]), waste(dosed)
    assert pharmacist.post(address, typed).status_code == 302
    again = pharmacist.post(address, {**typed, "witness_pin": "", "second_witness_pin": ""})
    assert again.status_code == 302
    assert lines(dosed, PostingKind.WASTE).count() == 1


def test_the_same_request_with_another_amount_is_not_taken_for_the_first(pharmacist, dosed, box):
    address, typed = reverse("vault:waste", args=[box.pk]), waste(dosed, mg="20")
    assert pharmacist.post(address, typed).status_code == 302
    answer = pharmacist.post(address, {**typed, "mg": "10"})
    assert answer.status_code == 409
    assert "sent before with other content" in answer.text
    assert [line.mg for line in lines(dosed, PostingKind.WASTE)] == [20]


def test_the_same_witness_twice_is_refused_in_words(pharmacist, dosed, box):
    typed = waste(dosed, second_witness=str(dosed.nurse.pk))
    answer = pharmacist.post(reverse("vault:waste", args=[box.pk]), typed)
    assert answer.status_code == 422
    assert "Each signs once. Choose another person." in answer.text
    assert 'value="50"' in answer.text
    assert "2468" not in answer.text


@pytest.mark.parametrize(("typed", "kept"), [("12,5", "12.5"), ("12.5", "12.5"), ("1,250", None)])
def test_a_decimal_comma_is_read_and_a_thousand_is_not_guessed(pharmacist, dosed, box, typed, kept):
    answer = pharmacist.post(reverse("vault:waste", args=[box.pk]), waste(dosed, mg=typed))
    assert answer.status_code == (302 if kept else 422)
    booked = [line.mg for line in lines(dosed, PostingKind.WASTE)]
    assert booked == ([Decimal(kept)] if kept else [])


def test_a_count_sent_twice_is_one_count_and_a_count_again_is_two(pharmacist, dosed, box):
    address, typed = reverse("vault:count", args=[box.pk]), counted(dosed, "9790")
    for _ in range(2):
        assert pharmacist.post(address, typed).status_code == 302
    assert Count.objects.filter(container=box).count() == 1
    after = pharmacist.get(address).context["form"]["after"].value()
    assert pharmacist.post(address, counted(dosed, "9800", after=after)).status_code == 302
    assert Count.objects.filter(container=box).count() == 2


def test_a_count_on_a_page_from_before_another_count_is_not_kept(pharmacist, dosed, box):
    address = reverse("vault:count", args=[box.pk])
    pharmacist.post(address, counted(dosed, "9790"))
    answer = pharmacist.post(address, counted(dosed, "9800"))
    assert answer.status_code == 409
    assert "Others counted this meanwhile" in answer.text
    assert Count.objects.filter(container=box).count() == 1


def test_a_difference_is_explained_once(pharmacist, dosed, box):
    pharmacist.post(reverse("vault:count", args=[box.pk]), counted(dosed, "9790"))
    address = reverse("vault:explain", args=[box.pk])
    typed = {"reason": "not_found", **signing(dosed, director="prescriber")}
    for _ in range(2):
        assert pharmacist.post(address, typed).status_code == 302
    assert lines(dosed, PostingKind.DIFFERENCE).get().mg == 10
    late = {**typed, "request_id": str(uuid4())}
    answer = pharmacist.post(address, late)
    assert answer.status_code == 409
    assert "nothing to explain" in answer.text


def test_only_the_medical_director_signs_a_difference(pharmacist, dosed, box):
    pharmacist.post(reverse("vault:count", args=[box.pk]), counted(dosed, "9790"))
    typed = {"reason": "not_found", **signing(dosed, director="nurse")}
    assert pharmacist.post(reverse("vault:explain", args=[box.pk]), typed).status_code == 422
    assert not lines(dosed, PostingKind.DIFFERENCE).exists()


def test_a_counter_entry_sent_twice_is_one_and_both_lines_name_each_other(pharmacist, dosed):
    line = lines(dosed, PostingKind.RECEIPT).get(container__code="V-2")
    typed = {"reason": "wrong_amount", **signing(dosed, witness="nurse")}
    address = reverse("vault:counter", args=[line.pk])
    for _ in range(2):
        assert pharmacist.post(address, typed).status_code == 302
    assert lines(dosed, PostingKind.COUNTER).get().corrects_id == line.pk
    today = pharmacist.get(reverse("vault:register")).text
    assert "Of line 2, 2 Mar" in today
    assert "Wrong amount" in today
    its_day = pharmacist.get(reverse("vault:register-day", args=[line.clinic_day.isoformat()])).text
    assert "<s>From the supplier</s>" in its_day
    assert "Reversed by line 2, " in its_day


def test_a_line_of_a_dose_has_no_counter_entry(pharmacist, dosed):
    for kind in (PostingKind.DOSE, PostingKind.GIVEN, PostingKind.NOT_USED):
        address = reverse("vault:counter", args=[lines(dosed, kind).get().pk])
        assert address not in pharmacist.get(reverse("vault:register")).text
        assert pharmacist.get(address).status_code == 404


def test_a_receipt_that_was_used_already_is_not_reversed(pharmacist, dosed):
    line = lines(dosed, PostingKind.RECEIPT).get(container__code="V-1")
    typed = {"reason": "wrong_amount", **signing(dosed, witness="nurse")}
    answer = pharmacist.post(reverse("vault:counter", args=[line.pk]), typed)
    assert answer.status_code == 409
    assert "There is not so much there any more" in answer.text
    assert not lines(dosed, PostingKind.COUNTER).exists()


def test_nothing_is_written_on_a_closed_day(pharmacist, dosed, box):
    pharmacist.post(reverse("vault:waste", args=[box.pk]), waste(dosed))
    for one, mg in zip(dosed.containers, ("9800", "10000"), strict=True):
        pharmacist.post(reverse("vault:count", args=[one.pk]), counted(dosed, mg))
    day = clinic_day_of(dosed.unit, at=dosed.now).isoformat()
    typed = {**signing(dosed, witness="nurse"), "own_pin": "2468"}
    for _ in range(2):
        answer = pharmacist.post(reverse("vault:close", args=[day]), typed)
        assert answer.status_code == 302
    assert DayClose.objects.filter(unit=dosed.unit).count() == 1
    answer = pharmacist.post(reverse("vault:waste", args=[box.pk]), waste(dosed, account="stock"))
    assert answer.status_code == 409
    assert "The register of this day is closed" in answer.text


def test_a_day_to_come_is_neither_shown_nor_closed(pharmacist, dosed):
    day = (clinic_day_of(dosed.unit, at=dosed.now) + timedelta(days=2)).isoformat()
    assert pharmacist.get(reverse("vault:close", args=[day])).status_code == 404
    shown = pharmacist.get(reverse("vault:register-day", args=[day]))
    assert shown.url == reverse("vault:register")


def test_a_day_that_was_not_closed_says_what_covers_it(pharmacist, dosed, box):
    closing.count(
        container=box, counted_mg=Decimal(9800), by=dosed.staff["pharmacist"],
        witness=dosed.signature("nurse"), at=dosed.now,
    )  # fmt: skip
    before = (clinic_day_of(dosed.unit, at=dosed.now) - timedelta(days=1)).isoformat()
    page = pharmacist.get(reverse("vault:register-day", args=[before])).text
    assert "This day was not closed on its own." in page
    assert reverse("vault:count", args=[box.pk]) not in page


def test_kits_are_counted_on_from_the_first_code_and_received_once(pharmacist, dosed):
    typed = {"number": "KL-9", "route": "intravenous", "contents": "needle", "first_code": "Z-098",
             "how_many": "4", "expires_on": "2028-01-31", "request_id": str(uuid4())}  # fmt: skip
    for _ in range(2):
        assert pharmacist.post(reverse("vault:kits"), typed).status_code == 302
    codes = Kit.objects.filter(unit=dosed.unit, lot__number="KL-9").order_by("code")
    assert [kit.code for kit in codes] == ["Z-098", "Z-099", "Z-100", "Z-101"]
    answer = pharmacist.post(reverse("vault:kits"), {**typed, "first_code": "Kit"})
    assert answer.status_code == 422
    assert "ends in a number" in answer.text


def test_a_lot_is_not_received_with_other_facts_than_it_has(pharmacist, dosed):
    typed = {
        "lot": "L-2028-01-31", "strength": "100", "supplier": "Supplier", "code": "V-9",
        "product": "diamorphine/hydrochloride_monohydrate/intravenous", "mg": "5000",
        "expires_on": "2028-02-01", **signing(dosed, witness="nurse"),
    }  # fmt: skip
    answer = pharmacist.post(reverse("vault:receive"), typed)
    assert answer.status_code == 422
    assert "with other facts" in answer.text
    typed["expires_on"] = "2028-01-31"
    assert pharmacist.post(reverse("vault:receive"), typed).status_code == 302
