"""Measuring devices, who sat down with which, and what they measured (decision 0015).

A reading from a breath tester that is not in calibration stops the dose.
"""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.devices.belonging import Unbound
from vangnet.clinic.devices.frames.measured import Flag, Kind
from vangnet.clinic.keyed import Keyed
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Room, Unit
from vangnet.rules.facts import BreathUnit

USER = settings.AUTH_USER_MODEL


class BreathTester(Keyed):
    """A breathalyser of the unit, and the unit it prints."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="breath_testers")
    name = models.CharField(max_length=20)
    serial = models.CharField(max_length=40, unique=True)
    reading_unit = models.CharField(max_length=8)
    in_service = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reading_unit__in=[u.value for u in BreathUnit]),
                name="tester_unit_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DeviceKind(models.TextChoices):
    BREATH_TESTER = "breath_tester"
    PULSE_OXIMETER = "pulse_oximeter"
    MONITOR = "monitor"


class Speaks(models.TextChoices):
    """The language on the wire; a decoder each in `frames`."""

    LINES = "lines"
    BACTRACK = "bactrack"
    NONIN_ASCII = "nonin_ascii"
    NONIN_DF2 = "nonin_df2"
    PLX = "plx"
    PCD01 = "pcd01"


class Device(Keyed):
    """A device the gateway listens to: what it is, how it speaks, and where it is plugged in.

    A breath tester of the hatch that is also plugged in has a row here that names it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="devices")
    name = models.CharField(max_length=20)
    serial = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=DeviceKind)
    speaks = models.CharField(max_length=20, choices=Speaks)
    address = models.CharField(max_length=120)  # a port's path, or the EUI-64 that HL7 names
    baud = models.PositiveIntegerField(default=9600)
    pattern = models.CharField(max_length=200, blank=True)  # of a line, when it speaks lines
    goes_by_own_clock = models.BooleanField(default=False)
    tester = models.OneToOneField(
        BreathTester, models.PROTECT, related_name="plugged_in", null=True
    )
    in_service = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DeviceKind.values, speaks__in=Speaks.values),
                name="device_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="breath_tester", tester__isnull=False)
                | Q(tester__isnull=True) & ~Q(kind="breath_tester"),
                name="device_names_its_breath_tester",
            ),
            models.CheckConstraint(
                condition=Q(speaks="lines") & ~Q(pattern="") | ~Q(speaks="lines") & Q(pattern=""),
                name="device_has_a_pattern_exactly_for_lines",
            ),
            models.UniqueConstraint(
                fields=["unit", "address"], condition=Q(in_service=True),
                name="device_one_an_address",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Calibration(Keyed):
    """A device was calibrated or checked. Never edited; the latest counts."""

    tester = models.ForeignKey(BreathTester, models.PROTECT, related_name="calibrations", null=True)
    device = models.ForeignKey(Device, models.PROTECT, related_name="calibrations", null=True)
    calibrated_on = models.DateField()
    due_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        get_latest_by = ["calibrated_on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=F("calibrated_on")),
                name="calibration_is_due_after_it_was_done",
            ),
            models.CheckConstraint(
                condition=Q(tester__isnull=False, device__isnull=True)
                | Q(tester__isnull=True, device__isnull=False),
                name="calibration_is_of_one_device",
            ),
        ]

    def __str__(self) -> str:
        return f"calibration of {self.tester_id or self.device_id}"


class Binding(Keyed):
    """A member of staff put a device on a patient, for this visit. It ends once."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, related_name="bindings")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="bindings")
    room = models.ForeignKey(Room, models.PROTECT, related_name="+", null=True)
    bound_at = models.DateTimeField()
    bound_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    request_id = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(ended_at__isnull=True),
                name="binding_one_patient_a_device",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="binding_is_ended_by_somebody",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"binding {self.id}"


class Reading(Keyed):
    """One value as a device sent it. Never edited; of nobody when it is not certain whose it is."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, related_name="readings")
    binding = models.ForeignKey(Binding, models.PROTECT, related_name="readings", null=True)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="readings", null=True)
    unbound_because = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=9, decimal_places=3)
    ucum = models.CharField(max_length=8)
    measured_at = models.DateTimeField(null=True)  # by the device's own clock, when it has one
    received_at = models.DateTimeField()
    calibrated_on = models.DateField(null=True)
    calibration_due_on = models.DateField(null=True)
    flags = ArrayField(models.CharField(max_length=20), default=list)
    raw = models.BinaryField()
    fingerprint = models.CharField(max_length=64, blank=True)  # the same one is the same reading

    class Meta:
        indexes = [
            models.Index(fields=["visit", "kind", "received_at"], name="reading_of_a_visit"),
            models.Index(fields=["device", "received_at"], name="reading_of_a_device"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="reading_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(visit__isnull=False, binding__isnull=False, unbound_because="")
                | Q(
                    visit__isnull=True, binding__isnull=True,
                    unbound_because__in=[why.value for why in Unbound],
                ),
                name="reading_is_bound_or_says_why_not",
            ),
            models.UniqueConstraint(
                fields=["device", "fingerprint"], condition=~Q(fingerprint=""),
                name="reading_is_kept_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"reading {self.id}"

    @property
    def at(self) -> datetime:
        """By the device's clock where that counts, and never after it arrived."""
        if self.measured_at is None or Flag.CLOCK_IGNORED in self.flags:
            return self.received_at
        return min(self.measured_at, self.received_at)


class DeviceState(Keyed):
    """What the gateway last heard of a device. Changes in place; the readings are the record."""

    device = models.OneToOneField(Device, models.CASCADE, related_name="heard")
    is_connected = models.BooleanField(default=False)
    since = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)  # the last good frame
    told = models.CharField(max_length=20, blank=True)  # what it said without a value
    frames = models.PositiveBigIntegerField(default=0)
    repeats = models.PositiveBigIntegerField(default=0)
    out_of_order = models.PositiveBigIntegerField(default=0)
    half_frames = models.PositiveBigIntegerField(default=0)
    garbage_bytes = models.PositiveBigIntegerField(default=0)
    garbage_at = models.DateTimeField(null=True)
    garbage_sample = models.BinaryField(default=b"")
    clock_off_seconds = models.IntegerField(null=True)  # positive: the device's clock is ahead

    def __str__(self) -> str:
        return f"state of {self.device_id}"


class Gateway(Keyed):
    """The gateway process of a unit: when it was last alive. Changes in place."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="gateway")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)  # the database would not have a reading at all
    strangers = models.JSONField(default=dict)  # addresses nobody has added, and when they spoke
    forwarded_id = models.UUIDField(null=True)  # the last reading that was sent on

    def __str__(self) -> str:
        return f"gateway of {self.unit_id}"
