"""Every journaled row against its newest leaf: nothing changed, came or went beside the journal.

The comparison is the database's own, in one pass a table, with the image as the trigger makes it.
A column that came to the table later is no change of a row of before, while it is empty there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from vangnet.clinic.board.verify.finding import ALTERED, Advance, Check, Problem

JOURNALED = """
select c.relname, p.proname, encode(t.tgargs, 'escape') like 'identity%%'
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  join pg_proc p on p.oid = t.tgfoid
 where p.proname in ('journal_write_leaf', 'staff_write_leaf', 'staff_write_pin_leaf')
 order by 1
"""
IMAGE_PLAIN = "to_jsonb(r)::text"
IMAGES = {
    "staff_write_leaf": "(to_jsonb(r) - 'password' - 'last_login')::text",
    "staff_write_pin_leaf": "staff_pin_image(to_jsonb(r))",
}
IMAGE_IDENTITY = """
encode(sha256(convert_to((to_jsonb(r) ->> 'salt') || to_jsonb(r)::text, 'UTF8')), 'hex')
"""
# Names come from the database's own catalogue, never from outside.
COMPARED = """
with leaf as (
  select distinct on (row_key) row_key, operation, image,
         first_value(operation) over (partition by row_key order by id) as first_operation
    from journal_leaf where table_name = '{table}' order by row_key, id desc
), now as (
  select r.id::text as row_key, {image} as image from {table} r
)
select coalesce(now.row_key, leaf.row_key), case
         when leaf.row_key is null or leaf.first_operation <> 'insert' then 'no_leaf'
         when now.row_key is null then 'gone'
         when leaf.operation = 'forget' then 'came_back'
         else 'changed'
       end
  from now full join leaf using (row_key)
 where leaf.row_key is null
    or leaf.first_operation <> 'insert'
    or (now.row_key is null and leaf.operation <> 'forget')
    or (now.row_key is not null and case
          when now.image = leaf.image then false
          when leaf.image like '{{%' then now.image::jsonb - array(
            select key from jsonb_each(now.image::jsonb)
             where value = 'null' and not leaf.image::jsonb ? key) <> leaf.image::jsonb
          else true
        end)
"""
WORDS = {
    "no_leaf": "The journal does not know how this row came here.",
    "gone": "The journal knows this row, but it is gone.",
    "came_back": "The row was forgotten, but it is here.",
    "changed": "The row is not what its newest leaf says.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Journaled:
    """A table whose rows write leaves, and how their image is made."""

    table: str
    image: str


def journaled() -> list[Journaled]:
    with connection.cursor() as cursor:
        cursor.execute(JOURNALED)
        return [
            Journaled(
                table=table,
                image=IMAGES.get(writer, IMAGE_IDENTITY if identity else IMAGE_PLAIN),
            )
            for table, writer, identity in cursor.fetchall()
        ]


def check(result: Check, advance: Advance) -> None:
    with connection.cursor() as cursor:
        # As the trigger prints them: see journal_write_leaf.
        cursor.execute("set local timezone = 'UTC'")
        cursor.execute("set local intervalstyle = 'postgres'")
        cursor.execute("set local bytea_output = 'hex'")
    tables = journaled()
    known = {one.table for one in tables}
    for one in tables:
        result.take(_differing(one))
        result.looked_at += _count(one.table)
        advance(1)
    result.take(_strangers(known))


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")  # noqa: S608 - a catalogue name
        count: int = cursor.fetchone()[0]
    return count


def _differing(one: Journaled) -> Iterator[Problem]:
    with connection.cursor() as cursor:
        cursor.execute(COMPARED.format(table=one.table, image=one.image))
        for key, fault in cursor.fetchall():
            yield Problem(table=one.table, key=key, what=WORDS[fault], do=ALTERED)


def _strangers(known: set[str]) -> Iterator[Problem]:
    """Leaves of a table that no longer writes any: its trigger was removed."""
    with connection.cursor() as cursor:
        cursor.execute("select distinct table_name from journal_leaf")
        for (table,) in cursor.fetchall():
            if table not in known:
                yield Problem(
                    table=table, key="-", what="This table no longer writes leaves.", do=ALTERED
                )
