"""What the patient takes beside the unit's own orders. A change is a new row; an end is its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.medicines import UNITS, MedicineKind, MedicineSource

USER = settings.AUTH_USER_MODEL


class OtherMedicine(Keyed):
    """Prescribed by others, or by nobody. The name is as it was written or said."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="other_medicines")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)  # rules.medicines.MedicineKind
    amount = models.DecimalField(
        max_digits=8, decimal_places=2, null=True
    )  # a day; null: not known
    amount_unit = models.CharField(max_length=12, blank=True)  # UCUM
    prescribed_by = models.CharField(max_length=120, blank=True)  # nothing: nobody, or not known
    source = models.CharField(max_length=20)  # rules.medicines.MedicineSource
    from_on = models.DateField()  # taken since, as far as is known
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "from_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in MedicineKind]),
                name="other_medicine_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in MedicineSource]),
                name="other_medicine_source_is_known",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="other_medicine_has_a_name"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, amount_unit="")
                | Q(amount__isnull=False, amount__gt=0, amount_unit__in=UNITS),
                name="other_medicine_amount_has_its_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class OtherMedicineEnd(Keyed):
    """The last day on which it was taken; or it was never taken, and the row was an error."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    medicine = models.OneToOneField(OtherMedicine, models.PROTECT, related_name="end")
    ended_on = models.DateField()
    is_void = models.BooleanField(default=False)
    why = models.CharField(max_length=200)
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="other_medicine_end_says_why"),
        ]

    def __str__(self) -> str:
        return f"end of {self.medicine_id}"


class OtherMedicinesAsked(Keyed):
    """Asked on that day: nothing is taken beside what was written by then."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="asked_medicines")
    source = models.CharField(max_length=20)  # rules.medicines.MedicineSource
    asked_on = models.DateField()
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "asked_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in MedicineSource]),
                name="asked_medicines_source_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"asked on {self.asked_on}"
