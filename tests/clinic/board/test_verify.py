"""`vangnet verify` is silent about a sound record, and names what was changed beside the program.

The owner breaks things here as no action can: with the guards switched off.
"""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import connection
from tests.clinic.consulting.orders.wanting import wanted, write
from tests.factories.letters import agree, make

from vangnet.clinic.board.verify.command import run, verify
from vangnet.clinic.dispensary.models import BreathTest
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.models import PatientIdentity
from vangnet.clinic.vault.models import Posting


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def unguard(table: str) -> None:
    """The rest of the test runs without the guards of this table; all is rolled back after it."""
    sql("set constraints all immediate")
    sql(f"alter table {table} disable trigger user")


def found() -> dict[str, list[str]]:
    """What each check found, as table and words."""
    return {
        check.name: [f"{problem.table}: {problem.what}" for problem in check.problems]
        for check in run()
    }


SOUND: dict[str, list] = {
    "journal": [], "rows": [], "register": [], "decisions": [], "orders": [], "entries": [],
    "letters": [],
}  # fmt: skip


@pytest.fixture
def day(world):
    """A dose with a rest, a refusal, a departure, a destroyed rest."""
    patient = world.patient()
    visit = world.at_the_hatch(patient)
    assert not world.hand_over(visit, witness=world.signature("nurse")).allowed
    dose = world.hand_over(visit)
    world.use(dose, given_mg="150.5")
    world.leave(visit)
    world.dose = dose
    write(world, patient, wanted(world, (0, 150)))
    agree(world, patient)
    assert make(world, patient).letter
    return world


def test_a_sound_record_holds(day):
    checks = {check.name: check for check in run()}
    assert {name: check.problems for name, check in checks.items()} == SOUND
    assert all(check.looked_at for check in checks.values())
    assert checks["decisions"].looked_at == 2


def test_the_commands_answer_is_json_and_its_exit_code_tells(day):
    answer = CliRunner().invoke(verify, ["--json"])
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output)["holds"] is True
    unguard("dispensary_breathtest")
    sql("update dispensary_breathtest set reading = 1")
    answer = CliRunner().invoke(verify, [])
    assert answer.exit_code == 1
    assert "dispensary_breathtest" in answer.output


def test_nothing_about_a_person_is_printed(day):
    unguard("registry_patientidentity")
    sql("update registry_patientidentity set family_name = 'Vermeulen'")
    answer = CliRunner().invoke(verify, [])
    assert answer.exit_code == 1
    assert "registry_patientidentity" in answer.output
    assert "Vermeulen" not in answer.output


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "actor = 'somebody else'",
        "operation = 'forget'",
        "table_name = 'vault_kit'",
        "row_key = row_key || '0'",
        "image = image || ' '",
        "xid = '7'",
        "hash = sha256('x')",
    ],
)
def test_no_field_of_a_leaf_can_be_changed_unseen(day, change):
    unguard("journal_leaf")
    sql(f"update journal_leaf set {change} where id = (select min(id) from journal_leaf)")
    assert found()["journal"] == [
        "journal_leaf: The leaf is not what was written: its hash differs."
    ]


def test_a_removed_leaf_leaves_its_row_unexplained(day):
    key = str(BreathTest.objects.get().pk)
    unguard("journal_leaf")
    sql("delete from journal_leaf where row_key = %s", key)
    assert found()["rows"] == [
        "dispensary_breathtest: The journal does not know how this row came here."
    ]


def test_a_removed_row_is_missed(day):
    unguard("recovery_departure")
    sql("delete from recovery_departure")
    assert found()["rows"] == ["recovery_departure: The journal knows this row, but it is gone."]


def test_a_changed_row_differs_from_its_leaf(day):
    unguard("registry_unit")
    sql("update registry_unit set clock_skew_max = interval '1 day'")
    assert found()["rows"] == ["registry_unit: The row is not what its newest leaf says."]


def test_a_column_that_came_later_changes_no_row_of_before(day):
    sql("set constraints all immediate")
    sql("alter table registry_unit add column later text")
    assert found() == SOUND
    unguard("registry_unit")
    sql("update registry_unit set later = 'typed in'")
    assert found()["rows"] == ["registry_unit: The row is not what its newest leaf says."]


