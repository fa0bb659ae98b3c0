"""A refusal with its appeal and answer, and a review of an approval."""

from datetime import timedelta
from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.consulting.models import (
    Appeal,
    AppealAnswer,
    EligibilityDecision,
    Referral,
    Review,
)
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Workplace
from vangnet.clinic.staff.actions import add_user
from vangnet.clinic.staff.roles import Role


def fill(world: World, patient: Patient) -> None:
    by, today = world.staff["prescriber"], clinic_day_of(world.unit, at=world.now)
    written = {"recorded_at": world.now, "recorded_by": by}
    other = add_user(
        username=f"second-{world.unit.code}", display_name="Second Prescriber",
        role=Role.PRESCRIBER, password="made up for the test", by="system:test",
    )  # fmt: skip
    with acting(str(by.pk)):
        Workplace.objects.create(user=other, unit=world.unit)
        referral = Referral.objects.create(
            unit=world.unit, patient=patient, stage="start", referred_on=today, referrer="Test",
            drug="diamorphine", salt_form="hydrochloride_monohydrate", route="intravenous",
            request_id=uuid4(), **written,
        )  # fmt: skip
        decision = EligibilityDecision.objects.create(
            referral=referral, unit=world.unit, patient=patient, outcome="refuse",
            approved_by="own_physician", words="No", facts={}, assessment={}, criteria=0, met=0,
            waived=0, not_met=0, not_known=0, request_id=uuid4(), decided_at=world.now,
            decided_by=by,
        )  # fmt: skip
        appeal = Appeal.objects.create(
            decision=decision, made_on=today, words="I do not agree", request_id=uuid4(), **written
        )
        AppealAnswer.objects.create(
            appeal=appeal, upheld=False, words="It stands", answered_at=world.now,
            answered_by=other,
        )  # fmt: skip
        Review.objects.create(
            approval=patient.approvals.get(), is_outside=True, physician="Dr Outside",
            institution="Elsewhere", given_on=today,
            continues=True, next_on=today + timedelta(days=90), document="Letter",
            request_id=uuid4(), **written,
        )  # fmt: skip
