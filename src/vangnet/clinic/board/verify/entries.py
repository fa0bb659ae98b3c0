"""Every decision on who may enter, asked again from what it was kept with."""

from collections.abc import Iterator

from vangnet.clinic.board.verify.decisions import COMPARE
from vangnet.clinic.board.verify.finding import ALTERED, Advance, Check, Problem
from vangnet.clinic.consulting.models import EligibilityDecision
from vangnet.clinic.protocols.facts import ProtocolAltered, read_key
from vangnet.rules.eligibility import assess
from vangnet.rules.eligibility.facts_json import facts_from_json
from vangnet.rules.facts_json import FactsError

STEP = 500
TABLE = "consulting_eligibilitydecision"


def check(result: Check, advance: Advance) -> None:
    result.take(_entries(result, advance))


def _entries(result: Check, advance: Advance) -> Iterator[Problem]:
    rows = EligibilityDecision.objects.only("facts", "assessment", "protocol_id")
    for row in rows.iterator(chunk_size=STEP):
        fault = _fault(row)
        if fault:
            yield Problem(table=TABLE, key=str(row.pk), what=fault[0], do=fault[1])
        result.looked_at += 1
        advance(1)


def _fault(row: EligibilityDecision) -> tuple[str, str] | None:
    """What is wrong with this decision, and what to do."""
    try:
        protocol = read_key(str(row.protocol_id) if row.protocol_id else None)
        again = assess(facts_from_json(row.facts), protocol).to_json() if protocol else {}
    except (FactsError, ProtocolAltered, ValueError, KeyError):
        return "What this decision was made with cannot be read.", ALTERED
    if again == row.assessment:
        return None
    return "Asked again, a criterion is found otherwise than it was kept.", COMPARE
