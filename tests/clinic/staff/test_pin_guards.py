"""A PIN stands for a person: nobody changes it unnamed, and the journal says that it changed."""

from tests.clinic.attempts import APP, BOTH, NOT_GRANTED, OWNER, refusal

from vangnet.clinic.board.verify import rows
from vangnet.clinic.journal.models import Leaf
from vangnet.clinic.staff.actions import set_pin, sign_in_place


def leaves(world):
    return Leaf.objects.filter(table_name="staff_pin", row_key=str(world.nurse.pin.pk))


def test_a_new_pin_leaves_a_leaf_and_its_hash_stays_out_of_it(trial):
    before = leaves(trial).count()
    set_pin(user=trial.nurse, pin="97531", by=str(trial.staff["manager"].pk))
    newest = leaves(trial).latest("id")
    trial.nurse.pin.refresh_from_db()
    assert leaves(trial).count() == before + 1
    assert newest.actor == str(trial.staff["manager"].pk)
    assert trial.nurse.pin.pin_hash not in newest.image
    assert sign_in_place(user=trial.nurse, pin="97531", at=trial.now).signature


def test_a_wrong_try_is_counted_without_a_leaf(trial):
    before = leaves(trial).count()
    assert sign_in_place(user=trial.nurse, pin="0000", at=trial.now).signature is None
    assert leaves(trial).count() == before


@BOTH
def test_nobody_swaps_a_pin_unnamed_or_takes_it_away(trial, role):
    swap = "select set_config('vangnet.actor', '', true); update staff_pin set pin_hash = 'x'"
    assert refusal(role, swap) == "journal_names_an_actor"
    gone = refusal(role, "delete from staff_pin")
    assert gone == {APP: NOT_GRANTED, OWNER: "record_is_final"}[role]


def test_verify_sees_a_pin_that_is_not_what_its_leaf_says(trial):
    pins = next(one for one in rows.journaled() if one.table == "staff_pin")
    assert list(rows._differing(pins)) == []
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table staff_pin disable trigger z_leaf")
        cursor.execute("update staff_pin set pin_hash = 'x' where user_id = %s", [trial.nurse.pk])
        cursor.execute("alter table staff_pin enable always trigger z_leaf")
    assert [one.key for one in rows._differing(pins)] == [str(trial.nurse.pin.pk)]


def test_the_application_cannot_hang_the_journals_triggers_on_a_table_of_its_own(trial):
    mine = "create temp table mine (id uuid); create trigger z before insert on mine "
    mine += "for each row execute function journal_write_leaf()"
    assert refusal(APP, mine) == NOT_GRANTED


def test_the_application_cannot_write_a_leaf_about_staff_by_itself(trial):
    forged = "select staff_leaf('update', 'staff_pin', 'x', '{}')"
    assert refusal(APP, forged) == NOT_GRANTED
