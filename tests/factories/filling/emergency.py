"""An overdose with its acts, one corrected; the paper; a review; naloxone received and used."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.recovery.emergency import actions, review
from vangnet.clinic.recovery.emergency.models import ActKind, Emergency, EmergencyAct, Outcome
from vangnet.clinic.recovery.emergency.paper import make_paper
from vangnet.clinic.recovery.emergency.stock import actions as stock
from vangnet.clinic.registry.models import Patient


def naloxone(world: World, pieces: int = 4, *, number: str = "N-1",
             expires_on: date = date(2028, 6, 30)):  # fmt: skip
    """Pieces of one lot on the shelf."""
    return stock.receive(
        unit=world.unit, pieces=pieces, by=world.nurse, at=world.now, request_id=uuid4(),
        lot=stock.NewLot(
            number=number, form="ampoule", piece_mg=Decimal("0.4"), expires_on=expires_on
        ),
    ).lot  # fmt: skip


def start(world: World, patient: Patient, *, name: str = "nurse", **changes: object) -> Emergency:
    return actions.start(
        **{"unit": world.unit, "patient": patient, "by": world.staff[name], "at": world.now,
           "request_id": uuid4(), **changes}
    )  # fmt: skip


def log(world: World, emergency: Emergency, kind: ActKind, *, name: str = "nurse",
        request_id=None, **act: object) -> EmergencyAct:  # fmt: skip
    return actions.log(
        emergency=emergency, by=world.staff[name], at=world.now, request_id=request_id or uuid4(),
        act=actions.NewAct(kind=kind, **{"happened_at": world.now, **act}),
    )  # fmt: skip


def end(world: World, emergency: Emergency, outcome: Outcome = Outcome.OBSERVATION,
        because: str = "") -> Emergency:  # fmt: skip
    return actions.end(
        emergency=emergency, outcome=outcome, because=because, by=world.nurse, at=world.now
    )


def release(world: World, emergency: Emergency,
            next_dose: review.NextDose = review.NextDose.AS_ORDERED):  # fmt: skip
    return review.review(
        emergency=emergency, next_dose=next_dose, words="awake, no signs, spoken with",
        by=world.staff["prescriber"], at=world.now, request_id=uuid4(),
    ).review  # fmt: skip


def fill(world: World, patient: Patient) -> None:
    naloxone(world)
    emergency = start(world, patient)
    log(world, emergency, ActKind.AMBULANCE_CALLED)
    given = log(world, emergency, ActKind.NALOXONE)
    actions.correct(
        act=given, happened_at=world.now - timedelta(minutes=1), words="by the wall clock",
        by=world.nurse, at=world.now, request_id=uuid4(),
    )  # fmt: skip
    make_paper(emergency=emergency, language="en", by=world.nurse, at=world.now, request_id=uuid4())
    end(world, emergency)
    release(world, emergency)
