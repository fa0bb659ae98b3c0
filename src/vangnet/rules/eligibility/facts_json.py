"""Facts of eligibility as JSON and back: what a decision is kept with, and asked with by file.

Reading is strict, because files come from people. Amounts are texts, dates ISO.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from vangnet.rules.eligibility.facts import EligibilityFacts
from vangnet.rules.facts_json import FactsError, unknown_fields

Json = dict[str, Any]


@cache
def _reader() -> TypeAdapter[EligibilityFacts]:
    return TypeAdapter(EligibilityFacts)


def facts_to_json(facts: EligibilityFacts) -> Json:
    written: Json = _reader().dump_python(facts, mode="json")
    return written


def facts_schema() -> Json:
    """The JSON Schema of a facts file."""
    return _reader().json_schema()


def facts_from_json(stored: Mapping[str, Any]) -> EligibilityFacts:
    """Facts from what `facts_to_json` wrote, or from a file of somebody's own."""
    try:
        facts = _reader().validate_json(json.dumps(stored, default=str), strict=True)
    except ValidationError as fault:
        raise FactsError(
            tuple(f"{'.'.join(map(str, e['loc'])) or 'facts'}: {e['msg']}" for e in fault.errors())
        ) from None
    if problems := (*unknown_fields(stored, facts_to_json(facts)), *_senseless(facts)):
        raise FactsError(problems)
    return facts


def _senseless(facts: EligibilityFacts) -> Iterator[str]:
    if facts.dispensing_days_per_week is not None and not 1 <= facts.dispensing_days_per_week <= 7:
        yield "dispensing_days_per_week: must be 1 to 7"
    for place, one in enumerate(facts.episodes):
        if one.ended_on is not None and one.ended_on < one.started_on:
            yield f"episodes.{place}.ended_on: lies before the episode began"
        for step, span in enumerate(one.doses):
            if not (span.mg_per_day.is_finite() and span.mg_per_day >= 0):
                yield f"episodes.{place}.doses.{step}.mg_per_day: must be a number, not below 0"
