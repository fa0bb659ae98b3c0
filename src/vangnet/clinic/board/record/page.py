"""The clinical part of a patient's page, read in a number of questions that doses do not raise."""

from datetime import date, datetime
from typing import Any

from vangnet.clinic.board.letter.reading import made_for
from vangnet.clinic.board.record import breath, dose_chart, holds, incidents, ordered
from vangnet.clinic.board.record.due import due
from vangnet.clinic.consulting.approval.reading import card as approval_card
from vangnet.clinic.consulting.care.reading import card as care_card
from vangnet.clinic.consulting.ladder.reading import card as ladder_card
from vangnet.clinic.consulting.medicines.reading import card as medicines_card
from vangnet.clinic.consulting.moving.reading import card as moving_card
from vangnet.clinic.consulting.tasks.reading import gap_cards
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task


def clinical(
    patient: Patient, *, reader: User, today: date, at: datetime, span: int | None = None
) -> dict[str, Any]:
    """The context of templates/registry/patient.html for who may see clinical facts."""
    known = ordered.orders_of(patient)
    cards, ladder = gap_cards(patient, on=today), ladder_card(patient, on=today)
    found = incidents.incidents(patient, at=at)
    return {
        "ladder": ladder, "orders": [_order(one, today) for one in ordered.current(known)],
        "suspended": {one.course.order.pk for one in cards if one.course.suspended_from},
        "gap_cards": [one for one in cards if one.gap.missed_days or one.course.suspended_from],
        "panels": dose_chart.panels(patient, known, on=today, span=span),
        "spans": dose_chart.SPANS,
        "breath": breath.breath(patient, on=today, at=at),
        "incidents": found[: incidents.SHOWN], "incidents_more": found[incidents.SHOWN :],
        "incidents_count": len(found), "holds": holds.shown(patient, at=at, reader=reader),
        "due": due(patient, on=today, reader=reader),
        "approval_card": approval_card(patient, at=at), "care": care_card(patient, at=at),
        "medicines": medicines_card(patient, on=today),
        "may_write_medicines": reader.may(Task.KEEP_HEALTH_RECORD) and not ladder.has_died,
        "letters": made_for(patient), "moving": moving_card(patient, on=today),
        "is_over": ladder.has_died or ladder.exit is not None,
    }  # fmt: skip


def _order(one: ordered.Ordered, today: date) -> dict[str, Any]:
    """An order with what it says today; outside its days what it began or ended with."""
    over = one.last is not None and one.last < today
    return {"order": one.order, "says": one.on(today) or one.steps[-1 if over else 0]}
