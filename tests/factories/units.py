"""Two units of one programme: a home and the unit where its patients are guests."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.factories.world import World, make_world
from vangnet.clinic.consulting.models import GuestOrder, GuestPermission, Transfer
from vangnet.clinic.consulting.moving import guests, transfers
from vangnet.clinic.consulting.moving.guests import Moved
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.moving import Amounts, Answer, Days


def amounts(*, dose_mg: str = "200", doses_per_day: int = 3, **changes: Any) -> Amounts:
    mg = Decimal(dose_mg)
    values: dict[str, Any] = {
        "drug": Drug.DIAMORPHINE, "salt_form": SaltForm.HYDROCHLORIDE_MONOHYDRATE,
        "route": Route.INTRAVENOUS, "dose_mg": mg, "doses_per_day": doses_per_day,
        "day_mg": mg * doses_per_day, **changes,
    }  # fmt: skip
    return Amounts(**values)


@dataclass
class Units:
    """Home and guest unit with one clock."""

    home: World
    host: World

    def later(self, **duration: float) -> "Units":
        self.home.later(**duration)
        self.host.now = self.home.now
        return self

    def at(self, world: World) -> "Units":
        """Both clocks stand where this one does."""
        self.home.now = self.host.now = world.now
        return self

    @property
    def today(self) -> date:
        return clinic_day_of(self.home.unit, at=self.home.now)

    def on(self, day: int) -> date:
        """So many days from today."""
        return self.today + timedelta(days=day)

    def permit(
        self, patient: Patient, first: int, last: int, *, by: str = "prescriber",
        at: World | None = None, to: World | None = None,
    ) -> Moved[GuestPermission]:  # fmt: skip
        signer = at or self.home
        return guests.permit_guest(
            patient=patient, host=(to or self.host).unit,
            days=Days(first_on=self.on(first), last_on=self.on(last)), words="",
            signature=signer.signature(by), at=signer.now, request_id=uuid4(),
        )  # fmt: skip

    def order(
        self, permission: GuestPermission, *, at: World | None = None, **wanted: Any
    ) -> Moved[GuestOrder]:
        signer = at or self.host
        return guests.order_for_guest(
            permission=permission, wanted=amounts(**wanted), at=signer.now, request_id=uuid4(),
            signature=signer.signature("prescriber"),
        )  # fmt: skip

    def guest(self, patient: Patient, first: int = 0, last: int = 6) -> GuestPermission:
        """Signed at home, and ordered at the guest unit."""
        permitted = self.permit(patient, first, last)
        assert permitted.row, permitted.reasons
        ordered = self.order(permitted.row)
        assert ordered.row, ordered.reasons
        return permitted.row

    def cut(self, permission: GuestPermission, last: int, *, at: World | None = None) -> Moved:
        signer = at or self.home
        return guests.cut_short(
            permission=permission, last_on=self.on(last), why="came back", at=signer.now,
            signature=signer.signature("prescriber"), request_id=uuid4(),
        )  # fmt: skip

    def transfer(self, patient: Patient, from_day: int = 0, *, at: World | None = None,
                 to: World | None = None) -> Moved[Transfer]:  # fmt: skip
        signer = at or self.home
        return transfers.sign_transfer(
            patient=patient, to=(to or self.host).unit, from_on=self.on(from_day), words="",
            signature=signer.signature("prescriber"), at=signer.now, request_id=uuid4(),
        )  # fmt: skip

    def answer(self, transfer: Transfer, answer: Answer = Answer.ACCEPTED, *,
               at: World | None = None, keeps_approval: bool = True) -> Moved:  # fmt: skip
        signer = at or (self.home if answer is Answer.TAKEN_BACK else self.host)
        return transfers.answer_transfer(
            transfer=transfer, answer=answer, words="" if answer is Answer.ACCEPTED else "no place",
            signature=signer.signature("prescriber"), at=signer.now, keeps_approval=keeps_approval,
        )  # fmt: skip

    def undo(
        self, transfer: Transfer, *, at: World | None = None, by: World | None = None
    ) -> Moved:
        """Signed at `at`, by the prescriber of `by`."""
        place = at or self.home
        return transfers.undo_transfer(
            transfer=transfer, words="stays with family", unit=place.unit, at=place.now,
            signature=(by or place).signature("prescriber"),
        )  # fmt: skip

    def take_over(self, transfer: Transfer, *, at: World | None = None) -> Moved:
        signer = at or self.host
        return transfers.take_over(transfer=transfer, by=signer.staff["prescriber"], at=signer.now)

    def dose(self, world: World, patient: Patient, mg: str = "200") -> HandOver:
        """A whole visit at one unit, or its refusal."""
        patient = Patient.objects.select_related("identity", "unit").get(pk=patient.pk)
        visit = world.at_the_hatch(patient)
        dose = world.hand_over(visit, dose_mg=Decimal(mg), witness_read_mg=Decimal(mg))
        if dose.allowed:
            world.use(dose)
            visit.refresh_from_db()
            left = world.leave(visit)
            assert left.decision.allowed, left.decision.reasons
        else:
            from vangnet.clinic.reception import actions as reception

            reception.turn_away(visit=visit, by=world.nurse, at=world.now)
        world.clean_rooms()
        self.at(world)
        return dose


def reasons(dose: HandOver) -> set[str]:
    return {one["reason"] for one in dose.reasons}


def make_units(suffix: str = "", **world: Any) -> Units:
    home, host = (
        make_world(code=f"east{suffix}", **world),
        make_world(code=f"west{suffix}", **world),
    )
    for one, name in ((home, "East"), (host, "West")):
        with acting("system:test"):
            one.unit.name, one.unit.phone = name, f"020 {name}"
            one.unit.save(update_fields=["name", "phone"])
    host.now = home.now
    return Units(home=home, host=host)
