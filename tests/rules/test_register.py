"""Does the register balance, and is each difference named?"""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from vangnet.rules.amounts import SaltForm
from vangnet.rules.register import (
    Account,
    Difference,
    DifferenceKind,
    Posting,
    balance,
    compare_count,
)

HCL, BASE = SaltForm.HYDROCHLORIDE_MONOHYDRATE, SaltForm.BASE


def moved(entry: str, mg: object, source: Account, target: Account, **where) -> list[Posting]:
    place = {"container": "C-1", "salt_form": HCL, **where}
    amount = Decimal(str(mg))
    return [
        Posting(entry=entry, account=source, mg=-amount, **place),
        Posting(entry=entry, account=target, mg=amount, **place),
    ]


A_DAY = [
    *moved("1", 5000, Account.SUPPLIER, Account.STOCK),
    *moved("2", 200, Account.STOCK, Account.IN_USE),
    *moved("3", "180.5", Account.IN_USE, Account.ADMINISTERED),
    *moved("4", "19.5", Account.IN_USE, Account.RESIDUE),
    *moved("5", "19.5", Account.RESIDUE, Account.DESTROYED),
]


def test_a_day_balances():
    day = balance(A_DAY)
    assert day.balanced
    assert day.received_mg(salt_form=HCL) == 5000
    assert day.mg(Account.STOCK, salt_form=HCL, container="C-1") == 4800
    assert day.mg(Account.ADMINISTERED, salt_form=HCL) == Decimal("180.5")
    assert day.mg(Account.IN_USE, salt_form=HCL) == 0


def test_salt_forms_are_never_added_together():
    day = balance([*A_DAY, *moved("6", 70, Account.SUPPLIER, Account.STOCK, salt_form=BASE)])
    assert day.mg(Account.STOCK, salt_form=HCL) == 4800
    assert day.mg(Account.STOCK, salt_form=BASE) == 70


def test_an_entry_with_one_side_is_named():
    lost = Posting(
        entry="7", container="C-1", salt_form=HCL, account=Account.STOCK, mg=Decimal(-12)
    )
    kinds = {d.kind: d for d in balance([*A_DAY, lost]).differences}
    assert kinds[DifferenceKind.ENTRY_DOES_NOT_BALANCE].entry == "7"
    assert kinds[DifferenceKind.CONTAINER_DOES_NOT_BALANCE].off_mg == -12


def test_two_containers_that_cancel_out_are_still_two_differences():
    swapped = [
        Posting(entry="8", container=code, salt_form=HCL, account=Account.STOCK, mg=Decimal(mg))
        for code, mg in (("C-1", -5), ("C-2", 5))
    ]
    off = {d.container: d.off_mg for d in balance([*A_DAY, *swapped]).differences}
    assert off == {"C-1": -5, "C-2": 5}


def test_more_out_than_in_is_named():
    day = balance([*A_DAY, *moved("9", 4801, Account.STOCK, Account.IN_USE)])
    assert day.differences == (
        Difference(
            kind=DifferenceKind.BELOW_ZERO,
            container="C-1",
            salt_form=HCL,
            account=Account.STOCK,
            off_mg=Decimal(-1),
        ),
    )


def test_an_explained_difference_may_lie_on_either_side():
    assert balance([*A_DAY, *moved("9", 3, Account.DIFFERENCE, Account.STOCK)]).balanced
    assert balance([*A_DAY, *moved("9", 3, Account.STOCK, Account.DIFFERENCE)]).balanced


def test_a_count_that_differs_says_which_way():
    day = balance(A_DAY)
    assert compare_count(day, counted_mg={("C-1", HCL): Decimal(4800)}) == ()
    missing = compare_count(day, counted_mg={("C-1", HCL): Decimal(4788)})
    assert [d.off_mg for d in missing] == [-12]
    uncounted = compare_count(day, counted_mg={})
    assert [d.off_mg for d in uncounted] == [-4800]
    stranger = compare_count(
        day, counted_mg={("C-1", HCL): Decimal(4800), ("C-9", HCL): Decimal(1)}
    )
    assert [(d.container, d.off_mg) for d in stranger] == [("C-9", 1)]


@given(st.lists(st.decimals(min_value="0.001", max_value=100, places=3), max_size=20))
def test_whatever_is_moved_in_balanced_entries_is_all_there(amounts):
    postings = list(moved("in", 10_000, Account.SUPPLIER, Account.STOCK))
    for step, mg in enumerate(amounts):
        postings += moved(str(step), mg, Account.STOCK, Account.ADMINISTERED)
    day = balance(postings)
    assert day.balanced
    assert day.mg(Account.STOCK, salt_form=HCL) + sum(amounts) == 10_000
