"""From the breath test to the end of use. Constraints repeat the rules no bug may break."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.consulting.models import Order
from vangnet.clinic.devices.models import BreathTester, Reading
from vangnet.clinic.dispensary.readiness.models import UnitCheck as UnitCheck
from vangnet.clinic.keyed import Keyed
from vangnet.clinic.protocols.models import ProtocolVersion
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Patient, Room, Unit
from vangnet.clinic.vault.models import Container, Kit

USER = settings.AUTH_USER_MODEL


class BreathTest(Keyed):
    """A reading as the device gave it. A correction is a new row that names the old.

    Either the device sent it (`sent`), or it was typed and read back: typed twice, the same. Rows
    of before that was asked have neither.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="breath_tests")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="breath_tests")
    tester = models.ForeignKey(BreathTester, models.PROTECT, related_name="+")
    reading = models.DecimalField(max_digits=8, decimal_places=3)
    reading_unit = models.CharField(max_length=8)
    read_back = models.DecimalField(max_digits=8, decimal_places=3, null=True)
    sent = models.OneToOneField(Reading, models.PROTECT, related_name="breath_test", null=True)
    alcohol_ug_per_l = models.DecimalField(max_digits=9, decimal_places=3)
    limit_ug_per_l = models.DecimalField(max_digits=9, decimal_places=3)
    calibrated_on = models.DateField()
    calibration_due_on = models.DateField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    request_id = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reading__gte=0, alcohol_ug_per_l__gte=0),
                name="breath_reading_is_not_below_nothing",
            )
        ]

    def __str__(self) -> str:
        return f"breath test {self.id}"


