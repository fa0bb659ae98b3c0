"""The ground to measure on: a durable PostgreSQL of its own, and people waiting at the hatch."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vangnet.keeping import embedded

DOSES_A_CONTAINER = 50  # what a 10 g vial gives; the stock of a container is the sum of its lines
READY = Path(__file__).with_name("ready.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A unit on a server of its own. Rows of bench_ready are handed out once, in order of n."""

    home: Path
    unit: str
    nurse: str
    witness: str
    ready: int


@contextmanager
def open_ground(*, ready: int) -> Iterator[Ground]:
    """Start the server with full durability, migrate, and let `ready` people wait at the hatch."""
    folder = Path(tempfile.mkdtemp(prefix="vangnet-bench-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # our own folder: the database's user passes through
    home = folder / "home"
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(name, None)
    os.environ |= {
        "VANGNET_HOME": str(home),
        "VANGNET_AS_OWNER": "1",
        "DJANGO_SETTINGS_MODULE": "vangnet.settings",
    }
    try:
        embedded.start(home, durable=True)
        yield _prepare(home, ready)
    finally:
        embedded.stop(home)
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(home: Path, ready: int) -> Ground:
    import django  # the settings look for the database when they are read: not before it runs

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone
    from tests.factories.world import SYSTEM, make_world

    from vangnet.clinic.journal.actions import acting

    call_command("migrate", verbosity=0)
    world = make_world(code="bench", now=timezone.now())
    world.patient()  # let in by every rung; the decisions of the others are copies of this one's
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('bench.doses', %s, true), set_config('bench.container', %s, true)",
            [str(ready), str(DOSES_A_CONTAINER)],
        )
        cursor.execute(READY.read_text(encoding="utf-8"))
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return Ground(
        home=home,
        unit=str(world.unit.pk),
        nurse=str(world.nurse.pk),
        witness=str(world.witness.user.pk),
        ready=ready,
    )
