"""The file partners exchange: what it holds, and how each fault in it is told."""

from datetime import date, timedelta

import pytest

from vangnet.clinic.consulting.moving import partner_file
from vangnet.clinic.consulting.moving.partner_file import PartnerFile, PartnerFileError
from vangnet.clinic.registry.pseudonym import key_id

KEY, OTHER = b"k" * 32, b"o" * 32
TODAY = date(2026, 3, 2)
FILE = PartnerFile(
    unit="West", made_by="west-key", phone="020 123", key_id=key_id(KEY), made_on=TODAY,
    pseudonyms=frozenset({"a" * 64, "b" * 64}),
)  # fmt: skip
TEXT = partner_file.write(FILE, key=KEY)


def read(text=TEXT, **changes):
    return partner_file.read(text, **{"key": KEY, "today": TODAY, "reader": "east-key", **changes})


def test_what_is_written_is_read():
    assert read() == FILE
    assert read(TEXT.replace("\n", "\r\n")) == FILE
    assert read(today=TODAY + timedelta(days=31)) == FILE


def test_the_lines_are_sorted_so_that_nobodys_stand_together():
    assert TEXT.split("\n")[6:8] == ["a" * 64, "b" * 64]


def line(number, text):
    lines = TEXT.split("\n")
    lines[number - 1] = text
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "changes", "place", "words"),
    [
        (line(1, "vangnet-pseudonyms 1"), {}, 1, "no file of pseudonyms of this version"),
        ("", {}, 1, "no file of pseudonyms"),
        (line(2, "unit:"), {}, 2, 'here stands "unit: …"'),
        (line(3, "telephone: 1"), {}, 3, 'here stands "phone: …"'),
        (line(2, "unit: " + "x" * 81), {}, 2, 'here stands "unit: …"'),
        (TEXT, {"key": OTHER}, 4, "made with key"),
        (line(5, "made: 2026-02-30"), {}, 5, "no date"),
        (line(5, "made: 2026-03-03"), {}, 5, "has not come yet"),
        (TEXT, {"today": TODAY + timedelta(days=32)}, 5, "32 days ago"),
        (line(6, "from:"), {}, 6, 'here stands "from: …"'),
        (line(7, "A" * 64), {}, 7, "no pseudonym"),
        (line(8, "b" * 63), {}, 8, "no pseudonym"),
        (line(8, "c" * 64), {}, 9, "seal is missing or wrong"),
        (line(2, "unit: East"), {}, 9, "seal is missing or wrong"),
        (line(6, "from: another"), {}, 9, "seal is missing or wrong"),
        ("\n".join(TEXT.split("\n")[:7]), {}, 7, "seal is missing or wrong"),
        (TEXT, {"reader": "west-key"}, 6, "your own file"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(text, changes, place, words):
    with pytest.raises(PartnerFileError, match=words) as told:
        read(text, **changes)
    assert told.value.line == place
    assert told.value.do.endswith(".")
