"""By when a hold on this person is looked at again, read from the protocol and the approval."""

from datetime import date, datetime

from vangnet.clinic.consulting.approval.facts import running_approval
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.rules.check_keys import CheckKind, every
from vangnet.rules.holds import look_again_latest


def latest_review(patient: Patient, *, at: datetime) -> date:
    today = clinic_day_of(patient.unit, at=at)
    found = in_force(unit=patient.unit, at=at)
    months = found[1].value(every(CheckKind.PRESCRIBER_REVIEW)) if found else None
    approval = running_approval(patient, on=today)
    return look_again_latest(
        today,
        review_months=months if isinstance(months, int) else None,
        approved_until=approval.valid_until if approval else None,
    )
