"""Looking into FHIR extensions: what stands under an address, and where the value was withheld."""

from collections.abc import Iterator
from typing import Any

Extensions = list[Any]

HL7 = "http://hl7.org/fhir/StructureDefinition/"
NICTIZ = "http://nictiz.nl/fhir/StructureDefinition/"
DATA_ABSENT = HL7 + "data-absent-reason"


def text(extensions: list[Any], url: str) -> str:
    """The first text or code under `url`, or nothing."""
    for found in under(extensions, url):
        for key in ("valueString", "valueCode"):
            if isinstance(found.get(key), str):
                return str(found[key]).strip()
    return ""


def codes(extensions: list[Any], url: str) -> Iterator[tuple[str, str]]:
    """(system, code) of each coding under `url`."""
    for found in under(extensions, url):
        concept = found.get("valueCodeableConcept")
        codings = concept.get("coding") if isinstance(concept, dict) else None
        for coding in codings if isinstance(codings, list) else []:
            if isinstance(coding, dict):
                yield str(coding.get("system", "")), str(coding.get("code", ""))


def under(extensions: list[Any], url: str) -> Iterator[dict[str, Any]]:
    for extension in extensions:
        if isinstance(extension, dict) and extension.get("url") == url:
            yield extension
