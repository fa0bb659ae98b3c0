"""Somebody on the way in: registered, on methadone, referred, with papers or without."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from tests.factories.world import World

from vangnet.clinic.board.day import admission
from vangnet.clinic.consulting.approval import actions
from vangnet.clinic.consulting.approval.actions import NewDecision, NewEvidence, NewReferral
from vangnet.clinic.consulting.approval.facts import look
from vangnet.clinic.consulting.ladder.actions import begin_episode
from vangnet.clinic.consulting.models import CriterionEvidence, Referral
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Workplace
from vangnet.clinic.registry.person import Person, Sex
from vangnet.clinic.staff.actions import Signature, add_user
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Role
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.criteria import ApprovedBy, Stage
from vangnet.rules.eligibility import State
from vangnet.rules.eligibility.deciding import Outcome
from vangnet.rules.ladder import DoseSpan, EpisodeFacts, Treatment
from vangnet.rules.months import months_after

HEROIN = (Drug.DIAMORPHINE, SaltForm.HYDROCHLORIDE_MONOHYDRATE, Route.INTRAVENOUS)


def today(world: World) -> date:
    """The unit's clinic day, which begins later than the calendar's."""
    return clinic_day_of(world.unit, at=world.now)


def newcomer(world: World, *, born: date = date(1980, 5, 1)) -> Patient:
    n = next(world.numbers)
    person = Person(
        family_name=f"New{n}", given_names="Made Up", birth_date=born, sex=Sex.UNKNOWN,
        identifiers=(("urn:vangnet:test", f"{world.unit.code}-new-{n}"),),
    )  # fmt: skip
    patient = registry.register_patient(
        unit=world.unit, person=person, by=world.staff["desk"], at=world.now
    ).patient
    assert patient is not None
    return patient


def on_methadone(world: World, patient: Patient, *, since: date, mg: str = "80") -> None:
    new = EpisodeFacts(
        treatment=Treatment.METHADONE, started_on=since, provider="Elsewhere",
        doses=(DoseSpan(from_on=since, mg_per_day=Decimal(mg), supervised_days_per_week=7),),
    )  # fmt: skip
    begun = begin_episode(
        patient=patient, new=new, by=world.staff["prescriber"], at=world.now, request_id=uuid4()
    )
    assert begun.row is not None, begun.reasons


def refer(world: World, patient: Patient, *, stage: Stage = Stage.START, **changes: object):
    drug, salt_form, route = HEROIN
    known: dict = {
        "stage": stage, "referred_on": today(world), "referrer": "Dr Elsewhere", "drug": drug,
        "salt_form": salt_form, "route": route, **changes,
    }  # fmt: skip
    return actions.refer(
        patient=patient, new=NewReferral(**known), by=world.nurse, at=world.now, request_id=uuid4()
    )


def referred(world: World, **more: object) -> Referral:
    """On methadone for long enough, and referred: all that is missing are the papers."""
    patient = newcomer(world, **more)
    found = in_force(unit=world.unit, at=world.now)
    assert found
    admission.climb(patient, found[1], by=world.staff["prescriber"], at=world.now)
    answer = refer(world, patient)
    assert answer.row is not None, answer.objections
    return answer.row


def proven(world: World, **more: object) -> Referral:
    """The same with every paper."""
    referral = referred(world, **more)
    admission.prove(referral, by=world.nurse, at=world.now)
    return referral


def paper(world: World, code: str, state: State = State.MET, **changes: object) -> NewEvidence:
    known: dict = {
        "criterion": code, "state": state, "document": "Paper", "verified_on": today(world),
        "request_id": uuid4(), **changes,
    }  # fmt: skip
    return NewEvidence(**known)


def keep(world: World, referral: Referral, *new: NewEvidence) -> list[CriterionEvidence]:
    answer = actions.record_evidence(referral=referral, new=new, by=world.nurse, at=world.now)
    assert answer.row is not None, answer.objections
    return answer.row


def decide(world: World, referral: Referral, *, second: User | None = None, by: str = "prescriber",
           **changes: object):  # fmt: skip
    on = today(world)
    known: dict = {
        "outcome": Outcome.APPROVE, "approved_by": ApprovedBy.OWN_PHYSICIAN, "valid_from": on,
        "valid_until": months_after(on, 12), **changes,
    }  # fmt: skip
    signature = Signature(user=second, at=world.now, method="pin") if second else None
    return actions.decide(
        referral=referral, new=NewDecision(**known), by=world.staff[by], second=signature,
        at=world.now, request_id=uuid4(),
    )  # fmt: skip


def another_prescriber(world: World, name: str = "Second Prescriber") -> User:
    user = add_user(
        username=f"{name}-{world.unit.code}".replace(" ", "-").lower(), display_name=name,
        role=Role.PRESCRIBER, password="made up for the test", by="system:test", pin="2468",
    )  # fmt: skip
    with acting("system:test"):
        Workplace.objects.create(user=user, unit=world.unit)
    return user


def state_of(world: World, referral: Referral, code: str) -> str:
    answer = look(referral, at=world.now).assessment
    assert answer
    return next(one.state.value for one in answer.findings if one.code == code)
