"""The worked examples of docs/rules: a change to the worked facts, and what the gate then says."""

import json
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from vangnet.rules.facts_json import facts_from_json
from vangnet.rules.gate import may_dispense
from vangnet.rules.protocol import load_country, load_site, resolve
from vangnet.rules.wording import explain

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = re.compile(r"```json\n(.*?)\n```\n\nThe gate then says:\n\n(.*?)\n\n## ", re.DOTALL)


def changed(told: Any, change: Any) -> Any:
    """`told` with `change` laid over it; in a list the keys are places."""
    if isinstance(told, list) and isinstance(change, dict):
        return [changed(one, change.get(str(step), one)) for step, one in enumerate(told)]
    if isinstance(told, dict) and isinstance(change, dict):
        return {**told, **{name: changed(told.get(name), new) for name, new in change.items()}}
    return change


def answer(change: str) -> str:
    """What the gate says then, as the page quotes it."""
    told = json.loads((DOCS / "examples" / "facts-nl.json").read_text("utf-8"))
    facts = facts_from_json(changed(told, json.loads(change)))
    land = load_country("nl")
    rules = resolve(land, load_site(DOCS / "examples" / "site-nl.toml"), on=facts.clinic_day)
    lines = []
    for refusal in may_dispense(facts, rules).refusals:
        said = explain(refusal, "en", ZoneInfo(land.time_zone))
        lines.append(f"> **{refusal.reason.value}**: {said.sentence} {said.do} *{said.lift}*")
    return "\n>\n".join(lines)
