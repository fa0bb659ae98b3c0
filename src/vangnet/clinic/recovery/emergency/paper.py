"""Making the page for the ambulance: the PDF, its log with the hash, and the file, at once."""

import hashlib
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from vangnet.clinic import typeset
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.recovery.emergency import content
from vangnet.clinic.recovery.emergency.models import (
    Emergency,
    EmergencyPaper,
    EmergencyPaperFile,
)
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task

TEMPLATE = Path(__file__).with_name("paper.typ")


def make_paper(
    *, emergency: Emergency, language: str, by: User, at: datetime, request_id: UUID
) -> EmergencyPaper:
    """The page as it is now; while the emergency runs another one may follow. Once a request.

    No consent is asked: life is at risk. Who made it, when, and its hash are kept.
    """
    by.must(Task.MAKE_LETTER)
    with acting(str(by.pk)):
        if earlier := EmergencyPaper.objects.filter(request_id=request_id).first():
            if earlier.emergency_id != emergency.pk:
                raise RequestReused(request_id)
            return earlier
        kept = Emergency.objects.select_related(
            "unit", "patient__identity", "patient__unit", "protocol", "started_by"
        ).get(pk=emergency.pk)
        said = content.say(kept, language=language, by=by, at=at)
        pdf = typeset.pdf(said, template=TEMPLATE)
        paper = EmergencyPaper.objects.create(
            unit_id=kept.unit_id, emergency=kept, patient_id=kept.patient_id, language=language,
            sha256=hashlib.sha256(pdf).hexdigest(), made_at=at, made_by=by,
            request_id=request_id,
        )  # fmt: skip
        EmergencyPaperFile.objects.create(paper=paper, pdf=pdf, salt=uuid4())
        return paper


def file_of(paper: EmergencyPaper) -> bytes | None:
    """The PDF as it went along; None when it was forgotten, or is not what the log says it was."""
    kept = EmergencyPaperFile.objects.filter(paper=paper).first()
    if kept is None:
        return None
    pdf = bytes(kept.pdf)
    return pdf if hashlib.sha256(pdf).hexdigest() == paper.sha256 else None
