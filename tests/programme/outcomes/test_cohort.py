"""A cohort for an own trial: only who consented, without name, number or date."""

import csv
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import connection
from tests.factories.filling.outcomes import followed, held

from vangnet.clinic.consulting.care import talking
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.programme.outcomes import analysis, dictionary, export
from vangnet.programme.outcomes.cohort import FEWEST, cohort, pseudonym
from vangnet.programme.outcomes.command import cohort as command
from vangnet.programme.outcomes.kits import kit_of
from vangnet.rules.care import ConsentScope

KEY = b"k" * 32


def consents(world, patient):
    talking.give_consent(
        patient=patient, scope=ConsentScope.RESEARCH, on=clinic_day_of(world.unit, at=world.now),
        form_version="Made up 1", witness=world.staff["prescriber"], words="", by=world.nurse,
        at=world.now, request_id=uuid4(),
    )  # fmt: skip


@pytest.fixture
def patients(world):
    """Six who consented with two interviews each, one who did not."""
    found = [world.patient() for _n in range(7)]
    for place, patient in enumerate(found):
        entry = followed(world, patient)
        held(world, entry, 0, illegal_days="20", cocaine_days="10", contact_days="5")
        held(world, entry, 2, illegal_days="8", cocaine_days="10", contact_days="5",
             alcohol_days=None)  # fmt: skip
        if place:
            consents(world, patient)
    return found


def made(world, key=KEY):
    return cohort(
        world.unit, kit_of(world.unit), key=key, today=clinic_day_of(world.unit, at=world.now)
    )


def test_only_who_consents_to_research_is_in_it(world, patients):
    found = made(world)
    names = {one["pseudonym"] for one in found.tables["people"]}
    assert names == {pseudonym(one.pk, key=KEY) for one in patients[1:]}
    assert found.left_out == 1
    talking.withdraw_consent(
        patient=patients[1], scope=ConsentScope.RESEARCH, words="", by=world.nurse,
        on=clinic_day_of(world.unit, at=world.now), at=world.now, request_id=uuid4(),
    )  # fmt: skip
    assert {one["pseudonym"] for one in made(world).tables["people"]} == {
        pseudonym(one.pk, key=KEY) for one in patients[2:]
    }


def test_a_key_of_its_own_gives_pseudonyms_of_its_own(world, patients):
    one, again, other = made(world), made(world), made(world, key=b"o" * 32)
    names = [{row["pseudonym"] for row in c.tables["people"]} for c in (one, again, other)]
    assert names[0] == names[1]
    assert not names[0] & names[2]


def test_no_name_number_key_or_date_leaves(world, patients, tmp_path):
    export.write(made(world), kit_of(world.unit), tmp_path / "out")
    text = "".join(
        (tmp_path / "out" / f"{name}.csv").read_text("utf-8") for name in dictionary.COLUMNS
    )
    today = clinic_day_of(world.unit, at=world.now)
    for patient in patients:
        told = (patient.number, str(patient.pk), patient.identity.family_name)
        assert not any(word in text for word in told)
    for days in range(200):
        assert (today - timedelta(days=days)).isoformat() not in text
    assert (tmp_path / "out" / "people.csv").stat().st_mode & 0o077 == 0


def test_missing_is_empty_and_never_zero(world, patients):
    scores = made(world).tables["scores"]
    alcohol = [one for one in scores if one["score"] == "use.alcohol_days"]
    assert {(one["wave_months"], one["value"], one["why_not"]) for one in alcohol} == {
        ("0", "0", ""), ("2", "", "items_missing")
    }  # fmt: skip


def test_sex_and_age_of_too_few_alike_are_not_told(world, patients):
    found = made(world)
    assert found.suppressed == 0, "six are alike"
    for patient in patients[2:]:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('vangnet.actor', 'system:test', true)")
        patient.identity.sex = "male"
        patient.identity.save()
    rare = made(world)
    assert rare.suppressed == 1
    cells = [(one["sex"], one["age_band"]) for one in rare.tables["people"]]
    assert cells.count(("", "")) == 1
    assert all(cells.count(cell) >= FEWEST for cell in set(cells) if cell != ("", ""))


def test_every_column_and_code_stands_in_the_dictionary(world, patients, tmp_path):
    export.write(made(world), kit_of(world.unit), tmp_path / "out")
    rows = json.loads((tmp_path / "out" / "dictionary.json").read_text("utf-8"))
    known = {(one["table"], one["name"]) for one in rows}
    assert all(one["meaning"] for one in rows)
    for name in dictionary.COLUMNS:
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8") as file:
            read = csv.DictReader(file)
            assert {(name, one) for one in read.fieldnames} <= known
            for row in read:
                if name == "answers":
                    assert ("item", f"{row['instrument']}.{row['item']}") in known
                if name == "scores":
                    assert ("score", row["score"]) in known


def test_the_command_writes_a_new_folder_and_the_analysis_reads_it(
    world, patients, tmp_path, monkeypatch
):
    monkeypatch.setattr("vangnet.keeping.visiting.begin", lambda: lambda: None)  # it is up
    out = str(tmp_path / "out")
    first = CliRunner().invoke(command, ["export", "--out", out, "--unit", world.unit.code])
    assert first.exit_code == 0, first.output
    assert "Left out, without consent to research: 1." in first.output
    again = CliRunner().invoke(command, ["export", "--out", out, "--unit", world.unit.code])
    assert "not empty" in str(again.exception)
    found = analysis.analyse(analysis.read(tmp_path / "out"))
    assert found.people == 6
    assert [(one.months, one.of, one.value) for one in found.response] == [(2, 6, 1.0)]
    change = {(one.what, one.months): one for one in found.change}
    assert change["crime.illegal_days", 2].value == -12
    said = CliRunner().invoke(command, ["analyse", out])
    assert "Plan 1: 6 people" in said.output
    assert "−12.00" in said.output
    told = json.loads(CliRunner().invoke(command, ["analyse", out, "--json"]).output)
    assert told["people"] == 6
