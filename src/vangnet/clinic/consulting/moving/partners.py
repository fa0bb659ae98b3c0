"""Enrolled here and elsewhere? Pseudonyms out for a partner; a partner's file compared and kept.

What is kept of a check is whom to call about which patient of ours, never a pseudonym.
"""

from datetime import date, datetime
from uuid import UUID

from vangnet.clinic.consulting.models import PartnerCheck, PartnerLook, PartnerMatch
from vangnet.clinic.consulting.moving import facts
from vangnet.clinic.consulting.moving.partner_file import PartnerFile
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.matching import people
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.registry.pseudonym import key_id, pseudonyms
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task

COMMAND = "system:pseudonyms"


def pseudonyms_here(unit: Unit, *, key: bytes) -> dict[UUID, frozenset[str]]:
    """The pseudonyms of everyone enrolled at this unit, by patient."""
    known = people(facts.enrolled(unit))
    return {patient: pseudonyms(person, key=key) for patient, person in known.items()}


def for_partner(unit: Unit, *, key: bytes, today: date) -> PartnerFile:
    """What a partner may have of this unit."""
    everyone = pseudonyms_here(unit, key=key).values()
    return PartnerFile(
        unit=unit.name, made_by=str(unit.pk), phone=unit.phone, key_id=key_id(key), made_on=today,
        pseudonyms=frozenset().union(*everyone),
    )  # fmt: skip


def check_partner(
    *, unit: Unit, file: PartnerFile, key: bytes, by: User | None, at: datetime, request_id: UUID
) -> PartnerCheck:
    """Compare, and keep what was found. `by`: None for the command. Asked twice it is one."""
    if by is not None:
        by.must(Task.CHECK_PARTNERS)
    with acting(str(by.pk) if by else COMMAND):
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        if earlier := PartnerCheck.objects.filter(request_id=request_id).first():
            return earlier
        here = pseudonyms_here(unit, key=key)
        check = PartnerCheck.objects.create(
            unit=unit, partner=file.unit, phone=file.phone, key_id=file.key_id,
            made_on=file.made_on, compared=len(here), request_id=request_id, checked_at=at,
            checked_by=by,
        )  # fmt: skip
        for patient, own in here.items():
            if own & file.pseudonyms:
                PartnerMatch.objects.create(check_of=check, patient_id=patient)
        return check


def note_look(*, unit: Unit, matches: int, by: User, at: datetime) -> PartnerLook:
    """Who looked at possible matches is in the journal."""
    by.must(Task.CHECK_PARTNERS)
    with acting(str(by.pk)):
        return PartnerLook.objects.create(unit=unit, matches=matches, looked_at=at, looked_by=by)


def set_phone(*, unit: Unit, phone: str) -> None:
    """The number that partners and other units call."""
    with acting(COMMAND):
        unit.phone = phone
        unit.save(update_fields=["phone"])
