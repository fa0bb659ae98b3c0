"""Records out of FHIR XML, in the shape FHIR's JSON has, with the line each starts on.

Streams: of a Bundle only one entry is held. The narrative (XHTML) is passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import Locator

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from vangnet.clinic.exchange.fhir.finding import Fault
from vangnet.clinic.exchange.fhir.record import (
    Place,
    Record,
    faulty,
    from_value,
    of_entry,
    unfolded,
)

FHIR = "http://hl7.org/fhir"
DEPTH_MAX = 100
FILE_BYTES_MAX = 64 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
# Of the elements read from a Patient: those that may repeat, and those that may stand only once.
_REPEATING = """
address coding contained entry extension given identifier line link modifierExtension name photo
telecom
"""
_LISTS = frozenset(_REPEATING.split())
_SINGLE = """
active birthDate city country data deceasedBoolean deceasedDateTime end family gender id
implicitRules period postalCode resource start system type url use value
"""
_ONCE = frozenset(_SINGLE.split())


class UnfitError(Exception):
    """Stops the parser: what follows would not be read as it is meant."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(slots=True)
class _Element:
    name: str
    line: int
    value: str | None
    content: dict[str, Any] = field(default_factory=dict)
    resource_line: int | None = None
    twice: bool = False


def records(file: BinaryIO) -> Iterator[Record]:
    """Each record. After a broken place nothing more can be read."""
    parser = make_parser()
    handler = _Handler(where=parser)
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    bytes_read = 0
    try:
        while chunk := file.read(_CHUNK_BYTES):
            bytes_read += len(chunk)
            if bytes_read > FILE_BYTES_MAX:
                raise UnfitError(Fault.FILE_TOO_LARGE)
            parser.feed(chunk)
            yield from handler.taken()
        parser.close()
        yield from handler.taken()
    except (SAXException, DefusedXmlException, UnfitError, ValueError, LookupError) as error:
        yield from handler.taken()
        yield faulty(_fault(error), line=handler.line)


def _fault(error: Exception) -> Fault:
    if isinstance(error, UnfitError):
        return error.fault
    if isinstance(error, DefusedXmlException):
        return Fault.XML_WITH_DEFINITIONS
    return Fault.XML_BROKEN


class _Handler(ContentHandler):
    """Builds each record while the parser reads."""

    def __init__(self, *, where: Locator) -> None:
        super().__init__()
        self._open: list[_Element] = []
        self._where = where
        self._passed_over = 0
        self._entries = 0
        self._ready: list[Record] = []

    @property
    def line(self) -> int:
        return self._where.getLineNumber() or 1

    def taken(self) -> Iterator[Record]:
        ready, self._ready = self._ready, []
        for record in ready:
            yield from unfolded(record)

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        namespace, local = name
        if self._passed_over or (self._open and namespace != FHIR):
            self._passed_over += 1
            return
        if namespace != FHIR:
            raise UnfitError(Fault.NOT_FHIR)
        if len(self._open) >= DEPTH_MAX:
            raise UnfitError(Fault.NESTED_TOO_DEEP)
        element = _Element(local, self.line, attrs.get((None, "value")))
        if local[:1].isupper():
            element.content["resourceType"] = local
        if url := attrs.get((None, "url")):
            element.content["url"] = url
        self._open.append(element)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        if self._passed_over:
            self._passed_over -= 1
            return
        element = self._open.pop()
        if not self._open:
            self._end_root(element)
        elif len(self._open) == 1 and self._is_bundle(self._open[0]) and element.name == "entry":
            self._end_entry(element)
        else:
            _attach(element, to=self._open[-1])

    def _end_root(self, root: _Element) -> None:
        if self._is_bundle(root):  # its entries have gone out one by one
            return
        if not root.name[:1].isupper():
            raise UnfitError(Fault.NOT_FHIR)
        self._ready.append(_record(root, from_value(root.content, place=Place(line=root.line))))

    def _end_entry(self, entry: _Element) -> None:
        self._entries += 1
        place = Place(line=entry.resource_line or entry.line, entries=(self._entries,))
        self._ready.append(_record(entry, of_entry(entry.content, place=place)))

    @staticmethod
    def _is_bundle(element: _Element) -> bool:
        return element.content.get("resourceType") == "Bundle"


def _record(element: _Element, record: Record) -> Record:
    if element.twice and record.kind in {"Patient", ""}:  # of others nothing is read
        return faulty(Fault.XML_ELEMENT_TWICE, line=record.place.line, entries=record.place.entries)
    return record


def _attach(element: _Element, *, to: _Element) -> None:
    """Puts a finished element into the one around it, as FHIR's JSON would hold it."""
    to.twice = to.twice or element.twice
    if element.name[:1].isupper():
        if to.name not in {"resource", "contained"}:
            raise UnfitError(Fault.NOT_FHIR)
        to.twice = to.twice or "resourceType" in to.content
        to.content, to.resource_line = element.content, element.line
        return
    to.resource_line = to.resource_line or element.resource_line
    if element.name in _LISTS:
        _attach_repeated(element, to.content)
        return
    if element.name in _ONCE:
        to.twice = to.twice or bool({element.name, f"_{element.name}"} & to.content.keys())
    if element.value is None and set(element.content) == {"extension"}:
        to.content[f"_{element.name}"] = element.content  # a value that is absent, and why
    elif element.value is None:
        to.content[element.name] = element.content
    else:
        to.content[element.name] = element.value
        if element.content:
            to.content[f"_{element.name}"] = element.content


def _attach_repeated(element: _Element, content: dict[str, Any]) -> None:
    if element.name not in {"given", "line"}:
        content.setdefault(element.name, []).append(element.content)
        return
    # FHIR keeps what is said about each item in a list beside it, item by item.
    content.setdefault(element.name, []).append(element.value)
    content.setdefault(f"_{element.name}", []).append(element.content or None)
