"""The command on the real registry: what goes in, what a second time changes, what is refused."""

import base64
import io
import json
from pathlib import Path

import pytest
from django.db import OperationalError
from PIL import Image
from tests.clinic.exchange.conftest import make_unit
from tests.clinic.exchange.records import BSN, CLINIC, bundle, lines, patient

from vangnet.clinic.exchange import actions
from vangnet.clinic.journal.models import Leaf
from vangnet.clinic.registry.models import Patient, PatientIdentifier, PatientIdentity, PatientPhoto
from vangnet.clinic.staff.actions import add_user
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Role
from vangnet.keeping.trouble import TroubleError

EXAMPLES = Path(__file__).parent / "examples"
OTHER = [{"system": CLINIC, "value": "A-2"}]
pytestmark = pytest.mark.usefixtures("unit")


@pytest.fixture
def file(tmp_path):
    def write(*values, name="file.ndjson"):
        path = tmp_path / name
        path.write_text(lines(*values), encoding="utf-8")
        return path

    return write


def photo(colour):
    content = io.BytesIO()
    Image.new("RGB", (90, 120), colour).save(content, "PNG")
    return [{"contentType": "image/png", "data": base64.b64encode(content.getvalue()).decode()}]


def test_the_dutch_examples_go_through_whole(run):
    code, said = run(*sorted(EXAMPLES.glob("*.xml")))
    assert said[-1] == "new 3, changed 0, unchanged 0, refused 0 (skipped 54 other resources)"
    sparse = EXAMPLES / "nl-core-CareTeam-01-Patient-01.xml"
    assert [line for line in said if line.startswith(str(sparse))] == [
        f"{sparse}:1: note: Patient.identifier: no identifier of the person; "
        "the id of the record stands in for one",
        f"{sparse}:1: incomplete: registered without a birth date: "
        "the desk cannot confirm one until it is completed",
    ]
    assert "Practitioner 9" in said[-2]
    assert code == 0
    assert sorted(Patient.objects.values_list("number", flat=True)) == ["C-001", "C-002", "C-003"]
    assert PatientIdentifier.objects.filter(system=BSN).count() == 2


def test_the_same_files_twice_change_nothing(run):
    run(EXAMPLES)
    leaves = Leaf.objects.count()
    code, said = run(EXAMPLES)
    assert said[-1] == "new 0, changed 0, unchanged 3, refused 0 (skipped 54 other resources)"
    assert code == 0
    assert Leaf.objects.count() == leaves


def test_everything_a_record_says_is_kept(run, file):
    address = {"line": ["Damrak 1"], "postalCode": "1012 LG", "city": "Amsterdam", "country": "NL"}
    telecom = [{"system": "phone", "value": "+31200000000", "use": "home"}]
    code, _ = run(file(patient(address=[address], telecom=telecom, photo=photo("teal"))))
    identity = PatientIdentity.objects.get()
    assert code == 0
    assert (identity.family_name, identity.given_names) == ("de Vries", "Anna Maria")
    assert (str(identity.birth_date), identity.sex) == ("1974-05-12", "female")
    assert (identity.address_lines, identity.postcode) == ("Damrak 1", "1012 LG")
    assert (identity.city, identity.country) == ("Amsterdam", "NL")
    assert identity.telecom == telecom
    assert PatientPhoto.objects.get().content_type == "image/jpeg"


@pytest.mark.parametrize(
    "news",
    [
        {"name": [{"family": "de Wit", "given": ["Anna", "Maria"]}]},
        {"gender": "other"},
        {"birthDate": "1974-05-13"},
        {"address": [{"city": "Delft"}]},
        {"telecom": [{"system": "phone", "value": "1"}]},
        {"photo": photo("red")},
        {"identifier": [{"system": CLINIC, "value": "A-1"}, *OTHER]},
    ],
    ids=lambda news: next(iter(news)),
)
def test_what_is_new_about_a_patient_is_a_change_once(run, file, news):
    run(file(patient(photo=photo("teal"))))
    path = file(patient(photo=photo("teal")) | news)
    first, second = (run(path)[1][-1] for _ in range(2))
    assert first.startswith("new 0, changed 1, unchanged 0, refused 0")
    assert second.startswith("new 0, changed 0, unchanged 1, refused 0")
    assert Patient.objects.count() == 1


def test_what_a_record_does_not_say_is_kept(run, file):
    run(file(patient(photo=photo("teal"), address=[{"city": "Delft"}])))
    _, said = run(file(patient()))
    assert said[-1].startswith("new 0, changed 0, unchanged 1")
    assert PatientIdentity.objects.get().city == "Delft"


