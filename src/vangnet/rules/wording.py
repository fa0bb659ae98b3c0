"""Turns a refusal into sentences: what is so, what staff can do, and who can lift it.

The sentences are data (wording/en.toml, nl.toml); this writes the values into them: clock times
in the unit's own zone, amounts without trailing zeros. It decides nothing.
"""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from vangnet.rules.decision import Refusal
from vangnet.rules.pages import page_of

FOLDER = Path(__file__).parent / "wording"
LANGUAGES = ("en", "nl")
# Times that may lie on another day are written with their date.
WITH_DATE = frozenset(
    {"stopped_at", "locked_at", "placed_at", "handed_at", "fact_at", "expired_at"}
)
NUMBERS = frozenset({"reading", "limit"})
CODES = frozenset({"what", "reading_unit"})
CODED = ("drug", "salt_form", "route")
NO_BREAK = "\u202f"
THOUSANDS_FROM = 10_000


@dataclass(frozen=True, slots=True)
class Explanation:
    """One reason, in words a nurse can act on, and its page in the documentation."""

    sentence: str
    do: str
    lift: str
    page: str


def explain(refusal: Refusal, language: str, zone: tzinfo = UTC) -> Explanation:
    """The refusal in that language ("en", "nl"; a longer code such as "nl-nl" will do)."""
    words = wording(language)
    template = words["reasons"][refusal.reason.value]
    said = {name: _said(name, raw, words, zone) for name, raw in refusal.values.items()}
    return Explanation(
        sentence=template["sentence"].format_map(said),
        do=template["do"].format_map(said),
        lift=template["lift"].format_map(said),
        page=page_of(refusal.reason),
    )


def wording(language: str) -> dict[str, Any]:
    """All words of a language; English where there is no other."""
    short = language[:2].lower()
    return _read(short if short in LANGUAGES else LANGUAGES[0])


@cache
def _read(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


def said_value(name: str, raw: str, language: str) -> str:
    """One raw value written out as sentences have it."""
    return _said(name, raw, wording(language), UTC)


def _said(name: str, raw: str, words: dict[str, Any], zone: tzinfo) -> str:
    if name.endswith("_at"):
        return _moment(name, datetime.fromisoformat(raw).astimezone(zone), words)
    if name.endswith("_on"):
        return _day(date.fromisoformat(raw), words)
    if name == "wait_minutes":
        return str(Decimal(raw).to_integral_value(ROUND_CEILING))
    if name.endswith("_mg") or name in NUMBERS:
        return number(raw, mark=words["decimal_mark"])
    if name in CODES or name.endswith(CODED):
        return str(words["words"].get(raw, raw))
    return raw


def _moment(name: str, at: datetime, words: dict[str, Any]) -> str:
    clock = f"{at:%H:%M}"
    return f"{_day(at.date(), words)}, {clock}" if name in WITH_DATE else clock


def _day(day: date, words: dict[str, Any]) -> str:
    return f"{day.day} {words['months'][day.month - 1]} {day.year}"


def number(raw: str | Decimal, *, mark: str = ".") -> str:
    """An amount as it is read aloud: 2, not 2.0; 0.61, not .61; 16 950 in thousands."""
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return str(raw)
    if not value.is_finite():
        return str(raw)
    whole, _, part = format(value.normalize(), "f").partition(".")
    if abs(value) >= THOUSANDS_FROM:
        whole = f"{int(whole):,}".replace(",", NO_BREAK)
    return f"{whole}{mark}{part}" if part else whole
