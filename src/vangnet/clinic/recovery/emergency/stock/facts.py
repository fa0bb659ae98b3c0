"""What the book says is on the shelf, and what it cannot explain. Pieces, not milligrams."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, Q, Sum, When

from vangnet.clinic.recovery.emergency.stock.models import (
    NALOXONE,
    Place,
    RescueLot,
    RescuePosting,
)
from vangnet.clinic.registry.models import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class OnShelf:
    """One lot, and its pieces on the shelf by the book."""

    lot: RescueLot
    pieces: int

    def in_date(self, on: date) -> bool:
        return self.lot.expires_on >= on


def on_shelf(unit: Unit) -> list[OnShelf]:
    """Every lot of naloxone of the unit, the one that expires first first; empty ones as well."""
    signed = Case(
        When(postings__to_place=Place.SHELF, then=F("postings__pieces")),
        When(postings__from_place=Place.SHELF, then=-F("postings__pieces")),
        default=0, output_field=IntegerField(),
    )  # fmt: skip
    lots = RescueLot.objects.filter(unit=unit, article=NALOXONE).annotate(pieces=Sum(signed))
    return [
        OnShelf(lot=one, pieces=one.pieces or 0) for one in lots.order_by("expires_on", "number")
    ]


def pieces_of(lot: RescueLot) -> int:
    """Pieces of this lot on the shelf by the book."""
    return next(one.pieces for one in on_shelf(lot.unit) if one.lot.pk == lot.pk)


def naloxone_in_date(unit: Unit, on: date) -> int:
    """Pieces of naloxone on the unit's shelf, by the book, that are still good on that day."""
    return sum(one.pieces for one in on_shelf(unit) if one.in_date(on))


def difference(unit: Unit) -> int:
    """Pieces the book cannot explain: above 0 missing, below 0 more used than known."""
    known = RescuePosting.objects.filter(unit=unit, article=NALOXONE)
    totals = known.aggregate(
        into=Sum("pieces", filter=Q(to_place=Place.DIFFERENCE)),
        out=Sum("pieces", filter=Q(from_place=Place.DIFFERENCE)),
    )
    return (totals["into"] or 0) - (totals["out"] or 0)
