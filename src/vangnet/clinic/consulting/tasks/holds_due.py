"""Tasks that holds raise: on the day to look again, and every day after it until it is lifted."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.actions import OVERDOSE
from vangnet.clinic.consulting.models import Hold, HoldKind
from vangnet.clinic.consulting.tasks import facts
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.facts import end_of_day
from vangnet.clinic.registry.models import Unit

REVIEW = "hold_review"


def due(unit: Unit, *, on: date) -> list[Due]:
    """Of every hold that is still in force when the day is over, its owner's look."""
    held = facts.holds_in_force(unit, at=end_of_day(unit, day=on))
    return [_review(one, on) for one in held if one.reason != OVERDOSE]  # overdose_due says those


def _review(hold: Hold, on: date) -> Due:
    """A note ends the task of one day; only lifting the hold ends them all."""
    return Due(
        key=f"hold-review:{hold.pk}:{max(hold.review_on, on)}",
        kind=REVIEW, patient=hold.patient_id, number=hold.patient.number, due_on=hold.review_on,
        roles=(hold.owner.role,), url=reverse("tasks:holds"), urgent=hold.kind != HoldKind.SOFT,
        sentence=_("Look again at the hold. Its owner is %(name)s.")
        % {"name": hold.owner.display_name},
    )  # fmt: skip
