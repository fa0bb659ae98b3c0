"""What a unit interviews with: the shipped files, and what its own folder adds or puts in place.

A folder may hold `texts.toml` (the words a licence keeps out of this program), `tariff.toml` (value
sets), `instruments/*.toml` (more instruments), and `response.toml` and `schedule.toml`, each whole
in place of the shipped one. Reads files; decides nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vangnet.rules.outcomes.definition import Definition, Schedule
from vangnet.rules.outcomes.instrument import Instrument
from vangnet.rules.reading import RulesFileError, read_file, read_plain, read_raw

FOLDER = Path(__file__).parent
DEMONSTRATION = FOLDER / "demonstration"
ORDER = ("use", "crime", "living", "map_hss", "scl90", "europasi", "eq5d")  # as they are asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """Everything an interview of a unit needs."""

    instruments: tuple[Instrument, ...]
    definition: Definition
    schedule: Schedule

    @property
    def asked(self) -> tuple[Instrument, ...]:
        """The instruments whose questions all have words."""
        return tuple(one for one in self.instruments if one.can_be_asked)

    @property
    def not_asked(self) -> tuple[Instrument, ...]:
        return tuple(one for one in self.instruments if not one.can_be_asked)


@cache
def sources() -> Mapping[str, str]:
    """What the shipped files name as their source, by key."""
    found: Mapping[str, str] = read_plain(FOLDER / "sources.toml")
    return found


def load(folder: Path | None = None) -> Kit:
    """The shipped files with the folder's own. RulesFileError names file, key and what to do."""
    own = folder if folder is not None and folder.is_dir() else None
    files = sorted((FOLDER / "instruments").glob("*.toml"), key=_place)
    more = sorted((own / "instruments").glob("*.toml")) if own else []
    shipped = [(read_plain(one), one.name) for one in (*files, *more)]
    if own is not None:
        shipped = _with_own(shipped, own)
    found = tuple(read_raw(Instrument, raw, file=name) for raw, name in shipped)
    codes = [one.code for one in found]
    if doubles := sorted({one for one in codes if codes.count(one) > 1}):
        raise RulesFileError([f"{one}.toml: {one} is there already; choose another code"
                              for one in doubles])  # fmt: skip
    kit = Kit(
        instruments=found, definition=read_file(Definition, _of(own, "response.toml")),
        schedule=read_file(Schedule, _of(own, "schedule.toml")),
    )  # fmt: skip
    _must_fit(kit)
    return kit


def _place(file: Path) -> int:
    return ORDER.index(file.stem) if file.stem in ORDER else len(ORDER)


def _of(own: Path | None, name: str) -> Path:
    return own / name if own is not None and (own / name).is_file() else FOLDER / name


def _with_own(shipped: list[tuple[Any, str]], own: Path) -> list[tuple[Any, str]]:
    texts, tariffs = (
        read_plain(own / name) if (own / name).is_file() else {}
        for name in ("texts.toml", "tariff.toml")
    )
    _must_know(shipped, texts, "texts.toml")
    _must_know(shipped, tariffs, "tariff.toml")
    return [
        (_tariffed(_worded(raw, texts.get(raw.get("code"))), tariffs.get(raw.get("code"))), name)
        for raw, name in shipped
    ]


def _must_know(shipped: list[tuple[Any, str]], own: Mapping[str, Any], file: str) -> None:
    known = {raw.get("code") for raw, _name in shipped}
    wrong = [code for code in own if code not in known]
    if wrong:
        listed = ", ".join(sorted(filter(None, known)))
        raise RulesFileError(
            [f"{file}: {code}: no such instrument; known are {listed}" for code in wrong]
        )


def _worded(raw: dict[str, Any], own: Mapping[str, Any] | None) -> dict[str, Any]:
    """The instrument with the unit's words, and with a version that says so."""
    if own is None:
        return raw
    if not (version := own.get("version")):
        raise RulesFileError([f"texts.toml: {raw['code']}: name its version"])
    words = own.get("item", {})
    codes = [one["code"] for one in raw["item"]]
    if wrong := [one for one in words if one not in codes]:
        raise RulesFileError([f"texts.toml: {raw['code']}.{one}: no such item" for one in wrong])
    items = [{**one, **words.get(one["code"], {})} for one in raw["item"]]
    return {**raw, "item": items, "version": f"{raw['version']}+{version}"}


def _tariffed(raw: dict[str, Any], own: Any) -> dict[str, Any]:
    return raw if own is None else {**raw, "tariff": own}


def _must_fit(kit: Kit) -> None:
    """The definition asks for scores that there are."""
    known = {f"{one.code}.{score.code}" for one in kit.instruments for score in one.score}
    wrong = [one for one in kit.definition.scores if one not in known]
    if wrong:
        raise RulesFileError([f"response.toml: score {one}: no instrument has it" for one in wrong])


def content_of(instruments: Iterable[Instrument]) -> str:
    """The instruments as one text, always the same for the same."""
    raw = [one.model_dump(mode="json", exclude_none=True) for one in instruments]
    return json.dumps(raw, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


@cache
def from_content(content: str) -> tuple[Instrument, ...]:
    """The instruments of an interview, as they were when it was held."""
    return tuple(Instrument.model_validate(raw) for raw in json.loads(content))
