"""Reads a country's or a unit's file, and says in one line each what is wrong with it.

A line names the file, the key and the fault, so that somebody can put it right.
"""

import json
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


class RulesFileError(ValueError):
    """A country or unit file that cannot be used. Each problem names file, key and fault."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def read_file(model: type[Model], path: Path) -> Model:
    """The file's content, checked. TOML, or JSON when the name says so."""
    return read_raw(model, read_plain(path), file=path.name)


def read_plain(path: Path) -> Any:
    """What the file says, unchecked. TOML, or JSON when the name says so."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise RulesFileError([f"{path.name}: cannot be read: {fault}"]) from None
    try:
        return (
            json.loads(text, parse_float=Decimal)
            if path.suffix == ".json"
            else tomllib.loads(text, parse_float=Decimal)
        )
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as fault:
        raise RulesFileError([f"{path.name}: cannot be read: {fault}"]) from None


def read_raw(model: type[Model], raw: Any, *, file: str) -> Model:
    try:
        return model.model_validate(raw)
    except ValidationError as fault:
        raise RulesFileError(_lines(fault, raw, file)) from None


def _lines(fault: ValidationError, raw: Any, file: str) -> list[str]:
    return [
        f"{file}: {_place(error['loc'], raw)}{error['msg'].removeprefix('Value error, ')}"
        for error in fault.errors(include_url=False)
    ]


def _place(loc: tuple[int | str, ...], raw: Any) -> str:
    """Where in the file: a value by its key, because nobody counts to values[37]."""
    words, at = [], raw
    for step in loc:
        try:
            at = at[step]
        except (KeyError, IndexError, TypeError):
            at = None
        if isinstance(step, int) and isinstance(at, dict) and "key" in at:
            step = f"{at['product']}.{at['key']}" if at.get("product") else at["key"]
        words.append(str(step))
    return f"{' '.join(words)}: " if words else ""