def test_a_value_that_was_taken_away_is_no_column_that_came_later(day):
    unguard("dispensary_breathtest")
    sql("update dispensary_breathtest set read_back = null")
    assert found()["rows"] == ["dispensary_breathtest: The row is not what its newest leaf says."]


def test_a_forgotten_person_leaves_a_sound_record(day):
    with acting("system:test"):
        PatientIdentity.objects.all().delete()
    assert found() == SOUND


def test_a_forgotten_person_who_is_back_is_found(day):
    identity = PatientIdentity.objects.get()
    with acting("system:test"):
        PatientIdentity.objects.all().delete()
    unguard("registry_patientidentity")
    identity.save(force_insert=True)
    assert found()["rows"] == ["registry_patientidentity: The row was forgotten, but it is here."]


def test_a_table_that_no_longer_writes_leaves_is_found(day):
    sql("set constraints all immediate")
    sql("drop trigger z_leaf on vault_kit")
    assert found()["rows"] == ["vault_kit: This table no longer writes leaves."]


def test_a_raised_posting_is_off_in_the_register(day):
    unguard("vault_posting")
    sql("update vault_posting set mg = mg + 1 where kind = 'dose'")
    problems = found()["register"]
    assert problems == [
        "dispensary_handover: The register does not show this dose leaving its container."
    ]


def test_an_account_below_zero_is_named(day):
    unguard("vault_posting")
    sql("update vault_posting set mg = 10 where kind = 'receipt'")
    problems = " ".join(found()["register"])
    assert "below_zero in stock: off by -190.000 mg of hydrochloride_monohydrate" in problems


def test_a_use_that_says_otherwise_than_the_register_is_found(day):
    unguard("dispensary_use")
    sql("update dispensary_use set given_mg = 200, not_used_mg = 0")
    assert found()["register"] == [
        "dispensary_handover: The register and the use name different amounts."
    ]


def test_a_posting_of_no_dose_is_found(day):
    unguard("vault_posting")
    row = Posting.objects.get(kind="given")
    sql("update vault_posting set about = null where id = %s", row.pk)
    assert (
        "vault_posting: The register moved a dose that nobody handed over." in (found()["register"])
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("facts = jsonb_set(facts, '{check,asleep}', 'true')",
         "Decided: allowed. Asked again: asleep."),
        ("facts = jsonb_set(facts, '{dose_mg}', '\"100\"')",
         "The facts tell of another dose than the row."),
        ("facts = facts - 'now'", "The facts of this decision cannot be read."),
        ("protocol_id = null", "Decided: allowed. Asked again: no_protocol."),
    ],
)  # fmt: skip
def test_a_decision_that_would_now_fall_otherwise_is_named(day, change, words):
    unguard("dispensary_handover")
    sql("alter table dispensary_handover drop constraint hand_over_lacks_nothing")
    sql(f"update dispensary_handover set {change} where allowed")
    assert found()["decisions"] == [f"dispensary_handover: {words}"]


def test_a_refusal_turned_into_another_is_named(day):
    unguard("dispensary_handover")
    sql("""update dispensary_handover set reasons = '[{"reason": "no_kit", "values": {}}]'
            where not allowed""")
    assert found()["decisions"] == [
        "dispensary_handover: Decided: no_kit. Asked again: witness_is_giver."
    ]


def test_an_altered_protocol_is_named(day):
    from vangnet.clinic.protocols import facts

    facts._read.cache_clear()
    unguard("protocols_protocolversion")
    sql("update protocols_protocolversion set version = repeat('0', 64)")
    problems = found()["decisions"]
    assert problems[0].startswith("protocols_protocolversion: The signed protocol is not what")
    assert len(problems) == 3  # and both decisions made with it
    facts._read.cache_clear()


def test_durations_and_bytes_are_kept_alike_whatever_the_writer_prints(world):
    sql("set local intervalstyle = 'iso_8601'")
    sql("set local bytea_output = 'escape'")
    with acting("system:test"):
        world.unit.clock_skew_max = timedelta(seconds=1)
        world.unit.save(update_fields=["clock_skew_max"])
    sql("set local intervalstyle = 'postgres'")
    assert found()["rows"] == []


def test_a_letter_that_is_not_the_one_that_was_logged_is_named(day):
    unguard("board_letterpaper")
    sql("update board_letterpaper set pdf = '\\x00'")
    assert found()["letters"] == [
        "board_letterpaper: This letter is not the one that the log says went out."
    ]
