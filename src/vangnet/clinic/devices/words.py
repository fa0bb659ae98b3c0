"""The words of pages for what devices are, say, and suffer."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.devices.belonging import Unbound
from vangnet.clinic.devices.frames.measured import Kind, Say
from vangnet.clinic.devices.models import DeviceKind, Speaks

KINDS = {
    DeviceKind.BREATH_TESTER: gettext_lazy("Breath tester"),
    DeviceKind.PULSE_OXIMETER: gettext_lazy("Pulse oximeter"),
    DeviceKind.MONITOR: gettext_lazy("Monitor"),
}
SPEAKS = {
    Speaks.LINES: gettext_lazy("Lines of text, by a pattern"),
    Speaks.BACTRACK: gettext_lazy("BACtrack, Bluetooth over a wire"),
    Speaks.NONIN_ASCII: gettext_lazy("Nonin, lines of text"),
    Speaks.NONIN_DF2: gettext_lazy("Nonin, data format 2"),
    Speaks.PLX: gettext_lazy("Bluetooth oximeter over a wire"),
    Speaks.PCD01: gettext_lazy("HL7 over the network"),
}
SIGNS = {
    Kind.SPO2: gettext_lazy("Oxygen, SpO₂"),
    Kind.PULSE: gettext_lazy("Pulse"),
    Kind.RESPIRATORY_RATE: gettext_lazy("Breaths a minute"),
    Kind.BREATH_ALCOHOL: gettext_lazy("Alcohol in breath"),
}
SAID = {
    Say.SENSOR_OFF: gettext_lazy("The sensor is not on the patient"),
    Say.NO_VALUE: gettext_lazy("It finds no value"),
    Say.WARMING_UP: gettext_lazy("Warming up"),
    Say.BLOW_NOW: gettext_lazy("Blow now"),
    Say.KEEP_BLOWING: gettext_lazy("Keep blowing"),
    Say.ANALYSING: gettext_lazy("Working out the reading"),
    Say.CANCELLED: gettext_lazy("The test was broken off. Start it again."),
    Say.BLOW_ERROR: gettext_lazy("Not enough breath. Start the test again."),
}
WHY_NOBODYS = {
    Unbound.NO_BINDING: gettext_lazy("The device was on nobody"),
    Unbound.VISIT_CLOSED: gettext_lazy("The visit was over"),
    Unbound.BEFORE_BINDING: gettext_lazy("Measured before the device was put on"),
    Unbound.CLOCK_OFF: gettext_lazy("The device's clock is wrong or gave no time"),
    Unbound.SOMEONE_ELSE: gettext_lazy("The device names another patient"),
    Unbound.TRIAL: gettext_lazy("The device says this is a trial"),
}
_UNITS = {"ug/L": "µg/L", "[ppth]": "‰"}


def unit_words(ucum: str) -> str:
    return _UNITS.get(ucum, ucum)


def clock_words(seconds: int) -> str:
    """How far off a clock is, and what that may mean."""
    off = _length(timedelta(seconds=abs(seconds)))
    if seconds > 0:
        return _("Its clock is %(off)s ahead. Set it right.") % {"off": off}
    return _("Its clock is %(off)s behind, or it sends what it stored. Set it right.") % {
        "off": off
    }


def age_words(age: timedelta) -> str:
    """In seconds up to two minutes: that is how one looks at a reading that was just made."""
    seconds = max(int(age.total_seconds()), 0)
    if seconds < 120:
        return _("%(n)s seconds ago") % {"n": seconds}
    return _("%(length)s ago") % {"length": _length(age)}


def _length(length: timedelta) -> str:
    hours, rest = divmod(int(length.total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(seconds)s s") % {"seconds": seconds}
