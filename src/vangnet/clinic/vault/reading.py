"""The register of a day as it is read: numbered lines, the running balance, what is left to do.

The balance is of what is in stock, per drug and salt form: their milligrams are never added.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from vangnet.clinic.registry.models import Unit
from vangnet.clinic.vault import facts
from vangnet.clinic.vault.models import Account, Container, DayClose, Posting, PostingKind
from vangnet.clinic.vault.words import reason_word

ZERO = Decimal(0)
FOLLOW_ANOTHER = (
    PostingKind.DOSE, PostingKind.TAKE_HOME, PostingKind.TAKEN_BACK, PostingKind.COUNTER,
)  # fmt: skip
Kind = tuple[str, str]  # drug and salt form
# Where a dose went is told in the line of the dose: these move nothing in or out of stock.
OF_A_DOSE = (PostingKind.GIVEN, PostingKind.NOT_USED, PostingKind.SPILT)


@dataclass(slots=True, kw_only=True)
class Line:
    """One line. `into` and `out` in mg of the table's salt form; None: not through the stock."""

    number: int
    posting: Posting
    what: str
    into: Decimal | None
    out: Decimal | None
    balance: Decimal
    beside: Decimal | None = None  # moved, but not through the stock
    reversed_by: int | None = None  # the number of that line
    reversed_on: date | None = None  # its day, where that is another
    reverses: int | None = None
    reverses_on: date | None = None
    parts: list[tuple[str, Decimal]] = field(default_factory=list)

    @property
    def reason(self) -> Any:
        return reason_word(self.posting.reason)

    @property
    def can_be_reversed(self) -> bool:
        """A dose cannot: its lines follow its use, and those of a bottle its way home and back."""
        plain = self.posting.kind not in FOLLOW_ANOTHER
        return plain and getattr(self.posting, "corrected_by", None) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    drug: str
    salt_form: str
    opening_mg: Decimal
    lines: list[Line]

    @property
    def closing_mg(self) -> Decimal:
        return self.lines[-1].balance if self.lines else self.opening_mg


def tables(unit: Unit, *, day: date) -> list[Table]:
    """The day, a table for each drug and salt form that the unit has or had."""
    postings = list(
        Posting.objects.filter(unit=unit, clinic_day=day)
        .select_related(
            "by", "witness", "second_witness", "container__lot", "corrected_by", "corrects"
        )
        .order_by("at", "pk")
    )
    opening = _opening(unit, day)
    numbers = {one.pk: i for i, one in enumerate(_shown(postings), start=1)}
    parts: dict[UUID, list[tuple[str, Decimal]]] = defaultdict(list)
    for one in postings:
        if one.kind in OF_A_DOSE and one.about:
            parts[one.about].append((_what(one), one.mg))
    return [
        Table(
            drug=kind[0],
            salt_form=kind[1],
            opening_mg=opening.get(kind, ZERO),
            lines=_lines(
                [one for one in _shown(postings) if _kind(one) == kind],
                opening.get(kind, ZERO), numbers=numbers, parts=parts,
            ),
        )
        for kind in sorted({*opening, *map(_kind, postings)})
    ]  # fmt: skip


def _shown(postings: Iterable[Posting]) -> list[Posting]:
    return [one for one in postings if one.kind not in OF_A_DOSE]


def _kind(one: Posting) -> Kind:
    return one.container.lot.drug, one.salt_form


def _opening(unit: Unit, day: date) -> dict[Kind, Decimal]:
    before = Posting.objects.filter(unit=unit, clinic_day__lt=day)
    rows = before.values("container__lot__drug", "salt_form").annotate(
        into=Sum("mg", filter=Q(to_account=Account.STOCK)),
        out=Sum("mg", filter=Q(from_account=Account.STOCK)),
    )
    return {
        (row["container__lot__drug"], row["salt_form"]): (row["into"] or ZERO)
        - (row["out"] or ZERO)
        for row in rows
    }


