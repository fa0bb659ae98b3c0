"""The approval a dose is weighed with: which of a person's, and by when it is to be reviewed."""

from datetime import date

from django.db.models import F, Max
from django.db.models.functions import Coalesce

from vangnet.clinic.consulting.models import Approval
from vangnet.clinic.registry.models import Patient
from vangnet.rules import facts as rule


def approval_facts(patient: Patient, day: date) -> rule.ApprovalFacts | None:
    """The approval valid today, else the latest, so that the page can say what became of it."""
    rows = Approval.objects.filter(patient=patient).select_related("end")
    rows = rows.annotate(
        review_due_on=Coalesce(Max("reviews__next_on"), F("review_on"))  # as in the database's own
    )
    facts = [
        rule.ApprovalFacts(
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            ended_on=row.end.ended_on if hasattr(row, "end") else None,
            review_due_on=row.review_due_on,
        )
        for row in rows.order_by("valid_from", "pk")
    ]
    return choose_approval(facts, day)


def choose_approval(facts: list[rule.ApprovalFacts], day: date) -> rule.ApprovalFacts | None:
    """Of several, oldest first: the last that is valid on `day`, else the last of all.

    One whose review is overdue comes after one whose is not.
    """
    valid = [
        one
        for one in facts
        if one.valid_from <= day
        and (one.valid_until is None or one.valid_until >= day)
        and (one.ended_on is None or one.ended_on > day)
    ]
    reviewed = [one for one in valid if one.review_due_on is None or one.review_due_on >= day]
    known = reviewed or valid or facts
    return known[-1] if known else None
