"""The made-up unit's stock: which container and which kit comes next, and its round of waste.

It remembers what it took so that it picks well; what is really there, the register says.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from vangnet.clinic.keyed import new_key
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.models import User
from vangnet.clinic.vault import actions as vault
from vangnet.clinic.vault import closing
from vangnet.clinic.vault.models import Account, Container, Kit
from vangnet.rules.amounts import Drug, Route, SaltForm

CONTAINER_MG = Decimal(5000)
LEAST_MG = Decimal(20)  # what is left in the one container nobody should pick
# What the made-up unit has by each route; its methadone is a drink.
DRUGS = {
    Route.INTRAVENOUS: Drug.DIAMORPHINE,
    Route.INHALED: Drug.DIAMORPHINE,
    Route.ORAL: Drug.METHADONE,
}
SALTS = {
    Route.INTRAVENOUS: SaltForm.HYDROCHLORIDE_MONOHYDRATE,
    Route.INHALED: SaltForm.BASE,
    Route.ORAL: SaltForm.HYDROCHLORIDE,
}
LETTERS = {Route.INTRAVENOUS: "A", Route.INHALED: "B", Route.ORAL: "M"}
STRENGTHS = {Route.INTRAVENOUS: Decimal(100), Route.INHALED: None, Route.ORAL: Decimal(5)}
CONTENTS = {
    Route.INTRAVENOUS: "Needle, swabs, filter, tourniquet",
    Route.INHALED: "Foil, tube, lighter",
}


@dataclass(kw_only=True)
class Held:
    """One container, and what the cabinet believes to be in it."""

    container: Container
    route: Route
    mg: Decimal


@dataclass(kw_only=True)
class Cabinet:
    """Everything behind the hatch."""

    unit: Unit
    keeper: User
    second: User
    held: list[Held] = field(default_factory=list)
    kits: dict[Route, list[Kit]] = field(default_factory=dict)
    used: dict[Route, Kit] = field(default_factory=dict)
    residues_mg: dict[str, Decimal] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def receive(self, *, route: Route, at: datetime, mg: Decimal = CONTAINER_MG) -> Held:
        """A delivery: one container, booked in whole by two people."""
        number = next(self._numbers)
        container = vault.receive(
            unit=self.unit,
            lot=vault.NewLot(
                number=f"MADE-UP-{LETTERS[route]}{(number + 9) // 10}",
                drug=DRUGS[route], salt_form=SALTS[route], routes=(route,),
                strength_mg_per_ml=STRENGTHS[route],
                expires_on=at.date() + timedelta(days=700), supplier="Made-up supplier",
            ),
            code=f"V-{number:03d}", mg=mg, usable_until=at + timedelta(days=365), by=self.keeper,
            witness=Signature(user=self.second, at=at, method="pin"), at=at, request_id=new_key(),
        )  # fmt: skip
        self.held.append(Held(container=container, route=route, mg=mg))
        return self.held[-1]

    def receive_kits(self, *, route: Route, number: str, amount: int, at: datetime) -> None:
        codes = tuple(f"{number}-{n:04d}" for n in range(1, amount + 1))
        lot = vault.receive_kits(
            unit=self.unit, number=number, route=route, contents=CONTENTS[route],
            expires_on=at.date() + timedelta(days=700), codes=codes, by=self.keeper,
        )  # fmt: skip
        self.kits.setdefault(route, []).extend(
            Kit.objects.filter(lot=lot).select_related("lot").order_by("code")
        )

    def container_for(self, *, route: Route, dose_mg: Decimal, at: datetime) -> Held:
        """The first that holds enough: what came first expires first. Else there is a delivery."""
        enough = (one for one in self.held if one.route is route and one.mg >= dose_mg)
        return next(enough, None) or self.receive(route=route, at=at)

    def too_little(self, *, route: Route) -> Held:
        """The one somebody takes by mistake."""
        return min((one for one in self.held if one.route is route), key=lambda one: one.mg)

    def take_kit(self, *, route: Route) -> Kit | None:
        """The next; None for what needs none."""
        return next(iter(self.kits.get(route, ())), None)

    def taken(self, held: Held, kit: Kit | None, *, mg: Decimal) -> None:
        """The gate said yes: this much and this kit are gone."""
        held.mg -= mg
        if kit is not None:
            self.kits[held.route].remove(kit)
            self.used[held.route] = kit

    def leave_residue(self, container: Container, *, mg: Decimal) -> None:
        if mg:
            self.residues_mg[container.code] = self.residues_mg.get(container.code, Decimal(0)) + mg

    def destroy_residues(self, *, first: User, second: User, at: datetime) -> int:
        """The keeper destroys what is sealed, before two others. How many containers it was of."""
        waiting, self.residues_mg = self.residues_mg, {}
        for held in self.held:
            mg = waiting.get(held.container.code)
            if mg:
                self._waste(held, Account.RESIDUE, mg, "Not used or spilt", first, second, at)
        return len(waiting)

    def break_vial(self, *, mg: Decimal, first: User, second: User, at: datetime) -> None:
        """Something falls while it is drawn up."""
        held = next(one for one in self.held if one.mg >= mg)
        held.mg -= mg
        self._waste(held, Account.STOCK, mg, "Spilt while drawing up", first, second, at)

    def _waste(
        self, held: Held, account: Account, mg: Decimal, reason: str, first: User, second: User,
        at: datetime,
    ) -> None:  # fmt: skip
        closing.waste(
            container=held.container, account=account, mg=mg, reason=reason, by=self.keeper,
            witness=Signature(user=first, at=at, method="pin"),
            second_witness=Signature(user=second, at=at, method="pin"),
            at=at, request_id=new_key(),
        )  # fmt: skip
