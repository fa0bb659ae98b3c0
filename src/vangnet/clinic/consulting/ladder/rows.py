"""Writing rows of the ladder, and the questions each action asks first. Within its transaction."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from vangnet.clinic.consulting.actions import stop_order
from vangnet.clinic.consulting.ladder import facts
from vangnet.clinic.consulting.life import given_after, life_of
from vangnet.clinic.consulting.models import Episode, EpisodeDose, EpisodeEnd
from vangnet.clinic.consulting.moving import likeness
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Workplace
from vangnet.clinic.staff.models import User
from vangnet.rules.ladder import DoseSpan, EpisodeFacts, LadderReason, faults


def lock(patient: Patient) -> Patient:
    """One action at a time on one person, as for their orders and doses."""
    return (
        Patient.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit")
        .get(pk=patient.pk)
    )


def fresh(episode: Episode) -> Episode:
    """The episode with its doses and end as they are now, whether it still counts or not."""
    return Episode.objects.select_related("end__exit__taken_back").get(pk=episode.pk)


def of_this_unit(patient: Patient, by: User) -> Iterator[LadderReason]:
    if not Workplace.objects.filter(user=by, unit=patient.unit_id).exists():
        yield LadderReason.PATIENT_OF_ANOTHER_UNIT


def could_stand(
    patient: Patient, new: EpisodeFacts, at: datetime, *, instead_of: Episode | None = None
) -> Iterator[LadderReason]:
    """Every reason why this episode cannot stand beside the person's others."""
    today = clinic_day_of(patient.unit, at=at)
    others = [
        facts.as_facts(one)
        for one in facts.standing_episodes(patient=patient)
        if instead_of is None or one.pk != instead_of.pk
    ]
    yield from faults(new, others, today=today)
    if new.started_on < life_of(patient).begins_on:
        yield LadderReason.BEFORE_BIRTH
    if given_after(patient, new, besides=instead_of.pk if instead_of else None):
        yield LadderReason.DOSE_GIVEN_AFTER_THE_END
    if new.ended_on is None and facts.has_died(others):
        yield LadderReason.HAS_DIED
    if new.enrols and likeness.unanswered(patient):
        yield LadderReason.ALIKE_ENROLLED
    if (
        new.is_hat_here
        and facts.exits_of(patient).exists()
        and not facts.open_approvals(patient, on=today).exists()
    ):
        yield LadderReason.LEFT_AND_NO_NEW_APPROVAL


def still_counts(episode: Episode) -> Iterator[LadderReason]:
    if not facts.standing_episodes(pk=episode.pk).exists():
        yield LadderReason.ALREADY_CORRECTED


def the_same(earlier: Episode, patient: Patient, new: EpisodeFacts) -> Episode:
    """The episode this request has written before; with other content it is an error."""
    same = (earlier.patient_id, earlier.treatment, earlier.started_on, earlier.provider) == (
        patient.pk, new.treatment, new.started_on, new.provider
    )  # fmt: skip
    if not same:
        raise RequestReused(earlier.request_id)
    return earlier


def put(
    patient: Patient, new: EpisodeFacts, *, by: User, at: datetime, request_id: UUID,
    end_words: str = "", corrects: Episode | None = None, why: str = "", withdrawn: bool = False,
) -> Episode:  # fmt: skip
    episode = Episode.objects.create(
        unit_id=patient.unit_id, patient=patient, treatment=new.treatment.value,
        provider=new.provider, started_on=new.started_on, evidence=new.evidence,
        request_id=request_id, recorded_at=at, recorded_by=by, corrects=corrects,
        why_corrected=why, withdrawn=withdrawn,
    )  # fmt: skip
    for dose in new.doses:
        put_dose(episode, dose, by=by, at=at)
    if new.ended_on is not None:
        put_end(episode, new, words=end_words, by=by, at=at)
    return episode


def put_dose(episode: Episode, dose: DoseSpan, *, by: User, at: datetime) -> EpisodeDose:
    return EpisodeDose.objects.create(
        episode=episode, from_on=dose.from_on, dose_mg=dose.mg_per_day,
        supervised_days_per_week=dose.supervised_days_per_week, recorded_at=at, recorded_by=by,
    )  # fmt: skip


def put_end(
    episode: Episode, ended: EpisodeFacts, *, words: str, by: User, at: datetime
) -> EpisodeEnd:
    assert ended.ended_on is not None, "only an episode that ended has an end"
    assert ended.end_reason is not None, "an end without a reason was refused"
    return EpisodeEnd.objects.create(
        episode=episode, ended_on=ended.ended_on, reason=ended.end_reason.value, words=words,
        recorded_at=at, recorded_by=by,
    )  # fmt: skip


def stop_orders(patient: Patient, *, only_hat: bool, reason: str, by: User, at: datetime) -> None:
    today = clinic_day_of(patient.unit, at=at)
    for order in facts.open_orders(patient, on=today, only_hat=only_hat):
        stop_order(order=order, reason=reason, by=by, at=at)
