"""Every leaf's hash, worked out again outside the database from the text that is stored.

The canonical bytes are those of journal_leaf_hash: a zero byte, then the fields, a line each,
times as epoch microseconds.
"""

from collections.abc import Iterator
from hashlib import sha256

from django.db import connection

from vangnet.clinic.board.verify.finding import ALTERED, Advance, Check, Problem

# One stream, binary: the database writes while this reads; nothing waits for a question.
STORED = """
copy (
  select id, hash, convert_to(concat_ws(E'\\n', xid,
           (extract(epoch from at) * 1000000)::bigint, actor, operation, table_name, row_key,
           image), 'UTF8')
    from journal_leaf
) to stdout (format binary)
"""
STEP = 20_000


def check(result: Check, advance: Advance) -> None:
    result.take(_altered(result, advance))


def how_many() -> int:
    """About how many leaves there are, for the progress line."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from journal_leaf")
        count: int = cursor.fetchone()[0]
    return count


def _altered(result: Check, advance: Advance) -> Iterator[Problem]:
    with connection.cursor() as cursor, cursor.copy(STORED) as stream:
        stream.set_types(["int8", "bytea", "bytea"])
        for number, kept, fields in stream.rows():
            if sha256(b"\0" + fields).digest() != kept:
                yield Problem(
                    table="journal_leaf",
                    key=str(number),
                    what="The leaf is not what was written: its hash differs.",
                    do=ALTERED,
                )
            result.looked_at += 1
            if result.looked_at % STEP == 0:
                advance(STEP)
