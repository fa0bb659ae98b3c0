"""The controlled-drug register: where every milligram is, and how it came there.

A posting moves mg of one container from one account to another, so it balances by its shape
(docs/decisions/0003). Nothing is edited; a mistake is moved back by a counter-posting.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Unit

USER = settings.AUTH_USER_MODEL


class Account(models.TextChoices):
    SUPPLIER = "supplier"
    STOCK = "stock"
    IN_USE = "in_use"
    RESIDUE = "residue"
    ADMINISTERED = "administered"
    TAKEN_HOME = "taken_home"
    WASTED = "wasted"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    DIFFERENCE = "difference"


class PostingKind(models.TextChoices):
    RECEIPT = "receipt"
    DOSE = "dose"
    GIVEN = "given"
    NOT_USED = "not_used"
    SPILT = "spilt"
    TAKE_HOME = "take_home"
    TAKEN_BACK = "taken_back"
    WASTE = "waste"
    RETURN = "return"
    DESTRUCTION = "destruction"
    DIFFERENCE = "difference"
    COUNTER = "counter"


class Lot(Keyed):
    """What the supplier made in one go."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lots")
    number = models.CharField(max_length=40)
    drug = models.CharField(max_length=20)
    salt_form = models.CharField(max_length=30)
    routes = ArrayField(models.CharField(max_length=20))
    strength_mg_per_ml = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    expires_on = models.DateField()
    supplier = models.CharField(max_length=80)
    gtin = models.CharField(max_length=14, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="lot_number_is_one_lot")
        ]

    def __str__(self) -> str:
        return self.number


class ContainerState(models.TextChoices):
    OPEN = "open"
    QUARANTINED = "quarantined"
    EMPTIED = "emptied"


class Container(Keyed):
    """A vial, syringe or box with a code to scan. Its stock is the sum of its postings."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="containers")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="containers")
    code = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=ContainerState, default=ContainerState.OPEN)
    usable_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="container_code_is_one_container")
        ]

    def __str__(self) -> str:
        return self.code


class Posting(Keyed):
    """`mg` moved from one account to another, signed by one person and witnessed by another."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    clinic_day = models.DateField()
    container = models.ForeignKey(Container, models.PROTECT, related_name="postings")
    kind = models.CharField(max_length=12, choices=PostingKind)
    from_account = models.CharField(max_length=12, choices=Account)
    to_account = models.CharField(max_length=12, choices=Account)
    salt_form = models.CharField(max_length=30)
    mg = models.DecimalField(max_digits=10, decimal_places=3)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    witness = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    second_witness = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    about = models.UUIDField(null=True)  # the hand-over or difference report this belongs to
    reason = models.CharField(max_length=120, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    request_id = models.UUIDField(unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["container"]),
            models.Index(fields=["unit", "clinic_day"]),
            models.Index(fields=["about"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(mg__gt=0), name="posting_moves_something"),
            models.CheckConstraint(
                condition=~Q(from_account=F("to_account")), name="posting_moves_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(from_account__in=Account.values, to_account__in=Account.values),
                name="posting_accounts_are_known",
            ),
            models.CheckConstraint(
                condition=Q(witness__isnull=True) | ~Q(witness=F("by")),
                name="posting_witness_is_another_person",
            ),
            models.CheckConstraint(
                condition=Q(second_witness__isnull=True)
                | Q(witness__isnull=False)
                & ~Q(second_witness=F("by"))
                & ~Q(second_witness=F("witness")),
                name="posting_second_witness_is_a_third_person",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["waste", "destruction"]) | Q(second_witness__isnull=False),
                name="posting_waste_has_two_witnesses",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["given", "not_used", "spilt"]) | Q(witness__isnull=False),
                name="posting_is_witnessed",
            ),
            models.CheckConstraint(
                condition=Q(kind="counter", corrects__isnull=False)
                | (~Q(kind="counter") & Q(corrects__isnull=True)),
                name="posting_counter_names_what_it_corrects",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class KitLot(Keyed):
    """Sterile kits that were packed together."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="kit_lots")
    number = models.CharField(max_length=40)
    route = models.CharField(max_length=20)
    contents = models.CharField(max_length=120)
    expires_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="kit_lot_number_is_one_lot")
        ]

    def __str__(self) -> str:
        return self.number


class Kit(Keyed):
    """One sterile kit with its own code. It goes out once, with one dose."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="kits")
    lot = models.ForeignKey(KitLot, models.PROTECT, related_name="kits")
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="kit_code_is_one_kit")]

    def __str__(self) -> str:
        return self.code


class Count(Keyed):
    """What two people found in a container, written down before the book was shown to them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    clinic_day = models.DateField()
    container = models.ForeignKey(Container, models.PROTECT, related_name="counts")
    counted_mg = models.DecimalField(max_digits=10, decimal_places=3)
    book_mg = models.DecimalField(max_digits=10, decimal_places=3)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    witness = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(counted_mg__gte=0), name="count_is_not_below_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(witness=F("by")), name="count_witness_is_another_person"
            ),
        ]

    def __str__(self) -> str:
        return f"count {self.id}"


class DayClose(Keyed):
    """The day's register is closed: it balanced, it was counted, nothing is written since."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    clinic_day = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    witness = models.ForeignKey(USER, models.PROTECT, related_name="+")
    totals = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "clinic_day"], name="day_is_closed_once"),
            models.CheckConstraint(
                condition=~Q(witness=F("by")), name="close_witness_is_another_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clinic_day}"
