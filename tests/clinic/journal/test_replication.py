"""The guards fire ALWAYS: the replication role, in which plain triggers sleep, is no way past.

Only a superuser can take that role; this asks as one.
"""

import psycopg
import pytest
from django.db import connection

from vangnet.keeping import embedded, place


@pytest.mark.parametrize(
    "statement",
    [
        "update vault_posting set mg = mg + 1",
        "delete from vault_posting",
        "truncate vault_posting cascade",
        "update journal_leaf set actor = 'x'",
        "delete from journal_leaf",
        "delete from registry_unit",
        "update registry_room set state = 'closed'",
        "update staff_user set role = 'manager'",
        "delete from registry_patientidentity",
    ],
)
def test_the_superuser_in_the_replication_role_still_meets_the_guards(open_world, statement):
    open_world.patient()
    server = embedded.of(place.home())
    with server.connect(connection.settings_dict["NAME"]) as superuser:
        superuser.execute("set session_replication_role = replica")
        with pytest.raises(psycopg.errors.CheckViolation):
            superuser.execute(statement)
