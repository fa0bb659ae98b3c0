"""What the database refuses of letters, whoever asks."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, refusal, row_of
from tests.factories.letters import agree, make, take_back

from vangnet.rules.care import ConsentScope

WITHOUT = {"consent_id": None, "emergency_reason": "unconscious"}


@pytest.fixture
def kept(trial):
    patient = trial.patient()
    agree(trial, patient)
    return trial, patient, make(trial, patient).letter


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({"recipient": ""}, "letter_says_it_in_words"),
    ({"recipient": "  "}, "letter_says_it_in_words"),
    ({"phone": ""}, "letter_says_it_in_words"),
    ({"consent_id": None}, "letter_says_it_in_words"),
    ({"consent_id": None, "emergency_reason": " "}, "letter_says_it_in_words"),
    ({"emergency_reason": "both"}, "letter_has_consent_or_a_written_reason"),
    ({"purpose": "tea"}, "letter_purpose_is_known"),
    ({"language": "fr"}, "letter_language_is_known"),
    ({"sha256": "0"}, "letter_hash_is_a_hash"),
    ({}, "letter_is_written_with_its_paper"),
    (WITHOUT, "letter_is_written_with_its_paper"),
])  # fmt: skip
def test_a_letter_with_one_thing_wrong_stays_out(kept, changes, guard, role):
    _world, _patient, letter = kept
    row = {**row_of("board_letter", letter.pk), "id": uuid4(), "request_id": uuid4(), **changes}
    assert insert(role, "board_letter", row) == guard


@BOTH
@pytest.mark.parametrize("name", ["desk", "pharmacist", "manager", "auditor"])
def test_only_who_treats_makes_a_letter(kept, name, role):
    world, _patient, letter = kept
    row = {**row_of("board_letter", letter.pk), "id": uuid4(), "request_id": uuid4()}
    row["made_by_id"] = world.staff[name].pk
    assert insert(role, "board_letter", row) == "letter_is_by_who_may"


@BOTH
def test_the_consent_is_the_patients_for_letters_and_in_force(kept, role):
    world, patient, letter = kept
    other = world.patient()
    row = {**row_of("board_letter", letter.pk), "id": uuid4(), "request_id": uuid4()}
    wrong = (agree(world, other), agree(world, patient, ConsentScope.RESEARCH))
    for consent in wrong:
        theirs = row | {"consent_id": consent.pk}
        assert insert(role, "board_letter", theirs) == "letter_consent_is_in_force"
    early = row | {"made_at": world.now - timedelta(days=2)}
    assert insert(role, "board_letter", early) == "letter_consent_is_in_force"
    take_back(world.later(minutes=1), patient)
    assert insert(role, "board_letter", row) == "letter_consent_is_in_force"


@BOTH
def test_the_paper_is_the_one_the_log_names(kept, role):
    _world, _patient, letter = kept
    other = "\\x" + b"%PDF-another".hex()
    fault = "letter_paper_is_what_was_logged"
    row = row_of("board_letterpaper", letter.paper.pk) | {"id": uuid4(), "salt": uuid4()}
    assert insert(role, "board_letterpaper", row | {"pdf": other}) == fault
    unknown = {"letter_id": uuid4()}
    assert insert(role, "board_letterpaper", row | unknown) == fault


@BOTH
def test_a_paper_is_never_changed(kept, role):
    _world, _patient, letter = kept
    changed = "update board_letterpaper set salt = gen_random_uuid() where id = %s"
    expected = {"vangnet_app": "42501", "vangnet_owner": "record_is_final"}[role]
    assert refusal(role, changed, letter.paper.pk) == expected


def test_the_hash_of_the_database_is_the_hash_of_python(kept):
    _world, _patient, letter = kept
    assert hashlib.sha256(bytes(letter.paper.pdf)).hexdigest() == letter.sha256
