"""A patient as pages show them: banner, face, and who may see which part."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.registry.models import Alert, AlertKind, Patient, PatientIdentity, PatientPhoto
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task


def patient_or_404(key: UUID, *, unit: Any) -> Patient:
    """A patient of this unit. One of another unit is not found, as one who does not exist."""
    patient = Patient.objects.filter(pk=key, unit=unit).first()
    if patient is None:
        raise Http404
    return patient


def banner(patient: Patient, *, reader: User, on: date) -> dict[str, Any]:
    """The context of parts/patient_banner.html, as far as this reader may see it."""
    shown: dict[str, Any] = {
        "number": patient.number,
        "on": on,
        "url": reverse("registry:patient", args=[patient.pk]),
        "chips": alert_chips(patient) if reader.may(Task.SEE_CLINICAL) else [],
    }
    if not reader.may(Task.SEE_IDENTITY):
        return shown
    identity = PatientIdentity.objects.filter(patient=patient).first()
    if identity:
        shown |= {"name": full_name(identity), "born": identity.birth_date}
    if PatientPhoto.objects.filter(patient=patient).exists():
        shown["photo_url"] = reverse("registry:photo", args=[patient.pk])
    return shown


def full_name(identity: PatientIdentity) -> str:
    return f"{identity.given_names} {identity.family_name}".strip()


def alert_chips(patient: Patient) -> list[dict[str, str]]:
    """Allergies first. Nobody asked is said as well, never left out."""
    chips, cautions = [], []
    for alert in Alert.objects.filter(patient=patient, ended_at__isnull=True).order_by("pk"):
        if alert.kind == AlertKind.ALLERGY:
            text = _("Allergy: %(what)s") % {"what": alert.words}
            chips.append({"text": text, "icon": "allergy", "tone": "danger"})
        elif alert.kind == AlertKind.NO_KNOWN_ALLERGIES:
            text = _("No known allergies")
            chips.append({"text": text, "icon": "no-allergy", "tone": "idle"})
        else:
            cautions.append({"text": alert.words, "icon": "warn", "tone": "warn"})
    if not chips:
        chips = [{"text": _("Allergies not asked"), "icon": "allergy", "tone": "warn"}]
    return (chips + cautions)[:3]
