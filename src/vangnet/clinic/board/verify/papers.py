"""Every letter that is kept, hashed again: what went out is what the log says went out."""

import hashlib
from collections.abc import Iterator

from vangnet.clinic.board.models import LetterPaper
from vangnet.clinic.board.verify.finding import ALTERED, Advance, Check, Problem

STEP = 50  # a paper is some fifty thousand bytes
TABLE = "board_letterpaper"


def check(result: Check, advance: Advance) -> None:
    result.take(_papers(result, advance))


def _papers(result: Check, advance: Advance) -> Iterator[Problem]:
    rows = LetterPaper.objects.values_list("pk", "pdf", "letter__sha256")
    for key, pdf, logged in rows.iterator(chunk_size=STEP):
        if hashlib.sha256(bytes(pdf)).hexdigest() != logged:
            what = "This letter is not the one that the log says went out."
            yield Problem(table=TABLE, key=str(key), what=what, do=ALTERED)
        result.looked_at += 1
        advance(1)
