"""Making a letter: consent, the PDF, its log with the hash, and the paper, in one transaction."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from vangnet.clinic import typeset
from vangnet.clinic.board.letter import content, facts
from vangnet.clinic.board.letter.facts import Asked
from vangnet.clinic.board.models import Letter, LetterPaper
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task

TEMPLATE = Path(__file__).with_name("letter.typ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The letter, or None: there is no consent, and nobody wrote that life is at risk."""

    letter: Letter | None


def make_letter(
    *, patient: Patient, asked: Asked, by: User, at: datetime, request_id: UUID
) -> Answer:
    """The same request twice is one letter; with other content it is an error.

    With consent in force a reason of emergency is not kept: it was not needed.
    """
    by.must(Task.MAKE_LETTER)
    with acting(str(by.pk)):
        Patient.objects.select_for_update(no_key=True, of=("self",)).get(pk=patient.pk)
        if earlier := Letter.objects.filter(request_id=request_id).first():
            return Answer(letter=_the_same(earlier, patient, asked))
        consent = facts.consent_of(patient, at=at)
        if consent is None and not asked.emergency_reason.strip():
            return Answer(letter=None)
        reason = "" if consent else asked.emergency_reason.strip()
        asked = replace(asked, emergency_reason=reason)
        said = content.say(facts.told(patient, by=by, at=at), asked)
        pdf = typeset.pdf(said, template=TEMPLATE)
        letter = Letter.objects.create(
            unit_id=patient.unit_id, patient=patient, recipient=asked.recipient,
            purpose=asked.purpose, phone=asked.phone, language=asked.language, consent=consent,
            emergency_reason=reason, sha256=hashlib.sha256(pdf).hexdigest(),
            request_id=request_id, made_at=at, made_by=by,
        )  # fmt: skip
        LetterPaper.objects.create(letter=letter, pdf=pdf, salt=uuid4())
        return Answer(letter=letter)


def _the_same(earlier: Letter, patient: Patient, asked: Asked) -> Letter:
    was = (earlier.patient_id, earlier.recipient, earlier.purpose, earlier.language)
    if was != (patient.pk, asked.recipient, asked.purpose, asked.language):
        raise RequestReused(earlier.request_id)
    return earlier
