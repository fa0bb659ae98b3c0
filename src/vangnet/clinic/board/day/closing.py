"""The end of a made-up day: the waste destroyed, everything counted, the register closed.

One count is misread and done again, because that is what a count is for.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from vangnet.clinic.board.day.ward import Ward
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.vault import closing, facts
from vangnet.clinic.vault.models import Account, Container

MISREAD_MG = Decimal(100)
BROKEN_MG = Decimal(15)
BETWEEN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """How the day ended."""

    clinic_day: date
    closed: bool
    counted: int  # containers
    recounted: int  # counts that differed, done again


def end_day(ward: Ward, *, at: datetime, misread: bool = True) -> Evening:
    day = clinic_day_of(ward.unit, at=at)
    giver, second = ward.pair()
    ward.cabinet.break_vial(mg=BROKEN_MG, first=giver, second=second, at=at)
    ward.cabinet.destroy_residues(first=giver, second=second, at=at + timedelta(minutes=2))
    to_count = [one.code for one in facts.standing(ward.unit, day=day) if one.to_count]
    containers = list(Container.objects.filter(unit=ward.unit, code__in=to_count).order_by("code"))
    for number, container in enumerate(containers):
        off_mg = MISREAD_MG if misread and number == 0 else Decimal(0)
        _count(ward, container, at=at + BETWEEN, off_mg=off_mg)
    answer = _close(ward, day=day, at=at + 2 * BETWEEN)
    recounted = [one for one in containers if one.code in answer.differences]
    for container in recounted:
        _count(ward, container, at=at + 3 * BETWEEN)
    if recounted:
        answer = _close(ward, day=day, at=at + 4 * BETWEEN)
    return Evening(
        clinic_day=day, closed=answer.close is not None, counted=len(containers),
        recounted=len(recounted),
    )  # fmt: skip


def _count(ward: Ward, container: Container, *, at: datetime, off_mg: Decimal = Decimal(0)) -> None:
    """Two people count what lies there. Nothing is lost here, so it is what the book says."""
    lies_there_mg = facts.in_account(container, Account.STOCK)
    witness = ward.signature(ward.pair()[1], at=at)
    closing.count(
        container=container, counted_mg=lies_there_mg + off_mg, by=ward.staff["pharmacist"],
        witness=witness, at=at,
    )  # fmt: skip


def _close(ward: Ward, *, day: date, at: datetime) -> closing.Closed:
    witness = ward.signature(ward.pair()[1], at=at)
    return closing.close_day(
        unit=ward.unit, day=day, by=ward.staff["pharmacist"], witness=witness, at=at
    )
