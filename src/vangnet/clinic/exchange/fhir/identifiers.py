"""The numbers by which a person is known elsewhere, and the eleven test of the Dutch BSN."""

import re
from collections.abc import Sequence
from datetime import date

from vangnet.clinic.exchange.fhir import extensions
from vangnet.clinic.exchange.fhir.dates import is_over
from vangnet.clinic.exchange.fhir.finding import Fault, Finding
from vangnet.clinic.exchange.fhir.shape import Identifier
from vangnet.clinic.exchange.fhir.words import fault_in, tidy
from vangnet.clinic.registry.person import RECORD_ID_SYSTEM, SYSTEM_LENGTH_MAX, VALUE_LENGTH_MAX

BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
_BSN_OTHER_WRITINGS = frozenset({"urn:oid:2.16.840.1.113883.2.4.6.3"})
IDENTIFIERS_MAX = 50
_RECORD_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")  # as FHIR has it


def read(
    given: Sequence[Identifier], *, on: date
) -> tuple[tuple[tuple[str, str], ...], list[Finding], list[Finding]]:
    """(system, value) of each that holds today; what refuses the record; what was left out."""
    kept: dict[tuple[str, str], None] = {}  # a set that keeps its order
    refusals, notes = [], []
    if len(given) > IDENTIFIERS_MAX:
        return (), [Finding(Fault.TOO_MANY, "Patient.identifier")], []
    for number, one in enumerate(given):
        field = f"Patient.identifier[{number}]"
        if one.use == "old" or is_over(one.period.end, on=on):
            continue
        system, value = _system(one), tidy(one.value)
        if left_out := _why_left_out(one, system, value):
            notes.append(Finding(left_out, field))
        elif finding := _fault(system, value, field=field):
            refusals.append(finding)
        else:
            kept[system, value] = None
    return tuple(kept), refusals, notes


def of_record(record_id: object) -> tuple[tuple[str, str], ...]:
    """What stands in for an identifier: the record's own id. None where it has no proper one."""
    if isinstance(record_id, str) and _RECORD_ID.fullmatch(record_id):
        return ((RECORD_ID_SYSTEM, record_id),)
    return ()


def passes_eleven_test(value: str) -> bool:
    """Whether nine digits can be a BSN: the weighted sum is a multiple of eleven."""
    if len(value) != 9 or not value.isascii() or not value.isdigit() or int(value) == 0:
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(d) * w for d, w in zip(value, weights, strict=True)) % 11 == 0


def _system(one: Identifier) -> str:
    system = tidy(one.system)
    return BSN if system in _BSN_OTHER_WRITINGS else system


def _why_left_out(one: Identifier, system: str, value: str) -> Fault | None:
    if not value and any(extensions.under(one.about_value.extension, extensions.DATA_ABSENT)):
        return Fault.IDENTIFIER_MASKED
    return Fault.IDENTIFIER_WITHOUT_SYSTEM if not system or not value else None


def _fault(system: str, value: str, *, field: str) -> Finding | None:
    if system == BSN and not passes_eleven_test(value):
        return Finding(Fault.BSN_WRONG, field)
    return fault_in(system, field=f"{field}.system", length_max=SYSTEM_LENGTH_MAX) or fault_in(
        value, field=f"{field}.value", length_max=VALUE_LENGTH_MAX
    )
