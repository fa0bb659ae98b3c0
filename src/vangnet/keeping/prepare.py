"""Before the server opens: migrate as the owner, then fill an empty database as the server.

A process of its own (`python -m vangnet.keeping.prepare`), so that the supervisor stays small and
the owner's password leaves memory with it. Speaks JSON lines; errors of code go to stderr.
"""

import io
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from vangnet.keeping import place
from vangnet.keeping.trouble import TroubleError

DEMONSTRATION = "vangnet.clinic.board.day.demonstration"
ZONES = "vangnet.clinic.registry.zones"
MIGRATING = 7_261_904  # the advisory lock: two machines on one database migrate one after the other


def main() -> None:
    try:
        migrate(say)
        for sentence in import_module(ZONES).disagreements(today=datetime.now(UTC).date()):
            tell("note", sentence)
        tell("people", people(say) if "--demonstration" in sys.argv else [])
    except TroubleError as trouble:
        tell("trouble", [trouble.sentence, trouble.way_out])
        sys.exit(1)


def say(text: str) -> None:
    tell("say", text)


def tell(what: str, value: Any) -> None:
    print(json.dumps({what: value}), flush=True)


def migrate(say: Callable[[str], None]) -> None:
    os.environ["VANGNET_AS_OWNER"] = "1"
    begin_django()
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [MIGRATING])
        try:
            call_command("migrate", interactive=False, no_color=True, stdout=_Lines(say))
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [MIGRATING])


def begin_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vangnet.settings")
    import django

    django.setup()


def people(say: Callable[[str], None]) -> list[list[str]]:
    """Make the demonstration unit where there is no unit yet; who can sign in, if it is one."""
    if not _exists(DEMONSTRATION):
        tell("note", "This version has no demonstration unit yet: nobody can sign in.")
        return []
    _continue_as_server()
    from django.apps import apps

    demonstration = import_module(DEMONSTRATION)
    if not apps.get_model("registry", "Unit").objects.exists():
        say("Making the demonstration unit")
        demonstration.make_unit(say=say)
    return [[str(word) for word in person] for person in demonstration.people()]


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _continue_as_server() -> None:
    """The demonstration goes through the same actions and rights as the ward."""
    from django.db import connection

    os.environ.pop("VANGNET_AS_OWNER", None)
    connection.close()
    connection.settings_dict.update(place.database(place.home(), owner=False))


class _Lines(io.StringIO):
    """What a management command prints, passed on line by line."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        self._say = say

    def write(self, text: str, /) -> int:
        for line in text.splitlines():
            if line.strip().startswith("Applying "):
                self._say("Migrating " + line.strip().removeprefix("Applying ").split("...")[0])
        return len(text)


if __name__ == "__main__":
    main()
