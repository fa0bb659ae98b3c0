"""Which files a unit interviews with: its own folder; made-up ones in the made-up unit.

`VANGNET_HOME/outcomes` is the folder; docs/outcomes.md says what may stand in it.
"""

from functools import cache
from pathlib import Path

from django.conf import settings

from vangnet.clinic.registry.models import Unit
from vangnet.rules.outcomes.kit import DEMONSTRATION, Kit, load

FOLDER = "outcomes"


def kit_of(unit: Unit) -> Kit:
    """RulesFileError says what is wrong with a file of the unit's own."""
    folder = DEMONSTRATION if unit.is_demonstration else Path(settings.HOME) / FOLDER
    return _read(folder, _changed(folder))


@cache
def _read(folder: Path, changed: int) -> Kit:
    return load(folder)


def _changed(folder: Path) -> int:
    """Differs when a file in the folder was written anew."""
    if not folder.is_dir():
        return 0
    return hash(tuple(sorted((one.name, one.stat().st_mtime_ns) for one in folder.rglob("*.toml"))))
