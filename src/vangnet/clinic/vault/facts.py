"""What the register says: of a container, of a day, of everything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, Q, Sum, When

from vangnet.clinic.registry.models import Unit
from vangnet.clinic.vault.models import Account, Container, Count, DayClose, Posting
from vangnet.rules import register
from vangnet.rules.amounts import SaltForm

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One container at the end of a day. Amounts in mg of its salt form."""

    code: str
    stock_mg: Decimal
    in_use_mg: Decimal
    residue_mg: Decimal
    to_count: bool  # there is something in it, or it moved today
    counted_mg: Decimal | None  # by the last count of the day


def in_account(container: Container, account: Account) -> Decimal:
    """mg of the container's salt form in one account now."""
    sums = Posting.objects.filter(container=container).aggregate(mg=_sum_of(account))
    return sums["mg"] or ZERO


def last_count(container: Container) -> Count | None:
    return Count.objects.filter(container=container).order_by("at", "pk").last()


def is_closed(unit: Unit, *, day: date) -> bool:
    """Whether the register of that clinic day, or of a later one, is closed."""
    return DayClose.objects.filter(unit=unit, clinic_day__gte=day).exists()


def standing(unit: Unit, *, day: date) -> list[Standing]:
    """Every container that has something in it, or moved that day."""
    rows = (
        Container.objects.filter(unit=unit)
        .annotate(
            stock=_sum_of(Account.STOCK, "postings__"),
            in_use=_sum_of(Account.IN_USE, "postings__"),
            residue=_sum_of(Account.RESIDUE, "postings__"),
        )
        .order_by("code")
    )
    moved = set(
        Posting.objects.filter(unit=unit, clinic_day=day).values_list("container_id", flat=True)
    )
    counts: dict[object, Decimal] = {}
    for one in Count.objects.filter(unit=unit, clinic_day=day).order_by("at", "pk"):
        counts[one.container_id] = one.counted_mg
    return [
        Standing(
            code=row.code,
            stock_mg=row.stock or ZERO,
            in_use_mg=row.in_use or ZERO,
            residue_mg=row.residue or ZERO,
            to_count=bool(row.stock) or row.pk in moved,
            counted_mg=counts.get(row.pk),
        )
        for row in rows
        if row.stock or row.in_use or row.residue or row.pk in moved
    ]


def totals(unit: Unit, *, day: date | None = None) -> dict[str, Decimal]:
    """mg into each account, of one day's postings or of all."""
    postings = Posting.objects.filter(unit=unit)
    if day is not None:
        postings = postings.filter(clinic_day=day)
    sums = postings.aggregate(**{account.value: _sum_of(account) for account in Account})
    return {account.value: sums[account.value] or ZERO for account in Account}


def totals_a_product(unit: Unit, *, day: date) -> dict[str, dict[str, Decimal]]:
    """The day's mg into each account, apart for each drug and salt form: they are never added."""
    postings = Posting.objects.filter(unit=unit, clinic_day=day)
    rows: Any = postings.values("salt_form", drug=F("container__lot__drug")).annotate(
        **{account.value: _sum_of(account) for account in Account}
    )
    return {
        f"{row['drug']} {row['salt_form']}": {
            account.value: row[account.value] or ZERO for account in Account
        }
        for row in rows.order_by("drug", "salt_form")
    }


def balance(unit: Unit | None = None) -> register.Balance:
    """Every posting as the rule reads it."""
    rows = Posting.objects.select_related("container")
    if unit is not None:
        rows = rows.filter(unit=unit)
    return register.balance(_both_sides(rows.iterator(chunk_size=5000)))


def _both_sides(rows: Iterable[Posting]) -> Iterable[register.Posting]:
    for row in rows:
        for account, mg in ((row.from_account, -row.mg), (row.to_account, row.mg)):
            yield register.Posting(
                entry=str(row.pk),
                container=f"{row.unit_id} {row.container.code}",
                salt_form=SaltForm(row.salt_form),
                account=register.Account(account),
                mg=mg,
            )


def _sum_of(account: Account, prefix: str = "") -> Sum:
    mg = F(f"{prefix}mg")
    return Sum(
        Case(
            When(Q(**{f"{prefix}to_account": account}), then=mg),
            When(Q(**{f"{prefix}from_account": account}), then=-mg),
            default=ZERO,
            output_field=DecimalField(max_digits=14, decimal_places=3),
        )
    )
