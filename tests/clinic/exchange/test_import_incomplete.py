"""Records that say little: no birth date, no identifier of the person, or somebody's double."""

import pytest
from tests.clinic.exchange.records import CLINIC, lines, patient

from vangnet.clinic.registry.models import Patient, PatientIdentity

pytestmark = pytest.mark.usefixtures("unit")
INCOMPLETE = (
    "incomplete: registered without a birth date: the desk cannot confirm one until it is completed"
)
OTHER_SYSTEM = [{"system": "https://elsewhere.example/number", "value": "9"}]


@pytest.fixture
def take(run, tmp_path):
    """Imports these records; answers the exit code and what was said."""
    path = tmp_path / "file.ndjson"

    def takes(*values, dry_run=False):
        path.write_text(lines(*values), encoding="utf-8")
        code, said = run(*(["--dry-run"] if dry_run else []), path)
        return code, [line.removeprefix(str(path)) for line in said]

    return takes


def counted(said):
    return said[-1].split(" (")[0]


def test_who_has_no_birth_date_is_named_as_incomplete_at_each_import_and_not_by_name(take):
    for ends in ("new 1, changed 0, unchanged 0", "new 0, changed 0, unchanged 1"):
        code, said = take(patient(birthDate=None))
        assert said[0] == f":1: {INCOMPLETE}"
        assert (code, counted(said)) == (0, f"{ends}, refused 0")
        assert "Vries" not in "".join(said)
    assert PatientIdentity.objects.get().birth_date is None


def test_a_dry_run_names_them_too(take):
    _, said = take(patient(birthDate=None), dry_run=True)
    assert f":1: {INCOMPLETE}" in said
    assert Patient.objects.count() == 0


def test_a_birth_date_that_comes_later_completes_the_patient(take):
    take(patient(birthDate=None, identifier=None))
    _, said = take(patient(identifier=None))
    assert counted(said) == "new 0, changed 1, unchanged 0, refused 0"
    assert not any("incomplete" in line for line in said)
    assert str(PatientIdentity.objects.get().birth_date) == "1974-05-12"


def test_a_known_birth_date_is_not_lost_to_a_record_without_one(take):
    take(patient())
    _, said = take(patient(birthDate=None))
    assert said == ["new 0, changed 0, unchanged 1, refused 0 (skipped 0 other resources)"]
    assert str(PatientIdentity.objects.get().birth_date) == "1974-05-12"


def test_part_of_a_birth_date_stays_refused(take):
    code, said = take(patient(birthDate="1974-05"))
    assert (code, counted(said)) == (1, "new 0, changed 0, unchanged 0, refused 1")
    assert "not a full date" in said[0]


@pytest.mark.parametrize(
    "other",
    [
        {"name": [{"family": "Bakker", "given": ["Anna", "Maria"]}]},
        {"name": [{"family": "de Vries", "given": ["Jo"]}]},
        {"birthDate": "1980-01-01"},
    ],
    ids=["another family name", "another given name", "another birth date"],
)
def test_an_id_that_stands_in_joins_nobody_who_differs(take, other):
    """Two servers may both have a record "one"."""
    take(patient(identifier=None))
    _, said = take(patient(identifier=None) | other)
    assert counted(said) == "new 0, changed 0, unchanged 0, refused 1"
    assert "looks like another person" in said[0]


def test_two_records_under_different_systems_are_two_patients_and_said_to_look_alike(take):
    take(patient())
    for ends in ("new 1, changed 0, unchanged 0", "new 0, changed 0, unchanged 1"):
        code, said = take(patient(identifier=OTHER_SYSTEM))
        assert (code, counted(said)) == (0, f"{ends}, refused 0")
        warned = [line for line in said if "warning" in line]
        expected = ":1: warning: looks like C-001, registered under another number: check"
        assert warned == ([expected] if ends.startswith("new 1") else [])
    assert Patient.objects.count() == 2


def test_a_double_is_found_however_the_name_is_written_and_without_its_birth_date(take):
    take(patient(name=[{"family": "Zo\u00eb-Smit", "given": ["Anna"]}]))
    written = [{"family": "ZOE SMIT", "given": ["anna"]}]
    _, said = take(patient(name=written, identifier=OTHER_SYSTEM, birthDate=None))
    assert ":1: warning: looks like C-001, registered under another number: check" in said


@pytest.mark.parametrize(
    "other",
    [{"birthDate": "1974-05-13"}, {"name": [{"family": "de Vries", "given": ["Jo"]}]}],
    ids=["another birth date", "another given name"],
)
def test_who_differs_is_nobodys_double(take, other):
    take(patient())
    _, said = take(patient(id="two", identifier=[{"system": CLINIC, "value": "A-2"}]) | other)
    assert said == ["new 1, changed 0, unchanged 0, refused 0 (skipped 0 other resources)"]
