"""Every letter and ambulance page, hashed again: what went out is what the log says went out."""

import hashlib
from collections.abc import Iterator
from typing import Any

from vangnet.clinic.board.models import LetterPaper
from vangnet.clinic.board.verify.finding import ALTERED, Advance, Check, Problem
from vangnet.clinic.recovery.models import EmergencyPaperFile

STEP = 50  # a paper is some fifty thousand bytes
LETTER = "This letter is not the one that the log says went out."
PAGE = "This ambulance page is not the one that the log says went along."
KEPT = (
    ("board_letterpaper", LetterPaper, "letter__sha256", LETTER),
    ("recovery_emergencypaperfile", EmergencyPaperFile, "paper__sha256", PAGE),
)


def check(result: Check, advance: Advance) -> None:
    for table, model, logged, what in KEPT:
        rows = model.objects.values_list("pk", "pdf", logged)
        result.take(_altered(table, rows, what, result, advance))


def how_many() -> int:
    return LetterPaper.objects.count() + EmergencyPaperFile.objects.count()


def _altered(
    table: str, rows: Any, what: str, result: Check, advance: Advance
) -> Iterator[Problem]:
    for key, pdf, logged in rows.iterator(chunk_size=STEP):
        if hashlib.sha256(bytes(pdf)).hexdigest() != logged:
            yield Problem(table=table, key=str(key), what=what, do=ALTERED)
        result.looked_at += 1
        advance(1)
