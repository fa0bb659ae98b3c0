"""Waste, counts, differences, counter-postings, and the close of the day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from vangnet.clinic.journal.actions import GuardRefused, RequestReused, acting
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.vault import facts
from vangnet.clinic.vault.models import (
    Account,
    Container,
    Count,
    DayClose,
    Posting,
    PostingKind,
)

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The end of a day: closed, or what stands in the way, by container code."""

    close: DayClose | None
    doses_open: tuple[str, ...] = ()
    residues: dict[str, Decimal] = field(default_factory=dict)
    not_counted: tuple[str, ...] = ()
    differences: dict[str, Decimal] = field(default_factory=dict)


def waste(
    *, container: Container, account: Account, mg: Decimal, reason: str, by: User,
    witness: Signature, second_witness: Signature, at: datetime, request_id: UUID,
) -> Posting:  # fmt: skip
    """Destroy what was not used, before two witnesses. All three who sign are different people."""
    return _book(
        container, PostingKind.WASTE, (account, Account.WASTED), mg, by=by, at=at, reason=reason,
        witness=witness.user, second_witness=second_witness.user, request_id=request_id,
    )  # fmt: skip


def count(
    *, container: Container, counted_mg: Decimal, by: User, witness: Signature, at: datetime
) -> Count:
    """Write down what two people found, against what the book says at that moment."""
    by.must(Task.CLOSE_DAY)
    with acting(str(by.pk)):
        Container.objects.select_for_update(no_key=True).get(pk=container.pk)
        unit = Unit.objects.get(pk=container.unit_id)
        return Count.objects.create(
            unit=unit,
            clinic_day=clinic_day_of(unit, at=at),
            container=container,
            counted_mg=counted_mg,
            book_mg=facts.in_account(container, Account.STOCK),
            at=at,
            by=by,
            witness=witness.user,
        )


def explain_difference(
    *, container: Container, reason: str, by: User, witness: Signature, at: datetime,
    request_id: UUID,
) -> Posting | None:  # fmt: skip
    """Book the difference of the last count, in a signed report; None when there is none."""
    last = facts.last_count(container)
    off = ZERO if last is None else last.counted_mg - facts.in_account(container, Account.STOCK)
    if not off:
        return None
    path = (Account.STOCK, Account.DIFFERENCE) if off < 0 else (Account.DIFFERENCE, Account.STOCK)
    return _book(
        container, PostingKind.DIFFERENCE, path, abs(off), by=by, at=at, reason=reason,
        witness=witness.user, request_id=request_id,
    )  # fmt: skip


def counter(
    *, posting: Posting, reason: str, by: User, witness: Signature, at: datetime, request_id: UUID
) -> Posting:
    """Move all of a wrong posting back. The wrong line stays and names this one."""
    return _book(
        posting.container, PostingKind.COUNTER,
        (Account(posting.to_account), Account(posting.from_account)), posting.mg, by=by, at=at,
        reason=reason, witness=witness.user, request_id=request_id, corrects=posting,
    )  # fmt: skip


def close_day(*, unit: Unit, day: date, by: User, witness: Signature, at: datetime) -> Closed:
    """Close the register of a day: nothing open, everything counted, book and count agree.

    Twice is once. When the register moved while it was looked at, it is looked at once more.
    """
    by.must(Task.CLOSE_DAY)
    try:
        return _close(unit, day, by=by, witness=witness, at=at)
    except GuardRefused:
        return _close(unit, day, by=by, witness=witness, at=at)


def _close(unit: Unit, day: date, *, by: User, witness: Signature, at: datetime) -> Closed:
    if earlier := DayClose.objects.filter(unit=unit, clinic_day=day).first():
        return Closed(close=earlier)
    with acting(str(by.pk)):
        standing = facts.standing(unit, day=day)
        in_the_way = Closed(
            close=None,
            doses_open=tuple(s.code for s in standing if s.in_use_mg),
            residues={s.code: s.residue_mg for s in standing if s.residue_mg},
            not_counted=tuple(s.code for s in standing if s.to_count and s.counted_mg is None),
            differences={
                s.code: s.counted_mg - s.stock_mg
                for s in standing
                if s.counted_mg is not None and s.counted_mg != s.stock_mg
            },
        )
        if in_the_way != Closed(close=None):
            return in_the_way
        totals = {
            product: {account: str(mg) for account, mg in sums.items()}
            for product, sums in facts.totals_a_product(unit, day=day).items()
        }
        return Closed(
            close=DayClose.objects.create(
                unit=unit, clinic_day=day, at=at, by=by, witness=witness.user, totals=totals
            )
        )


def _book(
    container: Container, kind: PostingKind, path: tuple[Account, Account], mg: Decimal, *,
    by: User, at: datetime, **columns: Any,
) -> Posting:  # fmt: skip
    by.must(Task.CLOSE_DAY)
    with acting(str(by.pk)):
        # Of two alike at the same moment, the second finds the first.
        Container.objects.select_for_update(no_key=True).get(pk=container.pk)
        if earlier := Posting.objects.filter(request_id=columns["request_id"]).first():
            if (earlier.container_id, earlier.kind, earlier.mg) != (container.pk, kind, mg):
                raise RequestReused(columns["request_id"])
            return earlier
        unit = Unit.objects.get(pk=container.unit_id)
        return Posting.objects.create(
            unit=unit, clinic_day=clinic_day_of(unit, at=at), container=container, kind=kind,
            from_account=path[0], to_account=path[1], salt_form=container.lot.salt_form, mg=mg,
            at=at, by=by, **columns,
        )  # fmt: skip
