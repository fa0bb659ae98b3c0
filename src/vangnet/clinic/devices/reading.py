"""The page of devices: each with its state, its last reading, its calibration and its patient."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vangnet.clinic.devices.belonging import Unbound
from vangnet.clinic.devices.facts import (
    SILENT_AFTER,
    SPEAKS_ALWAYS,
    calibrations_of,
    is_silent,
)
from vangnet.clinic.devices.frames.measured import Kind, Say
from vangnet.clinic.devices.models import (
    Binding,
    Calibration,
    Device,
    DeviceKind,
    DeviceState,
    Gateway,
    Reading,
    Speaks,
)
from vangnet.clinic.devices.words import (
    KINDS,
    SAID,
    SIGNS,
    SPEAKS,
    WHY_NOBODYS,
    clock_words,
    unit_words,
)
from vangnet.clinic.reception.models import RoomStay, Visit
from vangnet.clinic.registry.models import Unit

GARBAGE_SHOWN = timedelta(minutes=1)  # after this without garbage the line counts as clean again
REFUSED_SHOWN = timedelta(minutes=1)
NOBODYS_SHOWN, SHOWN_SINCE = 20, timedelta(hours=12)


def gateway_of(unit: Unit, *, at: datetime) -> dict[str, Any]:
    """Whether the process that listens is alive, and since when not."""
    row = Gateway.objects.filter(unit=unit).first()
    alive = row is not None and row.stopped_at is None and at - row.seen_at <= SILENT_AFTER
    return {
        "refuses": bool(row and row.refused_at and at - row.refused_at <= REFUSED_SHOWN),
        "alive": alive, "seen_at": row.seen_at if row else None,
        "strangers": sorted(row.strangers) if row else [],
    }  # fmt: skip


def devices_of(
    unit: Unit, *, at: datetime, day: date, clinical: bool, alive: bool
) -> list[dict[str, Any]]:
    """Each device as its card shows it: first what is on somebody and not heard, last what is out

    of service. Values for who may see them. `alive`: as `gateway_of` says.
    """
    rows = list(
        Device.objects.filter(unit=unit).select_related("heard", "tester")
        .order_by("-in_service", "kind", "name", "serial")
    )  # fmt: skip
    on = _on(rows)
    calibrations = calibrations_of(rows)
    cards = [
        {
            "device": device, "kind": KINDS[DeviceKind(device.kind)],
            "speaks": SPEAKS[Speaks(device.speaks)], "on": on.get(device.pk),
            "last": last_values(device, at=at) if clinical else [],
            "calibration": calibration_chip(calibrations.get(device.pk), day=day),
            **state_of(device, on.get(device.pk), alive=alive, at=at, clinical=clinical),
        }
        for device in rows
    ]  # fmt: skip
    return sorted(cards, key=lambda card: not (card["on"] and card["state"]["tone"] == "danger"))


def _on(devices: Iterable[Device]) -> dict[UUID, dict[str, Any]]:
    """Who has each device on now, and in which room they are."""
    rows = Binding.objects.filter(
        device__in=list(devices), ended_at__isnull=True, visit__closed_at__isnull=True
    ).select_related("visit__patient__unit", "bound_by")
    bindings = {row.device_id: row for row in rows}
    stays = RoomStay.objects.filter(
        visit__in=[row.visit_id for row in bindings.values()], until_at__isnull=True
    ).select_related("room")
    rooms = {stay.visit_id: stay.room.number for stay in stays}
    return {
        key: {"binding": row, "visit": row.visit, "room": rooms.get(row.visit_id)}
        for key, row in bindings.items()
    }


def last_values(device: Device, *, at: datetime) -> list[dict[str, Any]]:
    """The newest value of each sign of the last hours, whoever it was of."""
    rows = (
        Reading.objects.filter(device=device, received_at__gte=at - SHOWN_SINCE).defer("raw")
        .order_by("kind", "-received_at", "-pk").distinct("kind")
    )  # fmt: skip
    return [
        {"title": SIGNS[Kind(row.kind)], "value": row.value, "unit": unit_words(row.ucum),
         "at": row.at, "is_nobodys": row.visit_id is None}
        for row in rows
    ]  # fmt: skip


def calibration_chip(known: Calibration | None, *, day: date) -> dict[str, Any]:
    if known is None:
        return {"text": _("Never calibrated"), "icon": "warn", "tone": "warn", "due": None}
    if known.due_on < day:
        text = _("Calibration overdue")
        return {"text": text, "icon": "overdue", "tone": "danger", "due": known.due_on}
    return {"text": _("Calibrated"), "icon": "ok", "tone": "ok", "due": known.due_on}


def state_of(
    device: Device, on: dict[str, Any] | None, *, alive: bool, at: datetime, clinical: bool
) -> dict[str, Any]:
    """The worst that is true of a device, as chip and sentence; the rest as notes.

    What could not be read may hold values: only for who may see them.
    """
    heard: DeviceState | None = getattr(device, "heard", None)
    chip = _chip(device, heard, on, alive=alive, at=at, clinical=clinical)
    return {"state": chip, "notes": _notes(heard) if heard and device.in_service else []}


def _chip(
    device: Device, heard: DeviceState | None, on: dict[str, Any] | None, *, alive: bool,
    at: datetime, clinical: bool,
) -> dict[str, str]:  # fmt: skip
    wrong = "danger" if on else "warn"
    if not device.in_service:
        return _said("idle", "closed", _("Out of service"), "")
    if not alive:
        return _said("danger", "stale", _("Not listened to"), _("The gateway is not running."))
    if heard is None or (heard.heard_at is None and not heard.is_connected):
        return _said(wrong, "stale", _("Never heard"), _("Check the cable and the address."))
    if not heard.is_connected:
        return _said(wrong, "stale", _("Connection lost"), _("Check the cable; it is tried again."))
    since = on["binding"].bound_at if on else heard.since
    if is_silent(device, heard, since=max(since, heard.since), at=at):
        return _said(wrong, "stale", _("Silent"), _("It is connected and sends nothing."))
    if heard.garbage_at is not None and at - heard.garbage_at <= GARBAGE_SHOWN:
        sample = bytes(heard.garbage_sample).decode("ascii", "replace").replace("\ufffd", "·")
        shown = "".join(sign if sign.isprintable() else "·" for sign in sample)
        return _said("warn", "warn", _("Sends what cannot be read"), shown if clinical else "")
    if heard.clock_off_seconds is not None:
        return _said("warn", "warn", _("Clock is off"), clock_words(heard.clock_off_seconds))
    if heard.told in (Say.SENSOR_OFF, Say.NO_VALUE):
        return _said("warn" if on else "idle", "info", _("No value"), str(SAID[Say(heard.told)]))
    told = str(SAID[Say(heard.told)]) if heard.told else ""
    heard_well = _("Sends readings") if device.speaks in SPEAKS_ALWAYS else _("Connected")
    return _said("ok", "ok", heard_well, told)


def _said(tone: str, icon: str, text: str, fact: str) -> dict[str, str]:
    return {"tone": tone, "icon": icon, "text": text, "fact": fact}


def _notes(heard: DeviceState) -> list[str]:
    counts = (
        (heard.repeats, _("%(n)s sent again, kept once")),
        (heard.out_of_order, _("%(n)s came late")),
        (heard.half_frames, _("%(n)s cut in half")),
        (heard.garbage_bytes, _("%(n)s bytes not readable")),
    )
    return [words % {"n": number} for number, words in counts if number]


def nobodys(unit: Unit, *, at: datetime) -> list[dict[str, Any]]:
    """The latest readings that belong to nobody, with why."""
    rows = (
        Reading.objects.filter(
            unit=unit, visit__isnull=True, received_at__gte=at - SHOWN_SINCE
        )
        .select_related("device").defer("raw").order_by("-received_at", "-pk")[:NOBODYS_SHOWN]
    )  # fmt: skip
    return [
        {"row": row, "title": SIGNS[Kind(row.kind)], "unit": unit_words(row.ucum),
         "why": WHY_NOBODYS[Unbound(row.unbound_because)]}
        for row in rows
    ]  # fmt: skip


def here(unit: Unit) -> list[dict[str, Any]]:
    """Who is here, with their room: whom a device can be put on."""
    visits = Visit.objects.filter(unit=unit, closed_at__isnull=True)
    stays = RoomStay.objects.filter(visit__in=visits, until_at__isnull=True)
    rooms = dict(stays.values_list("visit", "room__number"))
    rows = visits.select_related("patient__unit").order_by("patient__number")
    return [{"visit": one, "room": rooms.get(one.pk)} for one in rows]


def free_devices(visit: Visit, *, at: datetime) -> list[dict[str, Any]]:
    """What can be put on this patient, each with its state: in service, and on nobody here."""
    taken = Binding.objects.filter(
        ended_at__isnull=True, visit__closed_at__isnull=True, visit__unit=visit.unit_id
    )
    rows = Device.objects.filter(unit=visit.unit_id, in_service=True).exclude(
        pk__in=taken.values("device")
    )
    rows = rows.exclude(kind=DeviceKind.BREATH_TESTER).select_related("heard")
    alive = gateway_of(visit.unit, at=at)["alive"]
    return [
        {"device": one, **state_of(one, None, alive=alive, at=at, clinical=True)}
        for one in rows.order_by("-kind", "name")
    ]
