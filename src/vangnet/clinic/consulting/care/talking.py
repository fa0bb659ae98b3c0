"""Notes, consent and complaints: written once, added to, never changed."""

from datetime import date, datetime, timedelta
from uuid import UUID

from vangnet.clinic.consulting.care import once
from vangnet.clinic.consulting.models import Complaint, ComplaintStep, Consent, Note
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.care import ComplaintMove, ConsentScope, NoteKind

LATE_AFTER = "note_late_after"
ANSWER_DAYS = "complaint_answer_days_longest"


def protocol_count(unit: Unit, name: str, *, at: datetime) -> int | None:
    """A whole number of the protocol in force; None where nobody set it."""
    found = in_force(unit=unit, at=at)
    value = found[1].value(name) if found else None
    return value if isinstance(value, int) else None


def write_note(
    *, patient: Patient, kind: NoteKind, about_at: datetime, words: str, by: User, at: datetime,
    request_id: UUID, addendum_to: Note | None = None,
) -> Note:  # fmt: skip
    """Keep a note; the unit's own minutes decide whether it is a late entry."""
    by.must(Task.KEEP_HEALTH_RECORD)
    late_after = protocol_count(patient.unit, LATE_AFTER, at=at)
    is_late = late_after is not None and at - about_at > timedelta(minutes=late_after)
    with acting(str(by.pk)):
        if kept := once.earlier(Note, request_id, patient=patient.pk, kind=kind, words=words):
            return kept
        return Note.objects.create(
            unit_id=patient.unit_id, patient=patient, kind=kind, about_at=about_at, words=words,
            late_after_minutes=late_after, is_late=is_late, addendum_to=addendum_to,
            request_id=request_id, recorded_at=at, recorded_by=by,
        )  # fmt: skip


def give_consent(
    *, patient: Patient, scope: ConsentScope, on: date, form_version: str, witness: User,
    words: str, by: User, at: datetime, request_id: UUID,
) -> Consent:  # fmt: skip
    """The patient signed that version of the form, and `witness` saw it."""
    by.must(Task.KEEP_HEALTH_RECORD)
    with acting(str(by.pk)):
        if kept := once.earlier(
            Consent, request_id, patient=patient.pk, scope=scope, is_given=True, on=on
        ):
            return kept
        return Consent.objects.create(
            unit_id=patient.unit_id, patient=patient, scope=scope, is_given=True, on=on,
            form_version=form_version, witness=witness, words=words, request_id=request_id,
            recorded_at=at, recorded_by=by,
        )  # fmt: skip


def withdraw_consent(
    *, patient: Patient, scope: ConsentScope, on: date, words: str, by: User, at: datetime,
    request_id: UUID,
) -> Consent:  # fmt: skip
    """Taking back needs no form and no witness."""
    by.must(Task.KEEP_HEALTH_RECORD)
    with acting(str(by.pk)):
        if kept := once.earlier(
            Consent, request_id, patient=patient.pk, scope=scope, is_given=False, on=on
        ):
            return kept
        return Consent.objects.create(
            unit_id=patient.unit_id, patient=patient, scope=scope, is_given=False, on=on,
            words=words, request_id=request_id, recorded_at=at, recorded_by=by,
        )  # fmt: skip


def receive_complaint(
    *, patient: Patient, received_on: date, words: str, by: User, at: datetime, request_id: UUID
) -> Complaint:
    """In the patient's own words; answered within the unit's days, where these are set."""
    by.must(Task.KEEP_HEALTH_RECORD)
    days = protocol_count(patient.unit, ANSWER_DAYS, at=at)
    with acting(str(by.pk)):
        if kept := once.earlier(
            Complaint, request_id, patient=patient.pk, words=words, received_on=received_on
        ):
            return kept
        return Complaint.objects.create(
            unit_id=patient.unit_id, patient=patient, received_on=received_on, words=words,
            answer_by_on=None if days is None else received_on + timedelta(days=days),
            request_id=request_id, recorded_at=at, recorded_by=by,
        )  # fmt: skip


def move_complaint(
    *, complaint: Complaint, move: ComplaintMove, words: str, by: User, at: datetime,
    request_id: UUID,
) -> ComplaintStep | None:  # fmt: skip
    """Taken up, answered, closed. None: it was closed before."""
    by.must(Task.KEEP_HEALTH_RECORD)
    with acting(str(by.pk)):
        if kept := once.earlier(
            ComplaintStep, request_id, patient=complaint.patient_id, move=move, words=words
        ):
            return kept
        if complaint.steps.filter(move=ComplaintMove.CLOSED).exists():
            return None
        return ComplaintStep.objects.create(
            unit_id=complaint.unit_id, complaint=complaint, move=move, words=words,
            request_id=request_id, recorded_at=at, recorded_by=by,
        )  # fmt: skip
