"""What the prescriber signed, a chain for each drug, and its stop."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit

USER = settings.AUTH_USER_MODEL


class Order(Keyed):
    """What the prescriber signed. Never edited: the next order of the same drug supersedes it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="orders")
    number = models.PositiveIntegerField()
    drug = models.CharField(max_length=20)
    salt_form = models.CharField(max_length=30)
    route = models.CharField(max_length=20)
    dose_mg = models.DecimalField(max_digits=9, decimal_places=3)
    doses_per_day = models.PositiveSmallIntegerField()
    day_mg = models.DecimalField(max_digits=9, decimal_places=3)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    signed_at = models.DateTimeField()
    prescriber = models.ForeignKey(USER, models.PROTECT, related_name="+")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, related_name="superseded_by", null=True
    )
    is_restart = models.BooleanField(default=False)  # a fresh start after a gap
    steps_count = models.PositiveSmallIntegerField(default=0)  # so many dated steps belong to it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "number"], name="order_number_is_one_order"),
            models.UniqueConstraint(
                fields=["patient", "drug"],
                condition=Q(supersedes__isnull=True),
                name="order_only_the_first_supersedes_nothing",
            ),
            models.CheckConstraint(
                condition=Q(dose_mg__gt=0, day_mg__gte=F("dose_mg"), doses_per_day__gte=1),
                name="order_amounts_are_possible",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="order_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"order {self.number}"


class OrderStep(Keyed):
    """From this day on the order says these amounts: a dated dose of an induction or a taper.

    An order without steps says its own amounts on every day. Written with its order, never later.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="steps")
    from_on = models.DateField()
    dose_mg = models.DecimalField(max_digits=9, decimal_places=3)
    doses_per_day = models.PositiveSmallIntegerField()
    day_mg = models.DecimalField(max_digits=9, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "from_on"], name="order_step_one_a_day"),
            models.CheckConstraint(
                condition=Q(dose_mg__gt=0, day_mg__gte=F("dose_mg"), doses_per_day__gte=1),
                name="order_step_amounts_are_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"step of {self.order_id} from {self.from_on}"


class OrderStop(Keyed):
    """An order was stopped before its end."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="stop")
    stopped_at = models.DateTimeField()
    stopped_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"stop of {self.order_id}"
