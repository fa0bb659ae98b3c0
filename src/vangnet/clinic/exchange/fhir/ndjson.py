"""Records out of NDJSON, a line at a time: only one line is ever held in memory."""

from collections.abc import Iterator
from typing import BinaryIO

from vangnet.clinic.exchange.fhir.finding import Fault
from vangnet.clinic.exchange.fhir.json_text import BrokenError, Parser
from vangnet.clinic.exchange.fhir.record import Place, Record, faulty, from_value, unfolded

LINE_BYTES_MAX = 16 * 1024 * 1024
_SPACE = " \t\r\n"


def records(file: BinaryIO) -> Iterator[Record]:
    """Each record. A bad line is one bad record; the next line starts afresh."""
    number, found = 0, False
    while line := file.readline(LINE_BYTES_MAX + 1):
        number += 1
        if len(line) > LINE_BYTES_MAX:
            _skip_rest(file, line)
            yield faulty(Fault.LINE_TOO_LONG, line=number)
            found = True
            continue
        for record in of_line(line, number=number):
            found = True
            yield record
    if not found:
        yield faulty(Fault.FILE_EMPTY)


def of_line(line: bytes, *, number: int) -> Iterator[Record]:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip(_SPACE)
    except UnicodeDecodeError:
        yield faulty(Fault.NOT_UTF_8, line=number)
        return
    if not text:
        return
    parser = Parser()
    try:
        value, end = parser.value(text, at=0)
    except BrokenError as error:
        yield faulty(error.fault, line=number)
        return
    if end != len(text):
        yield faulty(Fault.JSON_BROKEN, line=number)
    elif parser.key_twice:
        yield faulty(Fault.JSON_KEY_TWICE, line=number)
    else:
        yield from unfolded(from_value(value, place=Place(line=number)))


def _skip_rest(file: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(LINE_BYTES_MAX)
