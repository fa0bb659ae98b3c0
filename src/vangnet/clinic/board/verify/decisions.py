"""Every past decision of the gate, asked again from the facts and the protocol it was made with.

The same rules must give the same answer; a new version of a rule that answers the past otherwise
shows here before it is let near the hatch.
"""

from collections.abc import Iterator

from vangnet.clinic.board.verify.finding import ALTERED, Advance, Check, Problem
from vangnet.clinic.dispensary.models import HandOver, Supply
from vangnet.clinic.protocols.actions import columns_of
from vangnet.clinic.protocols.facts import ProtocolAltered, read, read_key
from vangnet.clinic.protocols.models import ProtocolLimit, ProtocolVersion
from vangnet.rules.decision import Decision, Refusal
from vangnet.rules.facts import Facts
from vangnet.rules.facts_json import FactsError, facts_from_json
from vangnet.rules.gate import may_dispense, may_supply
from vangnet.rules.protocol import Protocol

STEP = 500
PRODUCT = {"id", "version", "drug", "salt_form", "route"}
LIMIT_COLUMNS = [f.name for f in ProtocolLimit._meta.concrete_fields if f.name not in PRODUCT]
TABLE = "dispensary_handover"
COMPARE = (
    "Compare the version that runs now with the one that decided: the rules or the row differ."
)


def check(result: Check, advance: Advance) -> None:
    result.take(_protocols())
    result.take(_decisions(result, advance))
    result.take(_supplies(result))


def _protocols() -> Iterator[Problem]:
    for version in ProtocolVersion.objects.prefetch_related("limits"):
        key = version.pk
        try:
            if _limits_differ(version, read(version)):
                yield Problem(
                    table="protocols_protocollimit", key=str(key),
                    what="The limits that guard the tables are not those that were signed.",
                    do=ALTERED,
                )  # fmt: skip
        except (ProtocolAltered, ValueError, KeyError):
            yield Problem(
                table="protocols_protocolversion", key=str(key),
                what="The signed protocol is not what was signed: its content has another hash.",
                do=ALTERED,
            )  # fmt: skip


def _limits_differ(version: ProtocolVersion, protocol: Protocol) -> bool:
    signed = {
        tuple(part.value for part in product): columns_of(limits)
        for product, limits in protocol.limits.items()
    }
    kept = {
        (row.drug, row.salt_form, row.route): {name: getattr(row, name) for name in LIMIT_COLUMNS}
        for row in version.limits.all()
    }
    return signed != kept


def _decisions(result: Check, advance: Advance) -> Iterator[Problem]:
    rows = HandOver.objects.only(
        "facts", "reasons", "allowed", "protocol_id", "dose_mg", "drug", "salt_form", "route",
        "clinic_day", "at",
    )  # fmt: skip
    for row in rows.iterator(chunk_size=STEP):
        fault = _fault(row)
        if fault:
            yield Problem(table=TABLE, key=str(row.pk), what=fault[0], do=fault[1])
        result.looked_at += 1
        if result.looked_at % STEP == 0:
            advance(STEP)


def _supplies(result: Check) -> Iterator[Problem]:
    """The same of every supply to take home."""
    for row in Supply.objects.iterator(chunk_size=STEP):
        fault = _fault(row)
        if fault:
            yield Problem(table="dispensary_supply", key=str(row.pk), what=fault[0], do=fault[1])
        result.looked_at += 1


def _fault(row: HandOver | Supply) -> tuple[str, str] | None:
    """What is wrong with this decision, and what to do."""
    try:
        facts = facts_from_json(row.facts)
        stored = tuple(Refusal.from_json(one) for one in row.reasons)
        protocol = read_key(str(row.protocol_id) if row.protocol_id else None)
    except FactsError:
        return "The facts of this decision cannot be read.", ALTERED
    except (ProtocolAltered, ValueError, KeyError):
        return "What this decision was made with cannot be read.", ALTERED
    if not _of_this_row(facts, row):
        return "The facts tell of another dose than the row.", ALTERED
    again = (may_supply if isinstance(row, Supply) else may_dispense)(facts, protocol)
    if again.refusals == stored and again.allowed == row.allowed:
        return None
    return f"Decided: {_codes(Decision(stored))}. Asked again: {_codes(again)}.", COMPARE


def _of_this_row(facts: Facts, row: HandOver | Supply) -> bool:
    dose_mg = row.supply_mg if isinstance(row, Supply) else row.dose_mg
    if bool(facts.supply) != isinstance(row, Supply):
        return False
    return (
        facts.dose_mg, facts.drug, facts.salt_form, facts.route, facts.clinic_day, facts.now
    ) == (dose_mg, row.drug, row.salt_form, row.route, row.clinic_day, row.at)  # fmt: skip


def _codes(decision: Decision) -> str:
    return ", ".join(reason.value for reason in decision.reasons) or "allowed"
