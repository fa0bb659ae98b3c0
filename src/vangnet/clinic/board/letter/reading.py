"""The log of letters as pages show it, and what was typed last, to be offered again."""

import hashlib
from dataclasses import dataclass
from typing import Any

from vangnet.clinic.board.letter.purposes import PURPOSES
from vangnet.clinic.board.models import Letter, LetterPaper
from vangnet.clinic.registry.models import Patient, Unit

RECIPIENTS_OFFERED = 12
LOG_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the log."""

    letter: Letter
    purpose: Any

    @property
    def has_moved(self) -> bool:
        """The letter went along with the record; here only that it was made is told."""
        return self.letter.patient.unit_id != self.letter.unit_id


def made_for(patient: Patient) -> list[Row]:
    """The letters about one person, the latest first."""
    rows = Letter.objects.filter(patient=patient).select_related("made_by", "patient")
    return [_row(one) for one in rows.order_by("-made_at", "-pk")]


def log(unit: Unit) -> list[Row]:
    rows = Letter.objects.filter(unit=unit).select_related("made_by", "patient")
    return [_row(one) for one in rows.order_by("-made_at", "-pk")[:LOG_SHOWN]]


def offered(unit: Unit) -> tuple[list[str], str]:
    """Hospitals written to before, the latest first, and the telephone of the last letter."""
    rows = Letter.objects.filter(unit=unit).order_by("-made_at", "-pk")
    known = list(rows.values_list("recipient", "phone")[:LOG_SHOWN])
    hospitals = list(dict.fromkeys(recipient for recipient, _phone in known))
    return hospitals[:RECIPIENTS_OFFERED], known[0][1] if known else ""


def paper_of(letter: Letter) -> bytes | None:
    """The PDF as it went out; None when it was forgotten, or is not what the log says it was."""
    kept = LetterPaper.objects.filter(letter=letter).first()
    if kept is None:
        return None
    pdf = bytes(kept.pdf)
    return pdf if hashlib.sha256(pdf).hexdigest() == letter.sha256 else None


def _row(letter: Letter) -> Row:
    return Row(letter=letter, purpose=PURPOSES[letter.purpose])
