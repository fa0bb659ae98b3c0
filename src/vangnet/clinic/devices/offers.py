"""A breath tester's reading, offered on the form of the breath test. A nurse reads and saves it.

Nothing is written by itself: the form is filled in, names the device and says how old the reading
is. Only a reading of this visit is offered, made while this tester was set to this patient.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from vangnet.clinic.devices.actions import take_off
from vangnet.clinic.devices.frames.measured import Kind, Say
from vangnet.clinic.devices.models import Binding, BreathTester, Device, Reading
from vangnet.clinic.devices.words import SAID, age_words, unit_words
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.staff.models import User

# How long a page offers a reading; an older one is blown again. About pages, no clinical value:
# the test is saved with the time of saving, so the two may not be far apart.
OFFERED_FOR = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A plugged-in breath tester as this visit sees it."""

    device: Device
    binding: Binding | None  # to this visit
    is_elsewhere: bool  # set to another patient who is here
    reading: Reading | None
    age: str
    told: str
    other_unit: str  # it printed a unit that the tester is not known by


def offers(visit: Visit, *, at: datetime) -> list[Offer]:
    """Every breath tester of the unit that is plugged in."""
    devices = Device.objects.filter(
        unit=visit.unit_id, in_service=True, tester__in_service=True
    ).select_related("tester", "heard")
    standing = {
        row.device_id: row
        for row in Binding.objects.filter(
            device__in=devices, ended_at__isnull=True, visit__closed_at__isnull=True
        )
    }
    return [_offer(visit, one, standing.get(one.pk), at) for one in devices.order_by("name")]


def _offer(visit: Visit, device: Device, on: Binding | None, at: datetime) -> Offer:
    mine = on if on is not None and on.visit_id == visit.pk else None
    row = latest(mine, at=at) if mine else None
    fits = row is not None and device.tester is not None and row.ucum == device.tester.reading_unit
    state = getattr(device, "heard", None)
    return Offer(
        device=device, binding=mine, is_elsewhere=on is not None and mine is None,
        reading=row if fits else None, age=age_words(at - row.received_at) if row else "",
        told=str(SAID[Say(state.told)]) if state and state.told else "",
        other_unit=unit_words(row.ucum) if row and not fits else "",
    )  # fmt: skip


def latest(binding: Binding, *, at: datetime) -> Reading | None:
    """The newest reading of this binding, while it is young enough to offer."""
    rows = Reading.objects.filter(
        binding=binding, kind=Kind.BREATH_ALCOHOL.value, received_at__gte=at - OFFERED_FOR
    )
    return rows.order_by("received_at", "pk").last()


def prefill(visit: Visit, asked: str, *, at: datetime) -> dict[str, Any]:
    """What the form begins with when a reading was chosen; empty when that one is too old."""
    one = chosen(visit, asked, at=at)
    if one is None or one.reading is None:
        return {}
    value = one.reading.value
    plain = value.quantize(Decimal(1)) if value == int(value) else value.normalize()
    return {"tester": one.device.tester_id, "reading": plain}


def chosen(visit: Visit, asked: str, *, at: datetime) -> Offer | None:
    if not asked:
        return None
    found = (one for one in offers(visit, at=at) if one.reading and str(one.reading.pk) == asked)
    return next(found, None)


def test_is_kept(*, visit: Visit, tester: BreathTester, by: User, at: datetime) -> None:
    """The test of this visit was saved: the tester is free for the next patient."""
    for binding in Binding.objects.filter(
        visit=visit, device__tester=tester, ended_at__isnull=True
    ):
        take_off(binding=binding, by=by, at=at)


def key_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
