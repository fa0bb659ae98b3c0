"""Lots of a medicine for emergencies, and each movement of their pieces. Nothing is edited.

Naloxone is no controlled drug: no containers, no witness, no close of a day. Each piece moves from
one place to another, so the book always balances (docs/decisions/0017-overdose.md).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.recovery.emergency.models import EmergencyAct
from vangnet.clinic.registry.models import Unit

USER = settings.AUTH_USER_MODEL
NALOXONE = "naloxone"


class RescueLot(Keyed):
    """One lot of one strength, at one unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rescue_lots")
    article = models.CharField(max_length=20, default=NALOXONE)
    number = models.CharField(max_length=40)  # as printed
    form = models.CharField(max_length=60)  # ampoule, prefilled syringe, nasal spray
    piece_mg = models.DecimalField(max_digits=8, decimal_places=3)
    expires_on = models.DateField()  # its last good day
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "article", "number"], name="rescue_lot_once_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(article__in=[NALOXONE]), name="rescue_lot_article_is_known"
            ),
            models.CheckConstraint(
                condition=Q(piece_mg__gt=0) & ~Q(number="") & ~Q(form=""),
                name="rescue_lot_is_described",
            ),
        ]

    def __str__(self) -> str:
        return f"lot {self.number}"


class Place(models.TextChoices):
    """Where pieces are. `difference` is what the book did not know."""

    SUPPLIER = "supplier"
    SHELF = "shelf"
    PATIENT = "patient"
    WASTE = "waste"
    DIFFERENCE = "difference"


class Movement(models.TextChoices):
    RECEIVED = "received"
    USED = "used"
    WASTED = "wasted"
    COUNTED = "counted"
    COUNTER = "counter"  # takes back a used one whose act did not happen


MOVES = {
    Movement.RECEIVED: ((Place.SUPPLIER, Place.SHELF),),
    Movement.USED: ((Place.SHELF, Place.PATIENT), (Place.DIFFERENCE, Place.PATIENT)),
    Movement.WASTED: ((Place.SHELF, Place.WASTE),),
    Movement.COUNTED: ((Place.SHELF, Place.DIFFERENCE), (Place.DIFFERENCE, Place.SHELF)),
    Movement.COUNTER: ((Place.PATIENT, Place.SHELF), (Place.PATIENT, Place.DIFFERENCE)),
}


def _moves() -> Q:
    known = Q()
    for movement, ways in MOVES.items():
        for from_place, to_place in ways:
            known |= Q(kind=movement, from_place=from_place, to_place=to_place)
    return known


class RescuePosting(Keyed):
    """So many pieces went from one place to another."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    article = models.CharField(max_length=20, default=NALOXONE)
    lot = models.ForeignKey(RescueLot, models.PROTECT, related_name="postings", null=True)
    kind = models.CharField(max_length=10, choices=Movement)
    from_place = models.CharField(max_length=10, choices=Place)
    to_place = models.CharField(max_length=10, choices=Place)
    pieces = models.PositiveSmallIntegerField()
    act = models.ForeignKey(EmergencyAct, models.PROTECT, related_name="postings", null=True)
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    request_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["unit", "article"])]
        constraints = [
            models.UniqueConstraint(fields=["request_id", "kind"], name="rescue_posting_once"),
            models.UniqueConstraint(
                fields=["act", "kind"], condition=Q(act__isnull=False),
                name="rescue_posting_once_an_act",
            ),
            models.CheckConstraint(condition=_moves(), name="rescue_posting_moves_as_its_kind"),
            models.CheckConstraint(
                condition=Q(pieces__gt=0), name="rescue_posting_moves_something"
            ),
            # Only what the shelf did not have comes without a lot.
            models.CheckConstraint(
                condition=Q(lot__isnull=False)
                & ~Q(kind=Movement.USED, from_place=Place.DIFFERENCE)
                & ~Q(kind=Movement.COUNTER, to_place=Place.DIFFERENCE)
                | Q(lot__isnull=True, kind=Movement.USED, from_place=Place.DIFFERENCE)
                | Q(lot__isnull=True, kind=Movement.COUNTER, to_place=Place.DIFFERENCE),
                name="rescue_posting_names_its_lot",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[Movement.USED, Movement.COUNTER], act__isnull=False)
                | ~Q(kind__in=[Movement.USED, Movement.COUNTER]) & Q(act__isnull=True),
                name="rescue_posting_of_an_act_names_it",
            ),
            models.CheckConstraint(
                condition=Q(kind=Movement.COUNTER, corrects__isnull=False)
                | ~Q(kind=Movement.COUNTER) & Q(corrects__isnull=True),
                name="rescue_posting_counter_names_the_old",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[Movement.WASTED, Movement.COUNTED]) | ~Q(words=""),
                name="rescue_posting_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(from_place=F("to_place")), name="rescue_posting_goes_somewhere"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.pieces}"