def test_an_identifier_with_another_name_and_birth_date_is_another_person(run, file):
    run(file(patient()))
    wrong = patient(name=[{"family": "Bakker"}], birthDate="1980-01-01")
    code, said = run(file(wrong))
    assert (code, said[-1][:40]) == (1, "new 0, changed 0, unchanged 0, refused 1")
    assert "looks like another person" in said[0]
    assert PatientIdentity.objects.get().family_name == "de Vries"


def test_identifiers_of_two_patients_are_refused(run, file):
    both = [*patient()["identifier"], *OTHER]
    run(file(patient(), patient(id="two", identifier=OTHER)))
    _, said = run(file(patient(identifier=both)))
    assert "two different patients" in said[0]


def test_a_patient_of_another_unit_is_not_changed(run, file):
    run(file(patient()))
    make_unit("south")
    code, said = run("--unit", "south", file(patient(gender="other")))
    assert code == 1
    assert "registered at another unit" in said[0]
    assert PatientIdentity.objects.get().sex == "female"


def test_a_bad_record_does_not_keep_the_others_out(run, file):
    code, said = run(file(patient(birthDate="1974"), patient(identifier=OTHER), {"a": 1}))
    assert code == 1
    assert ":1: refused: Patient.birthDate:" in said[0]
    assert ":3: refused: this is not a FHIR resource" in said[1]
    assert said[-1].startswith("new 1, changed 0, unchanged 0, refused 2")


def test_an_entry_of_a_bundle_is_named_with_its_line(run, tmp_path):
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(bundle(patient(), patient(birthDate="1974")), indent=1))
    _, said = run(path)
    line = path.read_text().splitlines().index("  {", 10) + 1
    assert said[0].startswith(f"{path}:{line}, entry 2: refused: Patient.birthDate")


def test_nothing_of_a_person_is_printed(run, file):
    people = [patient(), patient(birthDate="1974"), patient(id="x", name=[{"family": "a\0Geheim"}])]
    _, said = run("--dry-run", file(*people))
    printed = "\n".join(said)
    assert not any(word in printed for word in ("Vries", "Anna", "1974", "A-1", "Geheim"))


def rows():
    counted = [model.objects.count() for model in (Patient, PatientIdentity, PatientIdentifier)]
    return [*counted, PatientPhoto.objects.count(), Leaf.objects.count(), User.objects.count()]


def test_a_dry_run_counts_as_in_earnest_and_keeps_nothing(run, file):
    path = file(
        patient(),
        patient(),
        patient(id="two", identifier=[*patient()["identifier"], *OTHER], gender="other"),
        patient(id="three", identifier=OTHER, gender="other"),
        patient(id="four", birthDate="1980-01-01", name=[{"family": "Bakker"}]),
        {"resourceType": "Flag"},
    )
    before = rows()
    rehearsed = run("--dry-run", path)
    assert rows() == before
    assert "A dry run: nothing was kept." in rehearsed[1]
    assert f"{path}:1: would be new" in rehearsed[1]
    code, said = run(path)
    assert (rehearsed[0], rehearsed[1][-1]) == (code, said[-1])
    assert said[-1] == "new 1, changed 1, unchanged 2, refused 1 (skipped 1 other resources)"


def test_an_import_answers_to_a_name_and_nobody_can_sign_in_as_it(run, file):
    run(file(patient()))
    by = Patient.objects.get().registered_by
    assert (by.username, by.is_active, by.has_usable_password()) == ("import", False, False)
    assert set(Leaf.objects.filter(table_name="registry_patient").values_list("actor", flat=True))


def test_a_member_of_staff_may_answer_for_it(run, file):
    kept = {"display_name": "S. Desk", "password": "a long password", "by": "system:test"}
    desk = add_user(username="desk", role=Role.DESK, **kept)
    add_user(username="auditor", role=Role.AUDITOR, **kept)
    run("--by", "desk", file(patient()))
    assert Patient.objects.get().registered_by == desk
    assert run("--by", "auditor", file(patient()))[0] == 2
    assert run("--by", "nobody", file(patient()))[0] == 2


def test_arguments_that_cannot_be_read_end_with_two(run, file, tmp_path):
    assert run(tmp_path / "gone.json")[0] == 2
    assert run()[0] == 2
    assert run("--unit", "nowhere", file(patient()))[0] == 2
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty")[0] == 2
    make_unit("south")
    code, said = run(file(patient()))
    assert code == 2
    assert "north, south" in said[-1]


def test_a_database_that_stops_is_told_in_one_sentence(run, file, monkeypatch):
    def stop(**_):
        raise OperationalError("Anna de Vries")

    monkeypatch.setattr(actions, "register_patient", stop)
    with pytest.raises(TroubleError) as trouble:
        run(file(patient()))
    assert "Vries" not in str(trouble.value)