def _lines(
    postings: list[Posting], balance: Decimal, *, numbers: dict[UUID, int],
    parts: dict[UUID, list[tuple[str, Decimal]]],
) -> list[Line]:  # fmt: skip
    lines = []
    for one in postings:
        into = one.mg if one.to_account == Account.STOCK else None
        out = one.mg if one.from_account == Account.STOCK else None
        balance += (into or ZERO) - (out or ZERO)
        later = getattr(one, "corrected_by", None)
        lines.append(
            Line(
                number=numbers[one.pk],
                posting=one,
                what=_what(one),
                into=into,
                out=out,
                balance=balance,
                beside=None if into or out else one.mg,
                reversed_by=_number(later, numbers),
                reversed_on=_other_day(later, one),
                reverses=_number(one.corrects, numbers),
                reverses_on=_other_day(one.corrects, one),
                parts=parts.get(one.about, [])
                if one.about and one.kind == PostingKind.DOSE
                else [],
            )
        )
    return lines


def _number(one: Posting | None, numbers: dict[UUID, int]) -> int | None:
    """Its number on its own day, which may be another than the one that is shown."""
    if one is None:
        return None
    if one.pk in numbers:
        return numbers[one.pk]
    day = Posting.objects.filter(unit=one.unit_id, clinic_day=one.clinic_day)
    before = day.filter(Q(at__lt=one.at) | Q(at=one.at, pk__lte=one.pk))
    return before.exclude(kind__in=OF_A_DOSE).count()


def _other_day(one: Posting | None, shown: Posting) -> date | None:
    return one.clinic_day if one and one.clinic_day != shown.clinic_day else None


def _what(one: Posting) -> str:
    return {
        PostingKind.RECEIPT: _("From the supplier"),
        PostingKind.DOSE: _("Dose"),
        PostingKind.GIVEN: _("Given"),
        PostingKind.NOT_USED: _("Not used"),
        PostingKind.SPILT: _("Spilt"),
        PostingKind.TAKE_HOME: _("Taken home"),
        PostingKind.TAKEN_BACK: _("Brought back unused"),
        PostingKind.WASTE: _("Waste"),
        PostingKind.RETURN: _("Returned"),
        PostingKind.DESTRUCTION: _("Destroyed"),
        PostingKind.DIFFERENCE: _("Difference, explained"),
        PostingKind.COUNTER: _("Counter-entry"),
    }[PostingKind(one.kind)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What stands between a day and its close."""

    close: DayClose | None
    covered_by: DayClose | None  # a later day was closed: nothing is written before it any more
    rows: list[tuple[Container, facts.Standing]]

    def _where(self, wanted: Any) -> list[tuple[Container, facts.Standing]]:
        return [(box, row) for box, row in self.rows if wanted(row)]

    @property
    def doses_open(self) -> list[tuple[Container, facts.Standing]]:
        return self._where(lambda row: row.in_use_mg)

    @property
    def residues(self) -> list[tuple[Container, facts.Standing]]:
        return self._where(lambda row: row.residue_mg)

    @property
    def to_count(self) -> list[tuple[Container, facts.Standing]]:
        return self._where(lambda row: row.to_count and row.counted_mg is None)

    @property
    def differences(self) -> list[tuple[Container, Decimal]]:
        return [
            (box, row.counted_mg - row.stock_mg)
            for box, row in self.rows
            if row.counted_mg is not None and row.counted_mg != row.stock_mg
        ]

    @property
    def ready(self) -> bool:
        return not (self.doses_open or self.residues or self.to_count or self.differences)

    @property
    def sums(self) -> list[dict[str, Any]]:
        """Book, counted and difference a product; nothing before everything is counted."""
        if self.to_count:
            return []
        kinds: dict[Kind, dict[str, Any]] = {}
        for box, row in self.rows:
            drug, salt_form = box.lot.drug, box.lot.salt_form
            one = kinds.setdefault(
                (drug, salt_form),
                {"drug": drug, "salt_form": salt_form, "book_mg": ZERO, "counted_mg": ZERO},
            )
            one["book_mg"] += row.stock_mg
            one["counted_mg"] += row.counted_mg or ZERO
        return [one | {"off_mg": one["counted_mg"] - one["book_mg"]} for one in kinds.values()]


def closing(unit: Unit, *, day: date) -> Closing:
    boxes = {box.code: box for box in Container.objects.filter(unit=unit).select_related("lot")}
    closes = DayClose.objects.filter(unit=unit, clinic_day__gte=day).select_related("by", "witness")
    first = closes.order_by("clinic_day").first()
    own = first if first and first.clinic_day == day else None
    return Closing(
        close=own,
        covered_by=None if own else first,
        rows=[(boxes[row.code], row) for row in facts.standing(unit, day=day)],
    )
