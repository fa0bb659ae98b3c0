"""`{% load emergency %}`: the control that starts an emergency, on every page of a patient."""

from typing import Any
from uuid import UUID, uuid4

from django import template

from vangnet.clinic.recovery.emergency import words
from vangnet.clinic.recovery.emergency.models import Emergency, EmergencyAct, EmergencyReview
from vangnet.clinic.staff.roles import Task

register = template.Library()


@register.inclusion_tag("emergency/control.html", takes_context=True)
def overdose_control(context: template.Context, patient: UUID) -> dict[str, Any]:
    """One question of the database: what runs for this person, and whose lock stands."""
    request = context.get("request")
    if request is None or getattr(request, "unit", None) is None:
        return {"patient": None}
    if not request.user.may(Task.HELP_IN_EMERGENCY):
        return {"patient": None}
    released = EmergencyReview.objects.filter(releases=True).values("emergency")
    rows = Emergency.objects.filter(patient=patient).exclude(pk__in=released)
    found = list(rows.order_by("-started_at"))
    return {
        "patient": patient, "request_id": uuid4(), "csrf_token": context.get("csrf_token"),
        "runs": next((one for one in found if one.ended_at is None), None),
        "locked": next((one for one in found if one.ended_at is not None), None),
    }  # fmt: skip


@register.filter
def act_said(act: EmergencyAct) -> str:
    return words.said(act)


@register.filter
def act_mg(act: EmergencyAct) -> str:
    return words.mg(act)


@register.filter
def outcome_said(outcome: str) -> Any:
    return words.OUTCOMES.get(outcome, outcome)


@register.filter
def movement_said(kind: str) -> Any:
    return words.MOVEMENTS.get(kind, kind)


@register.simple_tag
def new_request() -> UUID:
    return uuid4()
