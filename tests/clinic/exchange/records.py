"""A well-made patient to spoil, and a short way from bytes to records, for the tests here."""

import io
import json
from typing import Any

from vangnet.clinic.exchange.fhir import files
from vangnet.clinic.exchange.fhir.record import Record

BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
CLINIC = "https://clinic.example/number"


def patient(**other: Any) -> dict[str, Any]:
    """A record that goes in; `other` replaces its fields, and None takes a field away."""
    whole = {
        "resourceType": "Patient",
        "id": "one",
        "identifier": [{"system": CLINIC, "value": "A-1"}],
        "name": [{"use": "official", "family": "de Vries", "given": ["Anna", "Maria"]}],
        "gender": "female",
        "birthDate": "1974-05-12",
    } | other
    return {key: value for key, value in whole.items() if value is not None}


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def read(content: bytes | str, *, name: str = "file.json") -> list[Record]:
    raw = content.encode() if isinstance(content, str) else content
    file = io.BufferedReader(io.BytesIO(raw), files.PEEKED_BYTES)  # type: ignore[arg-type]
    return list(files.records(file, name=name))


def lines(*values: Any) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)
