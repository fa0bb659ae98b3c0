"""Records are insert-only for everyone, and no table of ours was forgotten.

Every table is tried, as the application's role and as the owner.
"""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from tests.clinic.attempts import APP, BOTH, NOT_GRANTED, OWNER, refusal
from tests.factories.filling import fill_all
from tests.factories.world import demonstration_site

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.protocols import actions as protocols
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.models import AlertKind
from vangnet.clinic.vault import closing
from vangnet.clinic.vault.facts import standing as standing_of
from vangnet.clinic.vault.models import Account, Container

ROOMS = (
    "registry", "staff", "protocols", "reception", "consulting", "devices", "dispensary",
    "recovery", "vault", "journal", "board", "outcomes", "report",
)  # fmt: skip
IDENTITY = {
    "registry_patientidentity", "registry_patientidentifier", "registry_patientphoto",
    "board_letterpaper", "recovery_emergencypaperfile",
}  # fmt: skip
# Changes in place, and why that is right.
IN_PLACE = {
    "staff_pin": "a count of wrong tries; that a PIN was set has its leaf",
    "devices_devicestate": "what the gateway last heard; the readings are the record",
    "devices_gateway": "that the gateway lives",
    "staff_user_groups": "Django's own, not used",
    "staff_user_user_permissions": "Django's own, not used",
}
TABLES = sorted(
    model._meta.db_table
    for room in ROOMS
    for model in apps.get_app_config(room).get_models(include_auto_created=True)
)
RECORDS = [table for table in TABLES if table not in IDENTITY | IN_PLACE.keys()]
GUARDED = {"a_final", "a_forward", "a_no_delete", "a_no_truncate"}


