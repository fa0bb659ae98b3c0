"""Lets a made-up person in at once: the rows that the actions wrote for somebody before, again.

Step by step it is a hundred questions to the database, and nearly every test needs somebody. The
guards see each row all the same; `tests/clinic/test_let_in.py` holds that the rows are equal.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from vangnet.clinic.board.day.admission import admit
from vangnet.clinic.consulting.models import (
    Approval,
    CriterionEvidence,
    EligibilityDecision,
    Referral,
)
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.keyed import new_key
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.person import Person, Sex
from vangnet.clinic.staff.models import User
from vangnet.rules.amounts import Drug, Route, SaltForm

PRODUCT = (Drug.DIAMORPHINE, SaltForm.HYDROCHLORIDE_MONOHYDRATE, Route.INTRAVENOUS)
Values = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """What was written for somebody, without who, by whom and when: those are named anew."""

    referral: Values
    evidence: tuple[Values, ...]
    decision: Values
    approval: Values


class _UndoneError(Exception):
    """Takes back what was only tried."""


_known: dict[tuple[object, ...], Entry] = {}


def let_in(
    patient: Patient, *, by: User, desk: User, at: datetime, valid_until: date | None = None
) -> Approval:
    """Approved from the clinic day of `at`, with nothing on the ladder."""
    version, _ = in_force(unit=patient.unit, at=at)
    today = clinic_day_of(patient.unit, at=at)
    key = (patient.unit.country, version.version, today, valid_until)
    if key not in _known:
        _known[key] = _tried(patient, by=by, desk=desk, at=at, valid_until=valid_until)
    return _written(_known[key], patient, by=by, at=at, version=version.pk)


def step_by_step(
    patient: Patient, *, by: User, at: datetime, valid_until: date | None = None
) -> Approval:
    return admit(patient=patient, product=PRODUCT, by=by, at=at, valid_until=valid_until)


def entry_of(approval: Approval) -> Entry:
    decision = approval.decision
    papers = CriterionEvidence.objects.filter(referral=decision.referral).order_by("pk")
    return Entry(
        referral=_values(decision.referral), evidence=tuple(_values(one) for one in papers),
        decision=_values(decision), approval=_values(approval),
    )  # fmt: skip


def _tried(patient: Patient, *, by: User, desk: User, at: datetime, valid_until: date | None):
    """By every rung, with somebody who was never there."""
    found: list[Entry] = []
    person = Person(
        family_name="Probe", given_names="Made Up", birth_date=patient.identity.birth_date,
        sex=Sex.UNKNOWN, identifiers=(("urn:vangnet:test", "probe"),),
    )  # fmt: skip
    try:
        with transaction.atomic():
            probe = registry.register_patient(
                unit=patient.unit, person=person, by=desk, at=at
            ).patient
            found.append(entry_of(step_by_step(probe, by=by, at=at, valid_until=valid_until)))
            raise _UndoneError
    except _UndoneError:
        return found[0]


def _values(row: models.Model) -> Values:
    """All but keys and moments, which are named anew; a permit's number names the person."""
    anew = {"id", "request_id", "recorded_at", "decided_at", "permit_number", "reference"}
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in anew and not field.is_relation
    }


def _written(
    entry: Entry, patient: Patient, *, by: User, at: datetime, version: object
) -> Approval:
    who: Values = {"unit": patient.unit, "patient": patient}
    permit = f"MADE-UP-{patient.number}" if entry.decision["authority"] else ""
    with acting(str(by.pk)):
        referral = Referral.objects.create(
            **entry.referral, **who, request_id=new_key(), recorded_at=at, recorded_by=by
        )
        CriterionEvidence.objects.bulk_create(
            CriterionEvidence(
                **one, referral=referral, verified_by=by, request_id=new_key(), recorded_at=at
            )
            for one in entry.evidence
        )
        decision = EligibilityDecision.objects.create(
            **entry.decision, **who, referral=referral, protocol_id=version, permit_number=permit,
            request_id=new_key(), decided_at=at, decided_by=by,
        )  # fmt: skip
        return Approval.objects.create(
            **entry.approval, **who, decision=decision, reference=permit, recorded_at=at,
            recorded_by=by,
        )  # fmt: skip
