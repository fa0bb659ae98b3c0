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
from vangnet.clinic.vault.models import Container, Lot
from vangnet.rules.amounts import Drug, SaltForm
from vangnet.rules.register import Account, Balance, compare_count


@dataclass(frozen=True, slots=True, kw_only=True)
class OfDrug:
    """One drug of the day. Amounts in mg of its salt form, of which the made-up unit has one."""

    doses: int
    mg_received: Decimal
    mg_given: Decimal
    mg_wasted: Decimal
    mg_in_stock: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The names are the keys of the JSON. Doses and amounts are of diamorphine, in mg of

    `salt_form`; `drugs` has the same of every drug, apart.
    """

    visits: int
    doses: int
    refusals: dict[str, int]
    mg_received: Decimal
    mg_given: Decimal
    mg_wasted: Decimal
    mg_in_stock: Decimal
    balanced: bool
    drugs: dict[str, OfDrug]

    def to_json(self) -> str:
        """Amounts as JSON numbers with at most three decimals, as the register keeps them."""
        return json.dumps(asdict(self), default=_number, indent=2)


def of(unit: Unit, *, salt_form: SaltForm) -> Figures:
    """Everything a unit has done since it opened, with one salt form a drug."""
    book = facts.balance(unit)
    salts = dict(Lot.objects.filter(unit=unit).values_list("drug", "salt_form"))
    drugs = {
        drug: _of_drug(unit, drug, book, SaltForm(salt)) for drug, salt in sorted(salts.items())
    }
    first = _of_drug(unit, Drug.DIAMORPHINE, book, salt_form)
    settled = all(
        one.mg_received == one.mg_given + one.mg_wasted + one.mg_in_stock
        for one in (first, *drugs.values())
    )
    return Figures(
        visits=Visit.objects.filter(unit=unit).count(),
        doses=first.doses,
        refusals=refusals(unit),
        mg_received=first.mg_received,
        mg_given=first.mg_given,
        mg_wasted=first.mg_wasted,
        mg_in_stock=first.mg_in_stock,
        balanced=book.balanced and settled and not _counts_off(unit, book),
        drugs=drugs,
    )


def _of_drug(unit: Unit, drug: str, book: Balance, salt_form: SaltForm) -> OfDrug:
    return OfDrug(
        doses=HandOver.objects.filter(unit=unit, allowed=True, drug=drug).count(),
        mg_received=book.received_mg(salt_form=salt_form),
        mg_given=book.mg(Account.ADMINISTERED, salt_form=salt_form),
        mg_wasted=book.mg(Account.WASTED, salt_form=salt_form),
        mg_in_stock=book.mg(Account.STOCK, salt_form=salt_form),
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
