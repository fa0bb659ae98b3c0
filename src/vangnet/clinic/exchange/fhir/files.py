"""Which kind of text a file holds, judged by its first bytes, and its records.

The name of a file only decides between JSON and NDJSON, and only when it says so.
"""

from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any

from vangnet.clinic.exchange.fhir import json_text, ndjson, xml_text
from vangnet.clinic.exchange.fhir.finding import Fault
from vangnet.clinic.exchange.fhir.record import Record, faulty

WHOLE_BYTES_MAX = 64 * 1024 * 1024
PEEKED_BYTES = 1024 * 1024  # to open files with: a first line may hold a photo
_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LINE_BY_LINE = (".ndjson", ".jsonl")
NAMES = (".json", *LINE_BY_LINE, ".xml")


def records(file: "BufferedReader[Any]", *, name: str) -> Iterator[Record]:
    """Each record of the file. Nothing in a file makes this raise, except reading itself."""
    head = file.peek(PEEKED_BYTES)
    start = head.removeprefix(_BOM).lstrip()
    if not start:
        yield faulty(Fault.FILE_EMPTY)
    elif start.startswith(b"<") or (head.startswith(_UTF_16) and b"<" in head[:4]):
        yield from xml_text.records(file)
    elif head.startswith(_UTF_16):
        yield faulty(Fault.NOT_UTF_8)
    elif name.lower().endswith(LINE_BY_LINE) or _has_a_record_a_line(start):
        yield from ndjson.records(file)
    elif start[:1] in b'{["':
        yield from _whole(file)
    else:
        yield faulty(Fault.FILE_NEITHER_JSON_NOR_XML)


def in_folder(folder: Path) -> list[Path]:
    """The files of a folder that can be records, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in NAMES)


def _has_a_record_a_line(start: bytes) -> bool:
    """Whether the first line is whole by itself and another follows."""
    line, _, rest = start.partition(b"\n")
    if not rest.strip():
        return False
    return line.startswith(b"{") and line.rstrip().endswith(b"}") and rest.lstrip()[:1] == b"{"


def _whole(file: "BufferedReader[Any]") -> Iterator[Record]:
    content = file.read(WHOLE_BYTES_MAX + 1)
    if len(content) > WHOLE_BYTES_MAX:
        yield faulty(Fault.FILE_TOO_LARGE)
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield faulty(Fault.NOT_UTF_8, line=content.count(b"\n", 0, error.start) + 1)
        return
    yield from json_text.records(text)
