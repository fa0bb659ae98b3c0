"""The two questions the room board asks the database: the rooms, and who is here.

Everything of a visit that the board shows comes with it in one row; nothing is decided here.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, JSONObject

from vangnet.clinic.dispensary.models import BreathTest, HandOver, Use
from vangnet.clinic.protocols.models import ProtocolVersion
from vangnet.clinic.reception.models import RoomStay, Visit
from vangnet.clinic.recovery.models import Emergency
from vangnet.clinic.registry.models import Room


def rooms(unit_key: UUID, *, at: datetime) -> list[Room]:
    """Every room of the unit, each with the unit itself and the protocol in force."""
    version = ProtocolVersion.objects.filter(unit=OuterRef("unit"), in_force_from__lte=at)
    return list(
        Room.objects.filter(unit_id=unit_key)
        .select_related("unit")
        .annotate(protocol_key=Subquery(version.order_by("-in_force_from").values("pk")[:1]))
        .order_by("number")
    )


def visits(unit_key: UUID) -> Iterable[Any]:
    """Everyone who is here, longest first, with their room, dose, last test and last answer."""
    here = Q(visit=OuterRef("pk"))
    stay = RoomStay.objects.filter(here, until_at__isnull=True)
    runs = Emergency.objects.filter(patient=OuterRef("patient"), ended_at__isnull=True)
    return (
        Visit.objects.filter(unit_id=unit_key, closed_at__isnull=True)
        .annotate(
            number=Case(  # as Visit.shown_number has it
                When(patient__unit=F("unit"), then=F("patient__number")),
                default=Concat(
                    "patient__number", Value(" "), "patient__unit__code", output_field=CharField()
                ),
                output_field=CharField(),
            ),
            room=Subquery(stay.values("room_id")[:1]),
            room_from=Subquery(stay.values("from_at")[:1]),
            doses=ArraySubquery(_doses(here)),
            test=Subquery(_test(here)),
            answer=Subquery(_answer(here)),
            emergency=Subquery(runs.values("pk")[:1]),
            emergency_at=Subquery(runs.values("started_at")[:1]),
        )
        .order_by("opened_at", "pk")
        .values(
            "pk",
            "stage",
            "opened_at",
            "number",
            "room",
            "room_from",
            "doses",
            "test",
            "answer",
            "emergency",
            "emergency_at",
        )
    )


def _doses(here: Q) -> QuerySet[Use, Any]:
    """The doses of the visit, the last one last: one a drug."""
    return (
        Use.objects.filter(here)
        .order_by("opened_at", "pk")
        .values(
            row=JSONObject(
                key="pk",
                opened_at="opened_at",
                started_at="started_at",
                ended_at="ended_at",
                dose_mg="dose_mg",
                drug="hand_over__drug",
                salt_form="hand_over__salt_form",
                route="hand_over__route",
                protocol="hand_over__protocol_id",
            )
        )
    )


def _test(here: Q) -> QuerySet[BreathTest, Any]:
    return (
        BreathTest.objects.filter(here, corrected_by__isnull=True)
        .order_by("-taken_at", "-pk")
        .values(
            row=JSONObject(
                at="taken_at",
                reading="reading",
                unit="reading_unit",
                alcohol="alcohol_ug_per_l",
                limit="limit_ug_per_l",
            )
        )[:1]
    )


def _answer(here: Q) -> QuerySet[HandOver, Any]:
    return (
        HandOver.objects.filter(here)
        .order_by("-at", "-pk")
        .values(row=JSONObject(at="at", allowed="allowed"))[:1]
    )
