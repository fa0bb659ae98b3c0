"""What the pages of the hatch show, read in one place. Nothing here decides: the gate does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from vangnet.clinic.consulting.models import Order
from vangnet.clinic.devices.models import BreathTester
from vangnet.clinic.dispensary import facts, testing
from vangnet.clinic.dispensary.goods import container_facts
from vangnet.clinic.dispensary.models import BreathTest, HandOver, Use
from vangnet.clinic.dispensary.ordered import order_on
from vangnet.clinic.reception.models import RoomStay, Visit
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Room, RoomState, Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.vault.models import Container, ContainerState, Kit
from vangnet.rules.limits import Limits, NoLimit

CONTAINERS_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Stocked:
    """A container that could give this dose, and what it holds."""

    container: Container
    in_stock_mg: Decimal
    usable_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """How this dose stands in its day, and when the next may be."""

    number: int
    doses_per_day: int
    before_mg: Decimal
    after_mg: Decimal
    day_mg: Decimal
    last_ended_at: datetime | None
    next_from: datetime | None


def limits_or_none(visit: Visit, *, at: datetime, order: Order | None = None) -> Limits | None:
    """The limits to show beside a reading; None when nobody has signed any."""
    try:
        return testing.limits_for(visit, at=at, order=order)
    except testing.NoProtocol:
        return None


def tests_of(visit: Visit) -> list[BreathTest]:
    """Latest first; corrected readings are left out."""
    rows = BreathTest.objects.filter(visit=visit, corrected_by__isnull=True)
    return list(rows.select_related("tester", "taken_by").order_by("-taken_at", "-pk"))


def retest_from(tests: list[BreathTest], limits: Limits | None) -> datetime | None:
    """When the next test may be, when the latest was over its limit."""
    if not tests or limits is None or not is_over(tests[0]):
        return None
    return tests[0].taken_at + limits.breath_retest_wait


def is_over(test: BreathTest) -> bool:
    return test.alcohol_ug_per_l > test.limit_ug_per_l


def testers(unit: Unit) -> list[tuple[BreathTester, Any]]:
    """Devices in service with the day of their calibration and the day it is due."""
    known = BreathTester.objects.filter(unit=unit, in_service=True).order_by("name")
    return [(one, facts.calibration_of(one)) for one in known]


def containers_for(unit: Unit, order: Order, *, dose_mg: Decimal, at: datetime) -> list[Stocked]:
    """Containers with enough of what is ordered, the first to expire first."""
    rows = Container.objects.filter(
        unit=unit, state=ContainerState.OPEN, usable_until__gt=at, lot__drug=order.drug,
        lot__salt_form=order.salt_form, lot__routes__contains=[order.route],
    ).select_related("lot", "unit")  # fmt: skip
    stocked = []
    for one in rows.order_by("usable_until", "code"):
        known = container_facts(one)
        if known and known.usable_until and known.usable_until > at:
            stocked.append(
                Stocked(
                    container=one, in_stock_mg=known.in_stock_mg, usable_until=known.usable_until
                )
            )
    enough = [one for one in stocked if one.in_stock_mg >= dose_mg]
    return sorted(enough, key=lambda one: (one.usable_until, one.container.code))[:CONTAINERS_SHOWN]


def next_kit(unit: Unit, *, route: str, at: datetime) -> Kit | None:
    """The first kit for this route that is in date and has gone to nobody."""
    issued = HandOver.objects.filter(unit=unit, allowed=True, kit__isnull=False).values("kit")
    in_date = Kit.objects.filter(
        unit=unit, lot__route=route, lot__expires_on__gte=clinic_day_of(unit, at=at)
    )
    rows = in_date.exclude(pk__in=issued).select_related("lot")
    return rows.order_by("lot__expires_on", "code").first()


def room_needed(limits: Limits | None) -> bool:
    """Whether this product is used in a room. Not set is yes."""
    return limits is None or limits.room_needed is not False


def kit_needed(limits: Limits | None) -> bool:
    return limits is None or limits.kit_needed


def ready_rooms(unit: Unit) -> QuerySet[Room]:
    """Ready and empty, lowest number first."""
    taken = RoomStay.objects.filter(unit=unit, until_at__isnull=True).values("room")
    return Room.objects.filter(unit=unit, state=RoomState.READY).exclude(pk__in=taken)


def room_of(visit: Visit) -> Room | None:
    stay = RoomStay.objects.filter(visit=visit, until_at__isnull=True).select_related("room")
    return found.room if (found := stay.first()) else None


def witnesses(unit: Unit, *, giver: User) -> list[User]:
    """Who may witness here, but for the one who hands over."""
    staff = User.objects.filter(workplace__unit=unit, is_active=True).exclude(pk=giver.pk)
    return [one for one in staff.order_by("display_name") if one.may(Task.WITNESS)]


def last_uses(visit: Visit) -> list[Use]:
    """The four doses before, latest first."""
    rows = Use.objects.filter(patient=visit.patient).select_related("hand_over__order")
    rows = rows.prefetch_related("hand_over__order__steps")
    return list(rows.order_by("-opened_at", "-pk")[:4])


def last_ended(visit: Visit, *, drug: str) -> datetime | None:
    """When the patient's last dose of this drug ended, on whatever day."""
    rows = Use.objects.filter(patient=visit.patient, ended_at__isnull=False, hand_over__drug=drug)
    last = rows.order_by("ended_at").last()
    return last.ended_at if last else None


def day_of(
    visit: Visit, *, order: Order, dose_mg: Decimal, limits: Limits | None, at: datetime
) -> Day:
    """The doses of this drug on this clinic day, counted as the page shows them."""
    today = clinic_day_of(visit.unit, at=at)
    rows = Use.objects.filter(patient=visit.patient, hand_over__clinic_day=today)
    uses, says = list(rows.filter(hand_over__drug=order.drug)), order_on(order, today)
    before = sum(
        (use.dose_mg if use.given_mg is None else use.given_mg for use in uses), Decimal(0)
    )
    ended = max((use.ended_at for use in uses if use.ended_at), default=None)
    interval = limits.interval_shortest if limits else None
    waits = interval if isinstance(interval, timedelta) else None
    return Day(
        number=len(uses) + 1, doses_per_day=says.doses_per_day, before_mg=before,
        after_mg=before + dose_mg, day_mg=says.day_mg, last_ended_at=ended,
        next_from=ended + waits if ended and waits else None,
    )  # fmt: skip


def counts_until(visit: Visit, limits: Limits | None) -> datetime | None:
    """Until when both the breath test and the check count, as far as they are there."""
    test, check = facts.latest_breath_test(visit), facts.latest_check(visit)
    if limits is None or test is None or check is None:
        return None
    return min(
        test.taken_at + limits.breath_test_valid, check.checked_at + limits.pre_dose_check_valid
    )


def attempts_max(visit: Visit, *, order: Order | None, at: datetime) -> int | None:
    limits = limits_or_none(visit, at=at, order=order)
    most = limits.use_attempts_max if limits else None
    return None if most is None or isinstance(most, NoLimit) else most
