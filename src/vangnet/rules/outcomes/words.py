"""The response rule's answer in words, English or Dutch. The sentences are data.

It decides nothing.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vangnet.rules.outcomes.response import Answer, Ground

FOLDER = Path(__file__).parent / "wording"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One reason, and what somebody can do with it."""

    sentence: str
    do: str


@cache
def wording(language: str) -> dict[str, Any]:
    """All words of a language; English where there is no other. "nl-nl" will do."""
    short = "nl" if language[:2].lower() == "nl" else "en"
    return tomllib.loads((FOLDER / f"{short}.toml").read_text("utf-8"))


def explain(ground: Ground, language: str) -> Explanation:
    template = wording(language)["reasons"][ground.reason.value]
    what = code_said(ground.code, language)
    return Explanation(
        sentence=template["sentence"].format(what=what), do=template["do"].format(what=what)
    )


def answer_said(answer: Answer, language: str) -> str:
    said: str = wording(language)["answers"][answer.value]
    return said


def code_said(code: str, language: str) -> str:
    """A measure or a domain in words; one of the unit's own as it is written in its file."""
    said: str = wording(language)["codes"].get(code, code.replace("_", " "))
    return said
