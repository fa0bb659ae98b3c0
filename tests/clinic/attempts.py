"""Statements tried as the application's role and as the owner, and what refused them."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

APP, OWNER = "vangnet_app", "vangnet_owner"
BOTH = pytest.mark.parametrize("role", [APP, OWNER])
NOT_GRANTED = "42501"  # PostgreSQL's code for a right that was not given


class _Allowed(Exception):
    pass


def refusal(role: str, statement: str, *values: Any) -> str | None:
    """What says no: the constraint's name, else PostgreSQL's code; None when it is allowed.

    Deferred constraints are asked too. Nothing stays.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
            cursor.execute(f"set local role {role}")
            cursor.execute("select set_config('vangnet.actor', 'system:test', true)")
            cursor.execute(statement, values or None)
            cursor.execute("set constraints all immediate")
            raise _Allowed
    except _Allowed:
        return None
    except DatabaseError as error:
        diag = error.__cause__.diag  # type: ignore[union-attr]
        return diag.constraint_name or diag.sqlstate


def row_of(table: str, key: Any) -> dict[str, Any]:
    """A row as the database prints it."""
    with connection.cursor() as cursor:
        cursor.execute(f"select to_jsonb(t)::text from {table} t where id = %s", [key])
        import json

        row: dict[str, Any] = json.loads(cursor.fetchone()[0])
    return row


def insert(role: str, table: str, row: Mapping[str, Any]) -> str | None:
    """Try to put `row` in, as `role`."""
    import json

    return refusal(
        role,
        f"insert into {table} select * from jsonb_populate_record(null::{table}, %s::jsonb)",
        json.dumps(row, default=str),
    )
