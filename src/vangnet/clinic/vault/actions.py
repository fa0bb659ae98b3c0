"""Moving milligrams. Every other room reaches the register by these functions only."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.keyed import new_key
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.vault.models import Account, Container, Kit, KitLot, Lot, Posting, PostingKind
from vangnet.rules.amounts import Drug, Route, SaltForm

ACCOUNTS: dict[PostingKind, tuple[Account, Account]] = {
    PostingKind.RECEIPT: (Account.SUPPLIER, Account.STOCK),
    PostingKind.DOSE: (Account.STOCK, Account.IN_USE),
    PostingKind.GIVEN: (Account.IN_USE, Account.ADMINISTERED),
    PostingKind.NOT_USED: (Account.IN_USE, Account.RESIDUE),
    PostingKind.SPILT: (Account.IN_USE, Account.RESIDUE),
    PostingKind.TAKE_HOME: (Account.STOCK, Account.TAKEN_HOME),
    PostingKind.TAKEN_BACK: (Account.TAKEN_HOME, Account.RESIDUE),
    PostingKind.RETURN: (Account.STOCK, Account.RETURNED),
    PostingKind.DESTRUCTION: (Account.STOCK, Account.DESTROYED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLot:
    """What the supplier's paper says. Strength in mg/mL; None for what is not dissolved."""

    number: str
    drug: Drug
    salt_form: SaltForm
    routes: tuple[Route, ...]
    strength_mg_per_ml: Decimal | None
    expires_on: date
    supplier: str
    gtin: str = ""


def receive(
    *, unit: Unit, lot: NewLot, code: str, mg: Decimal, usable_until: datetime, by: User,
    witness: Signature, at: datetime, request_id: UUID,
) -> Container:  # fmt: skip
    """Book a container in, whole. The same request twice is one container."""
    by.must(Task.KEEP_REGISTER)
    with acting(str(by.pk)):
        if earlier := Posting.objects.filter(request_id=request_id).first():
            if (earlier.container.code, earlier.mg) != (code, mg):
                raise RequestReused(request_id)
            return earlier.container
        kept, _ = Lot.objects.get_or_create(
            unit=unit,
            number=lot.number,
            defaults={
                "drug": lot.drug,
                "salt_form": lot.salt_form,
                "routes": list(lot.routes),
                "strength_mg_per_ml": lot.strength_mg_per_ml,
                "expires_on": lot.expires_on,
                "supplier": lot.supplier,
                "gtin": lot.gtin,
            },
        )
        container = Container.objects.create(
            unit=unit, lot=kept, code=code, usable_until=usable_until
        )
        post(
            container, kind=PostingKind.RECEIPT, mg=mg, by=by, witness=witness.user, at=at,
            request_id=request_id,
        )  # fmt: skip
        return container


def receive_kits(
    *, unit: Unit, number: str, route: Route, contents: str, expires_on: date,
    codes: tuple[str, ...], by: User,
) -> KitLot:  # fmt: skip
    """Book sterile kits in, each with its own code."""
    by.must(Task.KEEP_REGISTER)
    with acting(str(by.pk)):
        lot = KitLot.objects.create(
            unit=unit, number=number, route=route, contents=contents, expires_on=expires_on
        )
        Kit.objects.bulk_create([Kit(unit=unit, lot=lot, code=code) for code in codes])
        return lot


def post(
    container: Container, *, kind: PostingKind, mg: Decimal, by: User, witness: User | None,
    at: datetime, request_id: UUID | None = None, about: UUID | None = None, reason: str = "",
) -> Posting:  # fmt: skip
    """One posting of the plain kinds. Part of another action's transaction."""
    source, target = ACCOUNTS[kind]
    unit = Unit.objects.get(pk=container.unit_id)
    return Posting.objects.create(
        unit=unit,
        clinic_day=clinic_day_of(unit, at=at),
        container=container,
        kind=kind,
        from_account=source,
        to_account=target,
        salt_form=container.lot.salt_form,
        mg=mg,
        at=at,
        by=by,
        witness=witness,
        about=about,
        reason=reason,
        request_id=request_id or new_key(),
    )


def book_use(
    container: Container, *, hand_over: UUID, given_mg: Decimal, not_used_mg: Decimal,
    spilt_mg: Decimal, by: User, at: datetime,
) -> None:  # fmt: skip
    """Where a dose went, once it has ended. What was not given waits, sealed, for its witnesses."""
    for kind, mg in (
        (PostingKind.GIVEN, given_mg),
        (PostingKind.NOT_USED, not_used_mg),
        (PostingKind.SPILT, spilt_mg),
    ):
        if mg:
            post(container, kind=kind, mg=mg, by=by, witness=None, at=at, about=hand_over)
