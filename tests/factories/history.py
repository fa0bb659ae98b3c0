"""Weeks of one person's life here: doses, days without, a restart, readings, refusals, a hold."""

from datetime import timedelta
from decimal import Decimal

from tests.factories.world import World
from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind, TaskDone
from vangnet.clinic.consulting.tasks.gaps_due import MISSED
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient

AFTER_THE_RESTART = {11: "100", 12: "100", 13: "150"}


def dose(world: World, patient: Patient, mg: str, *, given_mg: str | None = None,
         reading: str = "0") -> None:  # fmt: skip
    """One whole visit, which ends in the same minute the observation does."""
    visit = world.room(world.check(world.blow(world.check_in(patient), reading)))
    handed = world.hand_over(visit, dose_mg=Decimal(mg))
    assert handed.allowed, handed.reasons
    world.use(handed, given_mg=given_mg)
    assert world.leave(visit).departure
    world.clean_rooms()


def over_the_limit(world: World, patient: Patient) -> None:
    """Blows too high and goes again."""
    visit = world.blow(world.check_in(patient), "400")
    reception.turn_away(visit=visit, by=world.staff["desk"], at=world.now)


def refused(world: World, patient: Patient) -> None:
    """Asks for more than the order says; the visit ends without a dose."""
    visit = world.at_the_hatch(patient)
    assert not world.hand_over(visit, dose_mg=Decimal(900)).allowed
    reception.turn_away(visit=visit, by=world.staff["desk"], at=world.now)


def lived(world: World, patient: Patient, *, days: int = 24) -> None:
    """The days from now on: a gap of three with a restart at half, one of a day, and refusals."""
    for day in range(days):
        if day in (8, 9, 10, 17):
            world.later(days=1)
            continue
        before = world.now
        if day == 11:
            _restart(world, patient)
        mg = AFTER_THE_RESTART.get(day, "200")
        if day == 13:
            world.order(patient, dose_mg="200", doses_per_day=3)
        if day == 14:
            over_the_limit(world, patient)
        elif day == 19:
            refused(world, patient)
        else:
            dose(world, patient, mg, given_mg="150" if day == 5 else None)
        world.now = before
        world.later(days=1)


def _restart(world: World, patient: Patient) -> None:
    by = world.staff["prescriber"]
    last_on = clinic_day_of(world.unit, at=world.now) - timedelta(days=4)
    with acting(str(by.pk)):
        TaskDone.objects.create(
            unit=world.unit, patient=patient, kind=MISSED,
            key=f"missed-days:{patient.pk}:diamorphine:{last_on}:3",
            due_on=clinic_day_of(world.unit, at=world.now), words="in custody",
            done_at=world.now, done_by=by,
        )  # fmt: skip
    world.order(patient, dose_mg="100", doses_per_day=3, is_restart=True)


def hold(world: World, patient: Patient, kind: HoldKind = HoldKind.HARD) -> None:
    by = world.staff["prescriber"]
    consulting.put_on_hold(
        patient=patient, kind=kind, reason="drowsy_after_last_dose", owner=by, by=by, at=world.now
    )