def ask(question: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


def triggers(table: str) -> dict[str, str]:
    rows = ask(
        """select tgname, tgenabled from pg_trigger
            where tgrelid = %s::regclass and not tgisinternal""",
        table,
    )
    return {name: str(enabled) for name, enabled in rows}


@pytest.fixture(scope="module")
def filled(standing):
    """Rows in every record: a whole visit, a hold, what was ended, a count, a closed day."""
    patient, prescriber = standing.patient(), standing.staff["prescriber"]
    visit = standing.at_the_hatch(patient)
    standing.use(standing.hand_over(visit), given_mg="150")
    standing.leave(visit)
    at = standing.now
    registry.record_alert(
        patient=patient, kind=AlertKind.NO_KNOWN_ALLERGIES, words="", by=standing.nurse, at=at
    )
    consulting.put_on_hold(
        patient=patient, kind=HoldKind.SOFT, reason="look", owner=prescriber, by=prescriber, at=at
    )
    consulting.stop_order(order=patient.orders.get(), reason="test", by=prescriber, at=at)
    consulting.end_approval(
        approval=patient.approvals.get(), ended_on=at.date(), reason="test", by=prescriber, at=at
    )
    protocols.keep_draft(unit=standing.unit, site=demonstration_site("nl"), by=prescriber, at=at)
    fill_all(standing, patient)
    _close_the_day(standing)
    return standing


def _close_the_day(world):
    pharmacist, nurse = world.staff["pharmacist"], world.signature("nurse")
    for one in standing_of(world.unit, day=world.now.date()):
        container = Container.objects.get(unit=world.unit, code=one.code)
        if one.residue_mg:
            closing.waste(
                container=container, account=Account.RESIDUE, mg=one.residue_mg, reason="rest",
                by=pharmacist, witness=nurse, second_witness=world.witness, at=world.now,
                request_id=uuid4(),
            )  # fmt: skip
        closing.count(
            container=container, counted_mg=one.stock_mg, by=pharmacist, witness=nurse,
            at=world.now,
        )  # fmt: skip
    closed = closing.close_day(
        unit=world.unit, day=world.now.date(), by=pharmacist, witness=nurse, at=world.now
    )
    assert closed.close, closed


def test_every_table_of_ours_is_a_record_or_identity_or_named_here(standing):
    in_database = {
        table
        for (table,) in ask(
            "select relname from pg_class where relkind in ('r', 'p') and relnamespace = "
            "'public'::regnamespace and relname !~ '^(django|auth|axes)_'"
        )
    }
    assert in_database == set(TABLES)


@pytest.mark.parametrize("table", [t for t in RECORDS if t != "journal_leaf"])
def test_every_record_writes_its_leaf_and_cannot_be_emptied(standing, table):
    mine = triggers(table)
    assert "z_leaf" in mine
    assert "a_no_truncate" in mine
    guards = {"a_final"} if "a_final" in mine else {"a_forward", "a_no_delete"}
    if table == "staff_user":
        guards = {"a_no_delete"}
    assert guards <= mine.keys()


@pytest.mark.parametrize("table", TABLES)
def test_every_trigger_of_ours_fires_always(standing, table):
    assert {name for name, enabled in triggers(table).items() if enabled != "A"} == set()


@BOTH
@pytest.mark.parametrize("table", RECORDS)
def test_no_record_can_be_emptied(standing, table, role):
    answer = refusal(role, f"truncate {table} cascade")
    assert answer == (NOT_GRANTED if role == APP else "record_is_final")


@BOTH
@pytest.mark.parametrize("table", RECORDS)
def test_no_row_of_a_record_can_be_removed(filled, table, role):
    assert ask(f"select exists (select from {table})") == [(True,)]
    answer = refusal(role, f"delete from {table}")
    assert answer == (NOT_GRANTED if role == APP else "record_is_final")


@BOTH
@pytest.mark.parametrize("table", RECORDS)
def test_no_row_of_a_record_can_get_another_key(filled, table, role):
    own = "id = id + 1000" if table == "journal_leaf" else "id = gen_random_uuid()"
    answer = refusal(role, f"update {table} set {own}")
    if table == "staff_user":
        assert answer is not None
    else:
        assert answer in {"record_is_final", "record_moves_forward", NOT_GRANTED, "428C9"}


@pytest.mark.parametrize("table", TABLES)
def test_the_application_cannot_switch_a_guard_off(standing, table):
    assert refusal(APP, f"alter table {table} disable trigger all") == NOT_GRANTED
    for trigger in triggers(table):
        assert refusal(APP, f"drop trigger {trigger} on {table}") == NOT_GRANTED
    assert refusal(APP, f"drop table {table}") == NOT_GRANTED
    assert refusal(APP, f"alter table {table} add column note text") == NOT_GRANTED


@BOTH
def test_the_replication_role_is_not_theirs_to_take(standing, role):
    assert refusal(role, "set local session_replication_role = replica") == NOT_GRANTED


def test_the_application_cannot_make_or_replace_functions(standing):
    assert (
        refusal(APP, "create function note() returns int language sql as 'select 1'") == NOT_GRANTED
    )
    assert (
        refusal(
            APP,
            """create or replace function must_hold(truth boolean, rule_name text, sentence text)
           returns void language sql as 'select'""",
        )
        == NOT_GRANTED
    )


def test_the_application_cannot_become_the_owner(standing):
    granted = ask(
        "select pg_has_role('vangnet_server', 'vangnet_owner', 'member'), "
        "pg_has_role('vangnet_app', 'vangnet_owner', 'member')"
    )
    assert granted == [(False, False)]


LEAF = """insert into journal_leaf (xid, at, actor, operation, table_name, row_key, image, hash)
          values (pg_current_xact_id(), now(), 'x', 'insert', 't', 'k', '{}', sha256('x'))"""


def test_the_application_writes_no_leaf_of_its_own(standing):
    assert refusal(APP, LEAF) == NOT_GRANTED


def test_the_application_calls_no_procedure_that_makes_guards(standing):
    assert refusal(APP, "call keep_record('staff_pin')") == NOT_GRANTED


@BOTH
def test_nothing_is_written_without_an_actor(standing, role):
    changed = """select set_config('vangnet.actor', '', true);
                 update registry_unit set name = 'x'"""
    assert refusal(role, changed) == "journal_names_an_actor"


@pytest.mark.parametrize("table", sorted(IDENTITY))
def test_of_who_someone_is_the_journal_keeps_a_hash(standing, table):
    standing.patient()
    images = ask("select image from journal_leaf where table_name = %s", table)
    assert all(len(image) == 64 and set(image) <= set("0123456789abcdef") for (image,) in images)
    assert images or table in {"registry_patientphoto", "board_letterpaper"}


@pytest.mark.parametrize("table", RECORDS)
def test_no_record_holds_a_name_or_a_birth_date(standing, table):
    columns = {
        name
        for (name,) in ask(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0", table
        )
    }
    assert not columns & {"family_name", "given_names", "birth_date", "address_lines", "image_of"}


def test_the_owners_and_the_applications_names_are_what_these_tests_say(standing):
    assert ask("select current_user") == [(OWNER,)]
