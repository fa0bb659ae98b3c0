"""Made-up people who are not in HAT: one on every other rung of the ladder, by the same actions.

They come to no session. Their pages, the lists and the tasks show what stands before a first dose
and what follows the last one.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from vangnet.clinic.board.day import admission, people
from vangnet.clinic.board.day.ward import Ward
from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.approval import actions as approval
from vangnet.clinic.consulting.approval import afterwards
from vangnet.clinic.consulting.approval.facts import look
from vangnet.clinic.consulting.ladder.actions import NewContact, begin_episode, record_contact
from vangnet.clinic.consulting.ladder.leaving import NewExit, leave_treatment
from vangnet.clinic.consulting.models import EligibilityDecision, Referral
from vangnet.clinic.consulting.orders.rungs import climb
from vangnet.clinic.keyed import new_key
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.criteria import ApprovedBy, Stage
from vangnet.rules.eligibility.deciding import Outcome
from vangnet.rules.ladder import (
    ContactKind,
    DoseSpan,
    EpisodeEndReason,
    EpisodeFacts,
    Follows,
    Treatment,
)

HEROIN = (Drug.DIAMORPHINE, SaltForm.HYDROCHLORIDE_MONOHYDRATE, Route.INTRAVENOUS)
METHADONE = (Drug.METHADONE, SaltForm.HYDROCHLORIDE, Route.ORAL)
ELSEWHERE = "Made-up clinic"
DAYS = timedelta(days=1)
SOON = 12  # days an approval has left when the unit opens, a week before now
CONTACTS, EACH_DAYS = 12, 7


def keep(ward: Ward, *, after: int, rng: Random, at: datetime) -> None:
    """One person for each of `STEPS`, numbered from `after` on; everything is written at `at`."""
    for place, step in enumerate(STEPS, start=1):
        person = people.make(after + place, unit_code=ward.unit.code, rng=rng, with_face=True)
        kept = registry.register_patient(
            unit=ward.unit, person=person, by=ward.staff["desk"], at=at
        ).patient
        assert kept is not None, "a made-up person is nobody else"
        step(ward, kept, at)


def newly_come(ward: Ward, patient: Patient, at: datetime) -> None:
    """The first step for everyone is methadone; nothing else was tried yet."""
    _episode(ward, patient, at, Treatment.METHADONE, 20, None, "40")
    _methadone(ward, patient, at, "40")


def steady_on_methadone(ward: Ward, patient: Patient, at: datetime) -> None:
    """It holds: contacts kept, and no referral."""
    _episode(ward, patient, at, Treatment.METHADONE, 400, None, "50", "70")
    _methadone(ward, patient, at, "70")
    today = clinic_day_of(ward.unit, at=at)
    for number in range(CONTACTS):
        record_contact(
            patient=patient, by=ward.staff["nurse"], at=at, request_id=new_key(),
            new=NewContact(
                kind=ContactKind.VISIT, on=today - number * EACH_DAYS * DAYS, missed=number == 4
            ),
        )  # fmt: skip


def tried_others(ward: Ward, patient: Patient, at: datetime) -> None:
    """Slow-release morphine after methadone that did not help: two rungs, the second runs."""
    _episode(ward, patient, at, Treatment.METHADONE, 700, 300, "60", "100")
    _episode(ward, patient, at, Treatment.SLOW_RELEASE_MORPHINE, 299, None, "400")


def referred(ward: Ward, patient: Patient, at: datetime) -> None:
    """Papers of some criteria are there; the others are asked for."""
    _papers(ward, patient, at, share=2)


def put_off(ward: Ward, patient: Patient, at: datetime) -> None:
    """Not now: looked at again in a month."""
    referral = _papers(ward, patient, at, share=3)
    words, again = "The letter of the clinic before is on its way.", 30 * DAYS
    _decide(ward, referral, at, Outcome.DEFER, words, again=clinic_day_of(ward.unit, at=at) + again)


def refused(ward: Ward, patient: Patient, at: datetime) -> None:
    """Methadone was hardly tried; the person does not agree, and a second prescriber looks."""
    _episode(ward, patient, at, Treatment.METHADONE, 12, None, "30")
    referral = _refer(ward, patient, at)
    decision = _decide(ward, referral, at, Outcome.REFUSE, "Methadone first, long enough.")
    appealed = afterwards.appeal(
        decision=decision, made_on=clinic_day_of(ward.unit, at=at), words="I tried it for years.",
        by=ward.staff["nurse"], at=at, request_id=new_key(),
    )  # fmt: skip
    assert appealed.row is not None, appealed.objections


def approved(ward: Ward, patient: Patient, at: datetime) -> None:
    """All criteria met and verified; the first order is still to be signed."""
    admission.admit(patient=patient, product=HEROIN, by=ward.staff["prescriber"], at=at)


def approved_not_for_long(ward: Ward, patient: Patient, at: datetime) -> None:
    """In HAT, with an approval that runs out: a task, and then no dose."""
    until = clinic_day_of(ward.unit, at=at) + SOON * DAYS
    admission.admit(
        patient=patient, product=HEROIN, by=ward.staff["prescriber"], at=at, valid_until=until
    )
    _order(ward, patient, at)


def left(ward: Ward, patient: Patient, at: datetime) -> None:
    """Left HAT of their own choice: back to methadone here, which waits for its order."""
    admission.admit(patient=patient, product=HEROIN, by=ward.staff["prescriber"], at=at)
    _order(ward, patient, at)
    gone = leave_treatment(
        patient=patient, by=ward.staff["prescriber"], at=at, request_id=new_key(),
        new=NewExit(
            ended_on=clinic_day_of(ward.unit, at=at), reason=EpisodeEndReason.OWN_CHOICE,
            follows=Follows.METHADONE_HERE,
        ),
    )  # fmt: skip
    assert gone.row is not None, gone.reasons


def died(ward: Ward, patient: Patient, at: datetime) -> None:
    """Nothing is due any more, and no order can be written."""
    admission.admit(patient=patient, product=HEROIN, by=ward.staff["prescriber"], at=at)
    _order(ward, patient, at)
    gone = leave_treatment(
        patient=patient, by=ward.staff["prescriber"], at=at, request_id=new_key(),
        new=NewExit(
            ended_on=clinic_day_of(ward.unit, at=at), reason=EpisodeEndReason.DECEASED,
            follows=Follows.NOTHING, words="At home, of a lung disease.",
        ),
    )  # fmt: skip
    assert gone.row is not None, gone.reasons


def on_buprenorphine(ward: Ward, patient: Patient, at: datetime) -> None:
    """The family doctor gives it, and it holds; seen here for counselling."""
    _episode(ward, patient, at, Treatment.BUPRENORPHINE, 150, None, "8", "16", provider=ELSEWHERE)


def on_slow_release_morphine(ward: Ward, patient: Patient, at: datetime) -> None:
    """Methadone did not do; another clinic gives slow-release morphine."""
    _episode(ward, patient, at, Treatment.METHADONE, 500, 200, "60", "90", provider=ELSEWHERE)
    _episode(
        ward, patient, at, Treatment.SLOW_RELEASE_MORPHINE, 199, None, "300", "600",
        provider=ELSEWHERE,
    )  # fmt: skip


def without_anything(ward: Ward, patient: Patient, at: datetime) -> None:
    """Oriented on abstinence, in a clinic, after methadone."""
    _episode(ward, patient, at, Treatment.METHADONE, 400, 41, "60", "20", provider=ELSEWHERE)
    _episode(ward, patient, at, Treatment.ABSTINENCE, 40, None, provider=ELSEWHERE)


Step = Callable[[Ward, Patient, datetime], None]
STEPS: tuple[Step, ...] = (
    newly_come, steady_on_methadone, tried_others, referred, put_off, refused, approved,
    approved_not_for_long, left, died, on_buprenorphine, on_slow_release_morphine,
    without_anything,
)  # fmt: skip


def _episode(
    ward: Ward, patient: Patient, at: datetime, treatment: Treatment, since: int,
    until: int | None, *mg: str, provider: str = "",
) -> None:  # fmt: skip
    """A rung, here or at a clinic, in days before today; its doses rose in equal stretches."""
    today = clinic_day_of(ward.unit, at=at)
    first, last = today - since * DAYS, today - (until or 0) * DAYS
    each = (last - first) // max(len(mg), 1)
    begun = begin_episode(
        patient=patient, by=ward.staff["prescriber"], at=at, request_id=new_key(),
        new=EpisodeFacts(
            treatment=treatment, started_on=first, ended_on=last if until else None,
            provider=provider, evidence="Made-up letter" if provider else "",
            end_reason=EpisodeEndReason.NOT_EFFECTIVE if until else None,
            doses=tuple(_span(first + step * each, one) for step, one in enumerate(mg)),
        ),
    )  # fmt: skip
    assert begun.row is not None, begun.reasons


def _span(day: date, mg: str) -> DoseSpan:
    return DoseSpan(from_on=day, mg_per_day=Decimal(mg), supervised_days_per_week=7)


def _refer(ward: Ward, patient: Patient, at: datetime) -> Referral:
    drug, salt_form, route = HEROIN
    answer = approval.refer(
        patient=patient, by=ward.staff["nurse"], at=at, request_id=new_key(),
        new=approval.NewReferral(
            stage=Stage.START, referred_on=clinic_day_of(ward.unit, at=at),
            referrer=ELSEWHERE, drug=drug, salt_form=salt_form, route=route,
        ),
    )  # fmt: skip
    assert answer.row is not None, answer.objections
    return answer.row


def _papers(ward: Ward, patient: Patient, at: datetime, *, share: int) -> Referral:
    """Referred with all rungs behind them, and papers for every `share`-th criterion."""
    referral = _refer(ward, patient, at)
    protocol = admission.protocol_of(referral, at=at)
    admission.climb(patient, protocol, by=ward.staff["prescriber"], at=at)
    admission.prove(referral, by=ward.staff["nurse"], at=at, each=share)
    return referral


def _decide(
    ward: Ward, referral: Referral, at: datetime, outcome: Outcome, words: str,
    *, again: date | None = None,
) -> EligibilityDecision:  # fmt: skip
    looked = look(referral, at=at)
    by_whom = looked.protocol.approver.by if looked.protocol and looked.protocol.approver else None
    decided = approval.decide(
        referral=referral, by=ward.staff["prescriber"], second=None, at=at, request_id=new_key(),
        new=approval.NewDecision(
            outcome=outcome, approved_by=by_whom or ApprovedBy.OWN_PHYSICIAN, words=words,
            look_again_on=again,
        ),
    )  # fmt: skip
    assert decided.row is not None, decided.objections
    return decided.row


def _order(ward: Ward, patient: Patient, at: datetime) -> None:
    _signed(ward, patient, at, HEROIN, Decimal(100), a_day=2)


def _methadone(ward: Ward, patient: Patient, at: datetime, mg: str) -> None:
    _signed(ward, patient, at, METHADONE, Decimal(mg), a_day=1)


def _signed(
    ward: Ward, patient: Patient, at: datetime, product: tuple[Drug, SaltForm, Route],
    dose_mg: Decimal, *, a_day: int,
) -> None:  # fmt: skip
    today, prescriber = clinic_day_of(ward.unit, at=at), ward.staff["prescriber"]
    drug, salt_form, route = product
    order = consulting.sign_order(
        patient=patient, by=prescriber, at=at,
        new=consulting.NewOrder(
            drug=drug, salt_form=salt_form, route=route, dose_mg=dose_mg, doses_per_day=a_day,
            day_mg=dose_mg * a_day, valid_from=today, valid_until=today + 300 * DAYS,
        ),
    )  # fmt: skip
    climb(order, by=prescriber, at=at)
