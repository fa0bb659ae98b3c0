"""The breath tests of the last days as points over time, against the limit each was held to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from vangnet.clinic.board.record.dose_chart import dates
from vangnet.clinic.board.record.scale import Days, Height, percent
from vangnet.clinic.board.templatetags.formats import reading_number
from vangnet.clinic.dispensary.models import BreathTest, HandOver
from vangnet.clinic.registry.models import Patient
from vangnet.rules.decision import Reason

DAYS_SHOWN = 30
PER_LITRE = "ug/L"
OF_THE_BREATH = (Reason.BREATH_OVER_LIMIT, Reason.BREATH_RETEST_TOO_EARLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    test: BreathTest
    over: bool
    x: str
    y: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Breath:
    """`limit_y` and `limit_text` are of the latest limit; each point was held to its own."""

    points: list[Point]  # the first first
    days: int
    limit_y: str
    limit_text: str
    dates: list[tuple[str, str, str]]
    refused: int  # doses the gate refused for the breath

    @property
    def over(self) -> list[Point]:
        """Those over their limit, the latest first."""
        return [one for one in reversed(self.points) if one.over]


def breath(patient: Patient, *, on: date, at: datetime) -> Breath:
    span = Days(first=on - timedelta(days=DAYS_SHOWN - 1), last=on)
    tests = list(
        BreathTest.objects.filter(
            patient=patient, corrected_by__isnull=True, taken_at__lte=at,
            taken_at__gte=at - timedelta(days=DAYS_SHOWN),
        ).order_by("taken_at", "pk")
    )  # fmt: skip
    limit = tests[-1].limit_ug_per_l if tests else Decimal(0)
    height = Height.over([limit, *(one.alcohol_ug_per_l for one in tests)])
    return Breath(
        points=[_point(one, span, height) for one in tests], days=DAYS_SHOWN,
        limit_y=percent(height.up(limit)), limit_text=reading_number(limit, PER_LITRE),
        dates=dates(span), refused=_refused(patient, since=span.first),
    )  # fmt: skip


def _point(test: BreathTest, span: Days, height: Height) -> Point:
    local = timezone.localtime(test.taken_at)
    part = (local.hour * 60 + local.minute) / (24 * 60)
    place = span.left(local.date()) + span.width * part
    return Point(
        test=test, over=test.alcohol_ug_per_l > test.limit_ug_per_l,
        x=percent(min(max(place, 0.0), 100.0)), y=percent(height.up(test.alcohol_ug_per_l)),
    )  # fmt: skip


def _refused(patient: Patient, *, since: date) -> int:
    rows = HandOver.objects.filter(patient=patient, allowed=False, clinic_day__gte=since)
    codes = {reason.value for reason in OF_THE_BREATH}
    return sum(
        any(one["reason"] in codes for one in reasons)
        for reasons in rows.values_list("reasons", flat=True)
    )
