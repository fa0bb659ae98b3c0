"""The check of one order: the rule alone, and with everything read from the database around it."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.ground import Ground

STEPS = 12  # dated doses of the order that is asked about


def measure(ground: Ground, *, times: int) -> dict[str, Any]:
    """Medians in milliseconds; nothing is kept."""
    import django

    django.setup()
    from vangnet.clinic.consulting.orders import actions
    from vangnet.rules.dosing import may_order

    asked = _asked(ground)
    looked = actions.look(**asked)
    assert looked.decision.allowed, looked.decision.reasons
    return {
        "rule_p50_ms": _p50(lambda: may_order(looked.facts, looked.protocol), times),
        "check_p50_ms": _p50(lambda: actions.look(**asked), times),
        "dated_doses": STEPS,
    }


def _asked(ground: Ground) -> dict[str, Any]:
    from datetime import timedelta
    from decimal import Decimal

    from django.utils import timezone

    from vangnet.clinic.consulting.models import Order
    from vangnet.clinic.consulting.orders.facts import Wanted
    from vangnet.clinic.registry.facts import clinic_day_of
    from vangnet.rules.amounts import Drug, Route, SaltForm
    from vangnet.rules.dosing import OrderKind
    from vangnet.rules.schedules import schedule

    at = timezone.now()
    order = Order.objects.filter(unit_id=ground.unit, superseded_by__isnull=True).first()
    assert order is not None, "people wait at the hatch, each with an order"
    today = clinic_day_of(order.unit, at=at)
    steps = schedule(
        OrderKind.TAPER, start_mg=Decimal(200), step_mg=Decimal(10), every_days=1,
        target_mg=Decimal(200 - 10 * (STEPS - 1)), doses_per_day=3, first_on=today,
        last_on=today + timedelta(days=STEPS),
    )  # fmt: skip
    wanted = Wanted(
        kind=OrderKind.TAPER, drug=Drug.DIAMORPHINE,
        salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE, route=Route.INTRAVENOUS, steps=steps,
        valid_until=today + timedelta(days=STEPS), reason="measured",
    )  # fmt: skip
    return {"patient": order.patient, "wanted": wanted, "by": order.prescriber, "at": at}


def _p50(work: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        start = perf_counter()
        work()
        found.append(perf_counter() - start)
    return round(1000 * median(found), 3)
