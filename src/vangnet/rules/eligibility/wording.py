"""Eligibility in words: what a criterion asks, what was found, and what would change it.

The words are data (wording/eligibility). Values are written as the gate's reasons write theirs.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from vangnet.rules.criteria import CriterionKind
from vangnet.rules.eligibility.assessment import Change, Finding, Needed
from vangnet.rules.eligibility.deciding import Objection
from vangnet.rules.wording import FOLDER, LANGUAGES, said_value

PLACE = FOLDER / "eligibility"
JUDGED = frozenset({CriterionKind.JUDGEMENT, CriterionKind.CONSENT})
NOT_SET = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One finding as people read it."""

    title: str
    state: str
    found: str
    papers: str
    change: str  # empty when nothing has to change


def say(finding: Finding, language: str) -> Said:
    words = criteria_words(language)
    papers = ", ".join(words["papers"][one] for one in finding.papers).lower()
    return Said(
        title=title_of(finding.code, finding.needed, language),
        state=words["states"][finding.state.value], found=_found(finding, language),
        papers=papers, change=_change(finding.change, papers, language),
    )  # fmt: skip


def title_of(code: str, needed: tuple[Needed, ...], language: str) -> str:
    values = {one.name: _amount(one, language) for one in needed}
    template: str = criteria_words(language)["criteria"][code]
    return template.format_map(values)


def say_objection(objection: Objection, language: str) -> str:
    words = criteria_words(language)
    values = {name: said_value(name, raw, language) for name, raw in objection.values.items()}
    if "approver" in values:
        values["approver"] = words["approvers"][objection.values["approver"]]
    template: str = words["objections"][objection.code.value]
    return template.format_map(values)


def say_day(day: date, language: str) -> str:
    """A day as the sentences have it: 2 Mar 2026."""
    return said_value("day_on", day.isoformat(), language)


def criteria_words(language: str) -> dict[str, Any]:
    """All words of eligibility in that language; English where there is no other."""
    short = language[:2].lower()
    return _read(short if short in LANGUAGES else LANGUAGES[0])


@cache
def _read(language: str) -> dict[str, Any]:
    return tomllib.loads((PLACE / f"{language}.toml").read_text("utf-8"))


def _amount(needed: Needed, language: str) -> str:
    return NOT_SET if needed.value is None else said_value("limit", needed.value, language)


def _found(finding: Finding, language: str) -> str:
    words: Mapping[str, str] = criteria_words(language)["found"]
    if finding.kind in JUDGED:
        return words["judged" if finding.document else "nothing"]
    values = {name: said_value(name, raw, language) for name, raw in finding.found.items()}
    try:
        return words[finding.kind.value].format_map(values)
    except KeyError:  # not all of it was found
        return words["nothing"]


def _change(change: Change | None, papers: str, language: str) -> str:
    if change is None:
        return ""
    values = {name: said_value(name, raw, language) for name, raw in change.values.items()}
    template: str = criteria_words(language)["changes"][change.code.value]
    return template.format_map({**values, "papers": papers})
