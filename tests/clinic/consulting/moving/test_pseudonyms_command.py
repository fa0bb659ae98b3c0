"""`vangnet pseudonyms`: key, export and check, with its exit codes and what it never prints."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.factories.world import make_world

from vangnet.clinic.consulting.models import PartnerCheck, PartnerMatch
from vangnet.clinic.consulting.moving.command import pseudonyms
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.person import Person, Sex
from vangnet.keeping.trouble import TroubleError

BSN = "http://fhir.nl/fhir/NamingSystem/bsn"


def run(*arguments):
    answer = CliRunner().invoke(pseudonyms, [str(one) for one in arguments])
    if isinstance(answer.exception, TroubleError):
        raise answer.exception
    return answer


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "partners.key"
    assert run("key", path).exit_code == 0
    return path


def enrolled(world, family_name, birth_date=date(1980, 4, 9)):
    person = Person(
        family_name=family_name, given_names="Anna", birth_date=birth_date, sex=Sex.FEMALE,
        identifiers=(("urn:unit", family_name),),
    )  # fmt: skip
    patient = registry.register_patient(
        unit=world.unit, person=person, by=world.staff["desk"], at=world.now
    ).patient
    world.approve(patient)
    world.order(patient)
    return patient


@pytest.fixture
def partners(units, settle):
    """The same woman at both units; at the second they wrote her name in another way."""
    ours = enrolled(units.home, "de Vries")
    theirs = enrolled(units.host, "VRIES")
    enrolled(units.host, "Jansen", date(1971, 1, 1))
    settle()
    return ours, theirs


def export(units, key, tmp_path, world=None):
    path = tmp_path / "west.pseudonyms"
    answer = run("export", "--key", key, "--unit", (world or units.host).unit.code, path)
    assert answer.exit_code == 0, answer.output
    return path


def test_a_key_is_for_its_owner_alone_and_never_written_over(key):
    assert key.stat().st_mode & 0o777 == 0o600
    with pytest.raises(TroubleError, match="there already"):
        run("key", key)


def test_a_match_says_whom_to_call_and_which_patient_of_ours(units, key, partners, tmp_path):
    ours, _theirs = partners
    path = export(units, key, tmp_path)
    answer = run("check", "--key", key, "--unit", units.home.unit.code, path)
    assert answer.output == f"{ours.number}: possible match: call West (020 West)\n"
    assert answer.exit_code == 3
    (match,) = PartnerMatch.objects.all()
    assert match.patient == ours
    assert match.check_of.compared == 1


def test_the_file_holds_no_name_number_or_date_of_birth(units, key, partners, tmp_path):
    text = export(units, key, tmp_path).read_text("utf-8")
    assert export(units, key, tmp_path).stat().st_mode & 0o077 == 0
    for secret in ("ries", "RIES", "anna", "1980", "1971", partners[1].number, key.read_text()):
        assert secret not in text


def test_without_a_match_the_exit_code_is_nought(units, key, settle, tmp_path):
    enrolled(units.host, "Jansen", date(1971, 1, 1))
    enrolled(units.home, "de Vries")
    settle()
    answer = run(
        "check", "--key", key, "--unit", units.home.unit.code, export(units, key, tmp_path)
    )
    assert answer.exit_code == 0
    assert "no match among 1 enrolled here" in answer.output


def test_a_file_that_cannot_be_used_is_named_with_its_line_and_nothing_is_kept(
    units, key, partners, tmp_path
):
    path = export(units, key, tmp_path)
    path.write_text(path.read_text("utf-8").replace("unit: West", "unit: East"), "utf-8")
    answer = run("check", "--key", key, "--unit", units.home.unit.code, path)
    assert answer.exit_code == 1
    assert answer.output.startswith(f"{path}:")
    assert "seal is missing or wrong" in answer.output
    assert not PartnerCheck.objects.exists()


def test_a_units_own_file_is_refused_and_nobody_is_a_match_of_themselves(
    units, key, partners, tmp_path
):
    own = export(units, key, tmp_path, units.home)
    answer = run("check", "--key", key, "--unit", units.home.unit.code, own)
    assert answer.exit_code == 1
    assert "this is your own file" in answer.output
    assert not PartnerCheck.objects.exists()


def test_a_key_that_others_may_read_is_refused(units, key, tmp_path):
    key.chmod(0o640)
    with pytest.raises(TroubleError, match="Others may read"):
        run("export", "--key", key, "--unit", units.home.unit.code, tmp_path / "out")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("vangnet-pseudonym-key 1\nAAAA\n", "shorter than 32 bytes"),
        ("vangnet-pseudonym-key 1\n!\n", "no key file"),
        ("something else", "no key file"),
    ],
)
def test_a_key_file_that_is_none_is_told(units, tmp_path, text, words):
    path = tmp_path / "bad.key"
    path.write_text(text, "ascii")
    path.chmod(0o600)
    with pytest.raises(TroubleError, match=words):
        run("export", "--key", path, "--unit", units.home.unit.code, tmp_path / "out")


def test_a_unit_without_a_telephone_cannot_be_called_and_exports_nothing(world, key, tmp_path):
    with pytest.raises(TroubleError, match="no telephone number"):
        run("export", "--key", key, tmp_path / "out")
    assert run("phone", "020 999").exit_code == 0
    assert run("export", "--key", key, tmp_path / "out").exit_code == 0
    assert "phone: 020 999" in Path(tmp_path / "out").read_text("utf-8")


def test_with_two_units_one_is_named(units, key, tmp_path):
    answer = run("export", "--key", key, tmp_path / "out")
    assert answer.exit_code == 2
    assert units.home.unit.code in answer.output


def test_who_left_treatment_is_not_in_the_file(key, settle, tmp_path, db):
    world = make_world()
    run("phone", "020 999")
    world.patient()
    settle()
    run("export", "--key", key, tmp_path / "one")
    from vangnet.clinic.consulting import actions as consulting
    from vangnet.clinic.consulting.models import Order

    consulting.stop_order(
        order=Order.objects.get(), reason="side_effects", by=world.staff["prescriber"], at=world.now
    )
    settle()
    run("export", "--key", key, tmp_path / "two")
    one, two = (Path(tmp_path / name).read_text("utf-8").split("\n") for name in ("one", "two"))
    assert len(one) > len(two) == 8
