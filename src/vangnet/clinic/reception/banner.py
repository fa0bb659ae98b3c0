"""Who a page is about: number, name, face, alerts and the six steps of the visit.

For every page about one visit. Someone who may not see identity or clinical facts gets none.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import AlertKind, Patient, PatientPhoto, Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.visit import Stage

# How many of the six steps are behind a visit at each stage.
STEPS_DONE = {
    Stage.WAITING: 1,
    Stage.TESTED: 2,
    Stage.CHECKED: 2,
    Stage.DOSED: 3,
    Stage.USING: 3,
    Stage.RECOVERING: 4,
    Stage.LEFT: 6,
    Stage.TURNED_AWAY: 1,
}
NEXT_PAGE = {
    Stage.WAITING: "dispensary:breath",
    Stage.TESTED: "dispensary:check",
    Stage.CHECKED: "dispensary:visit-hatch",
    Stage.DOSED: "dispensary:use",
    Stage.USING: "dispensary:use",
    Stage.RECOVERING: "recovery:visit",
}


def visit_or_404(request: HttpRequest, key: UUID) -> Visit:
    """A visit of the reader's own unit; any other does not exist for them."""
    known = Visit.objects.select_related("unit", "patient__identity", "patient__unit")
    visit = known.filter(pk=key, unit=request.unit).first()  # type: ignore[attr-defined]
    if visit is None:
        raise Http404
    return visit


def next_page(visit: Visit) -> str:
    """Where the work on this visit goes on; the desk when it is over."""
    name = NEXT_PAGE.get(Stage(visit.stage))
    try:
        return reverse(name, args=[visit.pk]) if name else reverse("reception:desk")
    except NoReverseMatch:
        return reverse("reception:desk")


def banner(
    visit: Visit, *, reader: User, day: date | None = None, failed: str = ""
) -> dict[str, Any]:
    """The values of parts/patient_banner.html. `failed` names the steps that stopped it."""
    on = day or clinic_day_of(visit.unit, at=visit.opened_at)
    shown = person(visit.patient, reader=reader)
    shown["chips"] = [*_guest_chips(visit.patient, unit=visit.unit), *shown["chips"]]
    return {**shown, "on": on, "steps": steps(visit, failed=failed)}


def _guest_chips(patient: Patient, *, unit: Unit) -> list[dict[str, str]]:
    """Somebody of another unit is told as that: the number may be one of ours as well."""
    if patient.unit_id == unit.pk:
        return []
    guest = _("Guest of %(unit)s") % {"unit": patient.unit.name}
    return [{"text": guest, "icon": "info", "tone": "info"}]


def person(patient: Patient, *, reader: User) -> dict[str, Any]:
    """Number always; name, birth date, face and alerts as far as the reader may see them."""
    shown: dict[str, Any] = {
        "key": patient.pk, "number": patient.number, "name": "", "born": None, "photo_url": "",
    }  # fmt: skip
    identity = getattr(patient, "identity", None)
    if identity and reader.may(Task.SEE_IDENTITY):
        shown["name"] = f"{identity.given_names} {identity.family_name}".strip()
        shown["born"] = identity.birth_date
        if PatientPhoto.objects.filter(patient=patient).exists():
            shown["photo_url"] = reverse("reception:photo", args=[patient.pk])
    shown["chips"] = alert_chips(patient) if reader.may(Task.SEE_CLINICAL) else []
    return shown


def alert_chips(patient: Patient) -> list[dict[str, str]]:
    """Allergies first. Nothing recorded is said as that, never as "none"."""
    alerts = list(patient.alerts.filter(ended_at__isnull=True).order_by("recorded_at"))
    allergies = [
        {"text": _("Allergy: %(what)s") % {"what": one.words}, "icon": "allergy", "tone": "danger"}
        for one in alerts
        if one.kind == AlertKind.ALLERGY
    ]
    if not allergies:
        none_known = any(one.kind == AlertKind.NO_KNOWN_ALLERGIES for one in alerts)
        allergies = [
            {"text": _("No known allergies"), "icon": "no-allergy", "tone": "idle"}
            if none_known
            else {"text": _("Allergies not recorded"), "icon": "allergy", "tone": "warn"}
        ]
    cautions = [
        {"text": one.words, "icon": "warn", "tone": "warn"}
        for one in alerts
        if one.kind == AlertKind.CAUTION
    ]
    return allergies + cautions


def steps(visit: Visit, *, failed: str = "") -> list[tuple[str, str]]:
    """The six steps with their state. `failed` has "breath", "hatch" or both in it."""
    names = [
        ("identified", _("Identified")), ("breath", _("Breath test")), ("hatch", _("Hatch")),
        ("use", _("Use room")), ("recovery", _("Recovery")), ("leave", _("Leave")),
    ]  # fmt: skip
    done = STEPS_DONE[Stage(visit.stage)]
    over = visit.closed_at is not None
    shown = []
    for i, (key, label) in enumerate(names):
        state = "done" if i < done else "now" if i == done and not over else "todo"
        shown.append((label, "failed" if key in failed.split() else state))
    return shown
