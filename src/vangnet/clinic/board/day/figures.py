"""What a made-up day came to, read back from the tables, and whether the register balances.

The balance is the rule's, over the postings that were written; nothing is carried along in memory.
"""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from decimal import Decimal

from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.vault import facts
from vangnet.clinic.vault.models import Container
from vangnet.rules.amounts import SaltForm
from vangnet.rules.register import Account, Balance, compare_count

SETTLED = (Account.ADMINISTERED, Account.WASTED, Account.STOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The names are the keys of the JSON. Amounts in mg of `salt_form`."""

    visits: int
    doses: int
    refusals: dict[str, int]
    mg_received: Decimal
    mg_given: Decimal
    mg_wasted: Decimal
    mg_in_stock: Decimal
    balanced: bool

    def to_json(self) -> str:
        """Amounts as JSON numbers with at most three decimals, as the register keeps them."""
        return json.dumps(asdict(self), default=_number, indent=2)


def of(unit: Unit, *, salt_form: SaltForm) -> Figures:
    """Everything a unit of one salt form has done since it opened."""
    book = facts.balance(unit)
    mg = {account: book.mg(account, salt_form=salt_form) for account in Account}
    received_mg = book.received_mg(salt_form=salt_form)
    allowed = HandOver.objects.filter(unit=unit, allowed=True)
    return Figures(
        visits=Visit.objects.filter(unit=unit).count(),
        doses=allowed.count(),
        refusals=refusals(unit),
        mg_received=received_mg,
        mg_given=mg[Account.ADMINISTERED],
        mg_wasted=mg[Account.WASTED],
        mg_in_stock=mg[Account.STOCK],
        balanced=(
            book.balanced
            and received_mg == sum(mg[account] for account in SETTLED)
            and not _counts_off(unit, book)
        ),
    )


def refusals(unit: Unit) -> dict[str, int]:
    """How often the gate gave each reason; one refusal may have several."""
    rows = HandOver.objects.filter(unit=unit, allowed=False).values_list("reasons", flat=True)
    said = Counter(reason["reason"] for reasons in rows for reason in reasons)
    return dict(sorted(said.items()))


def _counts_off(unit: Unit, book: Balance) -> bool:
    """Whether the last count of any container differs from the book."""
    counted = {}
    for container in Container.objects.filter(unit=unit).select_related("lot"):
        if last := facts.last_count(container):
            place = (f"{unit.pk} {container.code}", SaltForm(container.lot.salt_form))
            counted[place] = last.counted_mg
    return bool(compare_count(book, counted_mg=counted))


def _number(amount: object) -> int | float:
    assert isinstance(amount, Decimal), amount
    return int(amount) if amount == amount.to_integral_value() else float(amount)
