"""Does the register balance? Postings in, sums per container and salt form out, with every

difference named. It reads; it never books. Milligrams of different salt forms are never added.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto

from vangnet.rules.amounts import SaltForm

ZERO = Decimal(0)


class Account(StrEnum):
    """Where milligrams can be. Stored by value: add freely, never rename."""

    SUPPLIER = auto()  # where they came from: runs below zero by what was received
    STOCK = auto()
    IN_USE = auto()  # handed over, dose not ended
    RESIDUE = auto()  # not used or spilt, sealed, waiting for destruction
    ADMINISTERED = auto()
    TAKEN_HOME = auto()  # handed over in labelled bottles, each for its day
    WASTED = auto()
    RETURNED = auto()
    DESTROYED = auto()
    DIFFERENCE = auto()  # explained by a signed report: may lie on either side of zero


class DifferenceKind(StrEnum):
    """What does not add up."""

    ENTRY_DOES_NOT_BALANCE = auto()
    CONTAINER_DOES_NOT_BALANCE = auto()
    BELOW_ZERO = auto()
    COUNT_DIFFERS = auto()


MAY_BE_BELOW_ZERO = frozenset({Account.SUPPLIER, Account.DIFFERENCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One line of one entry: mg of one salt form into (below zero: out of) an account."""

    entry: str
    container: str
    salt_form: SaltForm
    account: Account
    mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that does not add up, and by how much. Above zero: too much; below: missing."""

    kind: DifferenceKind
    salt_form: SaltForm
    off_mg: Decimal
    container: str | None = None
    entry: str | None = None
    account: Account | None = None


Place = tuple[str, SaltForm]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What each container holds in each account, per salt form."""

    accounts: Mapping[Place, Mapping[Account, Decimal]]
    differences: tuple[Difference, ...]

    @property
    def balanced(self) -> bool:
        return not self.differences

    def mg(self, account: Account, *, salt_form: SaltForm, container: str | None = None) -> Decimal:
        """Milligrams of that salt form in that account, of one container or of all."""
        return sum(
            (
                held.get(account, ZERO)
                for (code, salt), held in self.accounts.items()
                if salt is salt_form and container in (None, code)
            ),
            ZERO,
        )

    def received_mg(self, *, salt_form: SaltForm, container: str | None = None) -> Decimal:
        return -self.mg(Account.SUPPLIER, salt_form=salt_form, container=container)


def balance(postings: Iterable[Posting]) -> Balance:
    """Sum the postings and name everything that does not add up."""
    held: dict[Place, dict[Account, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    entries: dict[Place, Decimal] = defaultdict(Decimal)
    for posting in postings:
        held[posting.container, posting.salt_form][posting.account] += posting.mg
        entries[posting.entry, posting.salt_form] += posting.mg
    return Balance(
        accounts={place: dict(sums) for place, sums in held.items()},
        differences=(
            *_entries_off(entries),
            *_containers_off(held),
            *_below_zero(held),
        ),
    )


def compare_count(of: Balance, *, counted_mg: Mapping[Place, Decimal]) -> tuple[Difference, ...]:
    """What was counted against what the register says is in stock.

    A container the register has in stock and nobody counted is a difference of all of it.
    """
    stock = {place: held.get(Account.STOCK, ZERO) for place, held in of.accounts.items()}
    return tuple(
        Difference(
            kind=DifferenceKind.COUNT_DIFFERS,
            container=container,
            salt_form=salt_form,
            account=Account.STOCK,
            off_mg=off_mg,
        )
        for container, salt_form in sorted(stock.keys() | counted_mg.keys())
        if (
            off_mg := counted_mg.get((container, salt_form), ZERO)
            - stock.get((container, salt_form), ZERO)
        )
    )


def _entries_off(entries: Mapping[Place, Decimal]) -> Iterable[Difference]:
    return (
        Difference(
            kind=DifferenceKind.ENTRY_DOES_NOT_BALANCE,
            entry=entry,
            salt_form=salt_form,
            off_mg=off_mg,
        )
        for (entry, salt_form), off_mg in entries.items()
        if off_mg
    )


def _containers_off(held: Mapping[Place, Mapping[Account, Decimal]]) -> Iterable[Difference]:
    return (
        Difference(
            kind=DifferenceKind.CONTAINER_DOES_NOT_BALANCE,
            container=container,
            salt_form=salt_form,
            off_mg=off_mg,
        )
        for (container, salt_form), sums in held.items()
        if (off_mg := sum(sums.values(), ZERO))
    )


def _below_zero(held: Mapping[Place, Mapping[Account, Decimal]]) -> Iterable[Difference]:
    return (
        Difference(
            kind=DifferenceKind.BELOW_ZERO,
            container=container,
            salt_form=salt_form,
            account=account,
            off_mg=mg,
        )
        for (container, salt_form), sums in held.items()
        for account, mg in sums.items()
        if mg < 0 and account not in MAY_BE_BELOW_ZERO
    )
