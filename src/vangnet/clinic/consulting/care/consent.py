"""What a person has agreed to, for the letter, the exchange and research to ask."""

from datetime import date

from vangnet.clinic.consulting.models import Consent
from vangnet.clinic.registry.models import Patient
from vangnet.rules.care import ConsentScope


def in_force(patient: Patient, scope: ConsentScope, on: date) -> Consent | None:
    """The consent for this purpose that holds on that day; None: never given, or taken back."""
    last = (
        Consent.objects.filter(patient=patient, scope=scope, on__lte=on)
        .order_by("on", "recorded_at", "pk")
        .last()
    )
    return last if last and last.is_given else None


def standing(patient: Patient, *, on: date) -> list[tuple[ConsentScope, Consent | None]]:
    """Each purpose with the last that was said about it, given or taken back."""
    last: dict[str, Consent] = {}
    rows = Consent.objects.filter(patient=patient, on__lte=on).select_related("witness")
    for one in rows.order_by("on", "recorded_at", "pk"):
        last[one.scope] = one
    return [(scope, last.get(scope)) for scope in ConsentScope]
