"""Making a letter: with consent or a written reason, logged with the hash of what went out."""

import hashlib
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from pypdf import PdfReader
from tests.factories.gaps import dosed
from tests.factories.letters import HOSPITAL, agree, asked, make, take_back
from tests.factories.methadone import bring_back, only_methadone, take_home

from vangnet.clinic import typeset
from vangnet.clinic.board.letter import content, facts, reading
from vangnet.clinic.board.letter.actions import TEMPLATE
from vangnet.clinic.board.models import Letter, LetterPaper
from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.models import AlertKind, PatientIdentity
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.rules.care import ConsentScope

NAMES = ("Łukasz", "Çağlar", "Ἀθήνα", "Дмитро", "Nguyễn", "Þórður", "Ștefan")


def text_of(letter):
    pdf = PdfReader(BytesIO(bytes(letter.paper.pdf)))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def fonts_of(page):
    return [one.get_object() for one in page["/Resources"]["/Font"].values()]


@pytest.fixture
def patient(world):
    """Two days of doses, and consent."""
    patient = world.patient()
    agree(world, patient)
    dosed(world, patient)
    dosed(world.later(days=1), patient, mg="180")
    return patient


def rename(patient, **names):
    with acting("system:test"):
        PatientIdentity.objects.filter(patient=patient).update(**names)
    patient.identity.refresh_from_db()


def test_the_letter_says_the_last_dose_first_and_the_current_order(world, patient):
    said = text_of(make(world, patient).letter)
    assert "Last diamorphine dose: 180 mg today, Tue 3 Mar 2026" in said
    assert said.index("Last diamorphine dose") < said.index("Current orders")
    for words in (
        "Made Up Test1", "Born 2 Jan 1970", HOSPITAL, "Admission", "+31 10 000 00 00",
        "Diamorphine hydrochloride, monohydrate, into a vein", "200 mg 3 600 mg",
        "1 Jan 2026 to 31 Dec 2027", "Europe/Amsterdam", "Allergies not recorded",
        "DEMONSTRATION", "not medical advice",
    ):  # fmt: skip
        assert words in said, words
    assert said.count("medical advice") == 1


def test_an_ordinary_letter_is_one_page_with_its_fonts_in_it(world, patient):
    pdf = PdfReader(BytesIO(bytes(make(world, patient).letter.paper.pdf)))
    assert len(pdf.pages) == 1
    for font in fonts_of(pdf.pages[0]):
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & inner.keys(), font["/BaseFont"]
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "en"


def test_the_same_words_give_the_same_bytes(world, patient):
    said = content.say(facts.told(patient, by=world.nurse, at=world.now), asked())
    once, again = (typeset.pdf(said, template=TEMPLATE) for _twice in range(2))
    assert once == again


def test_a_name_is_text_whatever_it_is_written_with(world, patient):
    rename(patient, family_name='#panic("x") *bold* $a$ @b <c> \\ //', given_names="")
    assert '#panic("x") *bold* $a$ @b <c> \\ //' in text_of(make(world, patient).letter)


@pytest.mark.parametrize("name", NAMES)
def test_names_are_printed_as_they_are_written(world, patient, name):
    rename(patient, family_name=name, given_names="")
    letter = make(world, patient).letter
    assert name in text_of(letter)
    assert typeset.unprintable(name) == frozenset()


def test_a_sign_that_no_font_has_is_said_and_stops_no_letter(world, patient):
    rename(patient, family_name="\N{CJK UNIFIED IDEOGRAPH-738B} Wang", given_names="")
    assert "Some signs of a name could not be printed" in text_of(make(world, patient).letter)


def test_days_without_a_dose_and_less_tolerance_stand_on_it(world, patient):
    said = text_of(make(world.later(days=4), patient).letter)
    assert "Diamorphine: no dose for 3 whole days, since 3 Mar 2026. Tolerance may be lower" in said
    assert "the order is suspended" in said
    assert "Sun 1 Mar 2026 not treated here yet" in said


def test_tolerance_is_warned_of_when_no_order_is_in_force_either(world, patient):
    by = world.staff["prescriber"]
    consulting.stop_order(order=patient.orders.get(), reason="test", by=by, at=world.now)
    said = text_of(make(world.later(days=30), patient).letter)
    assert "Diamorphine: no dose for 29 whole days, since 3 Mar 2026. Tolerance may be" in said
    assert "STOPPED on 3 Mar 2026" in said


def test_a_gap_that_began_before_the_list_is_named_for_the_days_on_it(world, patient):
    world.later(days=16)
    world.order(patient, dose_mg="100", doses_per_day=3, is_restart=True)
    dosed(world, patient, mg="100")
    said = text_of(make(world.later(days=1), patient).letter)
    assert "days without a dose in this time" in said
    assert "none yet today" in said


