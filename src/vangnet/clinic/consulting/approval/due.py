"""Approvals and reviews that come to their end: told ahead as the protocol says, then stopped.

How many days ahead is the unit's own. Where it set none, nothing is told ahead; the gate stops the
dose on the day after all the same.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.approval.facts import review_due_on
from vangnet.clinic.consulting.models import Approval
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.roles import Role
from vangnet.rules.eligibility.deciding import warning_days
from vangnet.rules.eligibility.wording import say_day

WHO = (Role.PRESCRIBER.value,)
ENDS, REVIEW = "approval_ends", "approval_review"


def due(unit: Unit, *, on: date) -> list[Due]:
    """What ends soon, or has ended: one of each for everyone, the soonest first."""
    found = in_force(unit=unit, at=timezone.now())
    days = warning_days(found[1]) if found else ()
    rows = [one for approval in latest(unit) for one in _of(approval, days, on)]
    return sorted(rows, key=lambda one: (not one.urgent, one.due_on, one.number))


def latest(unit: Unit) -> list[Approval]:
    """The approval of each patient that lasts longest and was not taken back."""
    rows = Approval.objects.filter(patient__unit=unit, end__isnull=True, valid_until__isnull=False)
    rows = rows.select_related("patient").prefetch_related("reviews")
    found = {one.patient_id: one for one in rows.order_by("valid_until", "valid_from")}
    return list(found.values())


def _of(approval: Approval, days: tuple[int, ...], on: date) -> Iterator[Due]:
    assert approval.valid_until is not None, "latest() brings only those with an end"
    yield from _told(approval, ENDS, approval.valid_until, days, on)
    review = review_due_on(approval)
    if review is not None and review < approval.valid_until and on <= approval.valid_until:
        yield from _told(approval, REVIEW, review, days, on)


def _told(
    approval: Approval, kind: str, last_on: date, days: tuple[int, ...], on: date
) -> Iterator[Due]:
    """Nothing while the end is further than the first of the days; one task for each of them."""
    left = (last_on - on).days
    reached = [one for one in days if left <= one]
    if left >= 0 and not reached:
        return
    ahead = min(reached) if left >= 0 else None
    yield Due(
        key=f"{kind}:{approval.pk}:{ahead if ahead is not None else 'over'}:{last_on}", kind=kind,
        patient=approval.patient_id, number=approval.patient.number,
        due_on=last_on if ahead is None else last_on - timedelta(days=ahead), roles=WHO,
        sentence=_sentence(kind, last_on, left), urgent=left < 0 or ahead == min(days),
        url=reverse("approval:patient", args=[approval.patient_id]),
        values={"last_on": str(last_on), "days": str(left)},
    )  # fmt: skip


def _sentence(kind: str, last_on: date, left: int) -> str:
    said = {"day": say_day(last_on, get_language() or "en"), "left": left}
    if kind == ENDS:
        if left < 0:
            return _("The approval ended on %(day)s. No dose until it is renewed.") % said
        return _("The approval ends on %(day)s, in %(left)s days. Start the renewal.") % said
    if left < 0:
        return _("The review was due by %(day)s. No dose until it is recorded.") % said
    return _("A review is due by %(day)s, in %(left)s days.") % said
