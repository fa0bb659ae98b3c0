"""Writes a cohort to a folder: its tables, a dictionary, the definition, and what to know of it."""

import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from vangnet import __version__
from vangnet.keeping.trouble import TroubleError
from vangnet.programme.outcomes import dictionary
from vangnet.programme.outcomes.cohort import FEWEST, Cohort, Row
from vangnet.rules.outcomes.kit import Kit, content_of, hash_of

ABOUT = "about.json"
RISK = (
    "Pseudonymised, not anonymous: somebody who knows a person well may know them again by their "
    "answers. Keep it as you keep records, give it to nobody who is not named in the study's "
    "approval, and do not join it with other data."
)


def write(cohort: Cohort, kit: Kit, folder: Path) -> list[Path]:
    """A new folder for its owner alone. TroubleError when it holds something already."""
    texts = {
        f"{name}.csv": _table(rows, [one[0] for one in dictionary.COLUMNS[name]])
        for name, rows in cohort.tables.items()
    }
    described = dictionary.rows(kit)
    texts["dictionary.csv"] = _table(described, dictionary.HEAD)
    texts["dictionary.json"] = _json(described)
    texts["definition.json"] = _json({
        "definition": kit.definition.model_dump(mode="json", exclude_none=True),
        "schedule": kit.schedule.model_dump(mode="json", exclude_none=True),
    })  # fmt: skip
    texts[ABOUT] = _json(_about(cohort, kit, texts))
    return _written(folder, texts)


def _about(cohort: Cohort, kit: Kit, texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "program": f"vangnet {__version__}", "people": len(cohort.tables["people"]),
        "left_out_without_consent": cohort.left_out,
        "sex_and_age_not_told": cohort.suppressed, "cell_fewest": FEWEST, "risk": RISK,
        "instruments": hash_of(content_of(kit.asked)),
        "files": {name: sha256(text.encode()).hexdigest() for name, text in texts.items()},
    }  # fmt: skip


def _table(rows: Sequence[Row], head: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, head, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _json(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _written(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise TroubleError(
                f"{folder} is not empty.", way_out="Name a new folder: nothing is written over."
            )
        for name, text in texts.items():
            handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
    except OSError as error:
        raise TroubleError(
            f"{folder} cannot be written: {error.strerror}.", way_out="Choose another folder."
        ) from None
    return [folder / name for name in texts]