class PreDoseCheck(Keyed):
    """What a nurse saw just before the dose. Never edited."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="checks")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    sedation_score = models.PositiveSmallIntegerField(null=True)  # null: could not be assessed
    asleep = models.BooleanField()
    intoxication_signs = ArrayField(models.CharField(max_length=30), default=list)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    request_id = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sedation_score__isnull=True) | Q(sedation_score__lte=3),
                name="check_score_is_on_the_scale",
            )
        ]

    def __str__(self) -> str:
        return f"check {self.id}"


class HandOver(Keyed):
    """One question put to the gate, its answer, and all it was answered from. Refusals are kept."""

    request_id = models.UUIDField(unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    clinic_day = models.DateField()
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="hand_overs", null=True)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="hand_overs")
    order = models.ForeignKey(Order, models.PROTECT, related_name="+", null=True)
    drug = models.CharField(max_length=20)
    salt_form = models.CharField(max_length=30)
    route = models.CharField(max_length=20)
    dose_mg = models.DecimalField(max_digits=9, decimal_places=3)
    number_of_day = models.PositiveSmallIntegerField(null=True)
    container = models.ForeignKey(Container, models.PROTECT, related_name="+", null=True)
    kit = models.ForeignKey(Kit, models.PROTECT, related_name="+", null=True)
    facts = models.JSONField()
    protocol = models.ForeignKey(ProtocolVersion, models.PROTECT, related_name="+", null=True)
    allowed = models.BooleanField()
    reasons = models.JSONField()  # code and values of each, in the order staff act on them
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    witness = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    witness_read_mg = models.DecimalField(max_digits=9, decimal_places=3, null=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "clinic_day"])]
        constraints = [
            models.CheckConstraint(condition=Q(dose_mg__gt=0), name="hand_over_dose_is_positive"),
            models.CheckConstraint(
                condition=Q(allowed=True, reasons=[]) | (Q(allowed=False) & ~Q(reasons=[])),
                name="hand_over_refused_exactly_when_there_are_reasons",
            ),
            models.CheckConstraint(
                condition=Q(witness__isnull=True) | ~Q(witness=F("by")) | Q(allowed=False),
                name="hand_over_witness_is_another_person",
            ),
            models.CheckConstraint(
                condition=Q(allowed=False)
                | Q(
                    visit__isnull=False,
                    order__isnull=False,
                    number_of_day__isnull=False,
                    container__isnull=False,
                    protocol__isnull=False,
                    witness__isnull=False,
                    witness_read_mg=F("dose_mg"),
                ),
                name="hand_over_lacks_nothing",
            ),
            models.UniqueConstraint(
                fields=["patient", "clinic_day", "number_of_day"],
                condition=Q(allowed=True),
                name="hand_over_one_dose_a_number_a_day",
            ),
            models.UniqueConstraint(
                fields=["kit"], condition=Q(allowed=True), name="hand_over_one_dose_a_kit"
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.id}"


class Supply(Keyed):
    """Doses to take home: one question put to the gate, and its answer. Refusals are kept."""

    request_id = models.UUIDField(unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    clinic_day = models.DateField()
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="supplies")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="supplies")
    order = models.ForeignKey(Order, models.PROTECT, related_name="+")
    drug = models.CharField(max_length=20)
    salt_form = models.CharField(max_length=30)
    route = models.CharField(max_length=20)
    days = models.PositiveSmallIntegerField()
    supply_mg = models.DecimalField(max_digits=9, decimal_places=3)  # of all days together
    container = models.ForeignKey(Container, models.PROTECT, related_name="+", null=True)
    facts = models.JSONField()
    protocol = models.ForeignKey(ProtocolVersion, models.PROTECT, related_name="+", null=True)
    allowed = models.BooleanField()
    reasons = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    witness = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    witness_read_mg = models.DecimalField(max_digits=9, decimal_places=3, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1), name="supply_has_a_day"),
            models.CheckConstraint(
                condition=Q(allowed=True, reasons=[]) | (Q(allowed=False) & ~Q(reasons=[])),
                name="supply_refused_exactly_when_there_are_reasons",
            ),
            models.CheckConstraint(
                condition=Q(witness__isnull=True) | ~Q(witness=F("by")) | Q(allowed=False),
                name="supply_witness_is_another_person",
            ),
            models.CheckConstraint(
                condition=Q(allowed=False)
                | Q(
                    container__isnull=False,
                    protocol__isnull=False,
                    witness__isnull=False,
                    witness_read_mg=F("supply_mg"),
                ),
                name="supply_lacks_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"supply {self.id}"


class Bottle(Keyed):
    """One labelled dose of a supply, for one day. Unused, it comes back whole, before a witness."""

    supply = models.ForeignKey(Supply, models.PROTECT, related_name="bottles")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="bottles")
    drug = models.CharField(max_length=20)
    for_on = models.DateField()
    dose_mg = models.DecimalField(max_digits=9, decimal_places=3)
    back_at = models.DateTimeField(null=True)
    back_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    back_witness = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "drug", "for_on"],
                condition=Q(back_at__isnull=True),
                name="bottle_one_dose_a_drug_a_day",
            ),
            models.CheckConstraint(condition=Q(dose_mg__gt=0), name="bottle_holds_something"),
            models.CheckConstraint(
                condition=Q(back_at__isnull=True, back_by__isnull=True, back_witness__isnull=True)
                | Q(back_at__isnull=False, back_by__isnull=False, back_witness__isnull=False)
                & ~Q(back_witness=F("back_by")),
                name="bottle_comes_back_before_a_witness",
            ),
        ]

    def __str__(self) -> str:
        return f"bottle {self.id}"


class Use(Keyed):
    """The dose in the room: started, ended once, and every milligram of it named."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    hand_over = models.OneToOneField(HandOver, models.PROTECT, related_name="use")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="uses")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="uses")
    room = models.ForeignKey(Room, models.PROTECT, related_name="+", null=True)  # null: the hatch
    dose_mg = models.DecimalField(max_digits=9, decimal_places=3)
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    given_mg = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    not_used_mg = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    spilt_mg = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    attempts = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "opened_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(ended_at__isnull=True),
                name="use_one_open_dose_a_person",
            ),
            models.CheckConstraint(
                condition=Q(
                    ended_at__isnull=True,
                    ended_by__isnull=True,
                    given_mg__isnull=True,
                    not_used_mg__isnull=True,
                    spilt_mg__isnull=True,
                )
                | Q(
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    given_mg__gte=0,
                    not_used_mg__gte=0,
                    spilt_mg__gte=0,
                    dose_mg=F("given_mg") + F("not_used_mg") + F("spilt_mg"),
                ),
                name="use_names_every_milligram_when_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"use {self.id}"