def test_holds_allergies_and_a_stopped_order_stand_on_it(world, patient):
    by = world.staff["prescriber"]
    registry.record_alert(
        patient=patient, kind=AlertKind.ALLERGY, words="penicillin", by=by, at=world.now
    )
    consulting.put_on_hold(
        patient=patient, kind=HoldKind.HARD, reason="ill", owner=by, by=by, at=world.now
    )
    consulting.stop_order(order=patient.orders.get(), reason="test", by=by, at=world.now)
    said = text_of(make(world, patient).letter)
    for words in ("Allergy: penicillin", "Doses are on hold here", ": Ill.", "STOPPED on 3 Mar"):
        assert words in said, words


def test_the_letter_of_someone_without_a_dose_says_so(world):
    patient = world.patient()
    agree(world, patient)
    said = text_of(make(world, patient).letter)
    assert "Last diamorphine dose: none" in said


def test_a_letter_in_dutch_has_no_english_heading(world, patient):
    said = text_of(make(world, patient, language="nl").letter)
    assert "Brief aan een ziekenhuis" in said
    assert "Current orders" not in said
    assert "Last " not in said


def test_without_consent_there_is_no_letter(world):
    patient = world.patient()
    assert make(world, patient).letter is None
    agree(world, patient, ConsentScope.RESEARCH)
    assert make(world, patient).letter is None
    assert not Letter.objects.exists()


def test_consent_that_was_taken_back_is_none(world, patient):
    take_back(world.later(minutes=1), patient)
    assert make(world, patient).letter is None


def test_when_life_is_at_risk_the_reason_stands_on_the_letter_and_in_the_log(world):
    patient = world.patient()
    assert make(world, patient, emergency_reason="  ").letter is None
    letter = make(world, patient, emergency_reason="unconscious").letter
    assert letter.is_emergency
    assert letter.emergency_reason == "unconscious"
    assert "because life is at risk: unconscious" in text_of(letter)


def test_with_consent_a_reason_is_not_needed_and_not_kept(world, patient):
    letter = make(world, patient, emergency_reason="unconscious").letter
    assert not letter.is_emergency
    assert "life is at risk" not in text_of(letter)


def test_one_request_is_one_letter(world, patient):
    request_id = uuid4()
    first = make(world, patient, request_id=request_id).letter
    assert make(world, patient, request_id=request_id).letter == first
    with pytest.raises(RequestReused):
        make(world, patient, request_id=request_id, recipient="Another hospital")
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("name", ["desk", "pharmacist", "manager", "auditor"])
def test_only_who_treats_makes_letters(world, patient, name):
    with pytest.raises(NotAllowed):
        make(world, patient, by=world.staff[name])


def test_the_log_has_the_hash_of_what_went_out(world, patient):
    letter = make(world, patient).letter
    pdf = reading.paper_of(letter)
    assert hashlib.sha256(pdf).hexdigest() == letter.sha256
    assert letter.made_by == world.nurse
    assert letter.consent.patient == patient


def test_of_the_paper_the_journal_has_a_hash_and_of_the_log_a_row(world, patient):
    letter = make(world, patient).letter
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, image from journal_leaf where row_key in (%s, %s)",
            [str(letter.pk), str(letter.paper.pk)],
        )
        images = dict(cursor.fetchall())
    assert HOSPITAL in images["board_letter"]
    assert len(images["board_letterpaper"]) == 64


def test_a_paper_that_is_forgotten_leaves_its_log(world, patient):
    letter = make(world, patient).letter
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # as after the commit of the letter
    with acting("system:test"):
        LetterPaper.objects.filter(letter=letter).delete()
    assert reading.paper_of(Letter.objects.get()) is None


def test_bottles_taken_home_are_told_as_doses_of_their_day_and_as_what_the_patient_carries(world):
    patient = only_methadone(world)
    agree(world, patient)
    visit = world.at_the_hatch(patient)
    supply = take_home(world, visit, days=2)
    assert supply.allowed, supply.reasons
    said = text_of(make(world, patient).letter)
    for day in ("3 Mar 2026", "4 Mar 2026"):
        assert f"a bottle of methadone, 60 mg, for {day}" in said
    bring_back(world, supply.bottles.get(for_on="2026-03-04"))
    world.later(days=2)
    said = text_of(make(world, patient).letter)
    assert "Last methadone dose: 60 mg yesterday, Tue 3 Mar 2026" in said
    assert "whether it was drunk is not known" in said
    assert "a bottle of methadone" not in said
