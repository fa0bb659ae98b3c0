"""Leaving HAT: one action that stops all of it and says who gives methadone from then on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from vangnet.clinic.consulting.actions import end_approval
from vangnet.clinic.consulting.ladder import facts, rows
from vangnet.clinic.consulting.ladder.actions import Written
from vangnet.clinic.consulting.life import given_after
from vangnet.clinic.consulting.models import Episode, ExitTakenBack, TreatmentExit
from vangnet.clinic.consulting.moving.likeness import unanswered
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.ladder import (
    EpisodeEndReason,
    EpisodeFacts,
    Follows,
    LadderReason,
    Treatment,
    faults,
    faults_of_exit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExit:
    """Why, from which day on, and who gives methadone after it. `provider`: when not this unit."""

    ended_on: date  # the last day in treatment
    reason: EpisodeEndReason
    follows: Follows
    provider: str = ""
    words: str = ""


def leave_treatment(
    *, patient: Patient, new: NewExit, by: User, at: datetime, request_id: UUID
) -> Written[TreatmentExit]:
    """End HAT with its orders and approval, and hand back to methadone. All of it, or nothing.

    After a death every order and every episode ends. The same request twice is one exit.
    """
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        locked = rows.lock(patient)
        if earlier := TreatmentExit.objects.filter(request_id=request_id).first():
            if earlier.patient_id != patient.pk:
                raise RequestReused(request_id)
            return Written(row=earlier)
        plan = _plan(locked, new)
        reasons = [*rows.of_this_unit(locked, by), *_why_not(locked, plan, new, at)]
        if reasons:
            return Written(reasons=tuple(dict.fromkeys(reasons)))
        return Written(row=_leave(locked, plan, new, by=by, at=at, request_id=request_id))


@dataclass(frozen=True, slots=True)
class _Plan:
    """The person's episodes as they would be: what ends, what stays, and methadone if it begins."""

    ends: tuple[tuple[Episode, EpisodeFacts], ...]
    stays: tuple[EpisodeFacts, ...]
    begins: EpisodeFacts | None


def _plan(patient: Patient, new: NewExit) -> _Plan:
    ends, stays = [], []
    for one in facts.standing_episodes(patient=patient):
        now = facts.as_facts(one)
        if now.ended_on is None and _ends_too(now, new):
            ends.append((one, replace(now, ended_on=new.ended_on, end_reason=_why(now, new))))
        else:
            stays.append(now)
    here = any(one.treatment is Treatment.METHADONE and one.ended_on is None for one in stays)
    methadone = EpisodeFacts(
        treatment=Treatment.METHADONE, started_on=new.ended_on, provider=new.provider
    )
    begins = None if here or new.follows is Follows.NOTHING else methadone
    return _Plan(tuple(ends), tuple(stays), begins)


def _ends_too(episode: EpisodeFacts, new: NewExit) -> bool:
    """HAT itself; after a death everything; methadone when somebody else gives it from now on."""
    elsewhere = episode.treatment is Treatment.METHADONE and episode.provider != new.provider
    return episode.is_hat_here or new.follows is Follows.NOTHING or elsewhere


def _why(episode: EpisodeFacts, new: NewExit) -> EpisodeEndReason:
    """HAT ends for the reason that was given; methadone that moves has not failed."""
    person = new.reason in (
        EpisodeEndReason.DECEASED, EpisodeEndReason.MOVED, EpisodeEndReason.PRISON
    )  # fmt: skip
    return new.reason if episode.is_hat_here or person else EpisodeEndReason.CHANGED_TREATMENT


def _why_not(patient: Patient, plan: _Plan, new: NewExit, at: datetime) -> Iterator[LadderReason]:
    yield from faults_of_exit(
        facts.episodes_of(patient), reason=new.reason, follows=new.follows, provider=new.provider
    )
    today = clinic_day_of(patient.unit, at=at)
    ended = [episode for _, episode in plan.ends]
    for one in ended:
        yield from faults(one, plan.stays, today=today)
    if any(given_after(patient, after, besides=row.pk) for row, after in plan.ends):
        yield LadderReason.DOSE_GIVEN_AFTER_THE_END
    if plan.begins is not None:
        yield from faults(plan.begins, [*ended, *plan.stays], today=today)


def _leave(
    patient: Patient, plan: _Plan, new: NewExit, *, by: User, at: datetime, request_id: UUID
) -> TreatmentExit:
    reason = new.reason.value
    only_hat = new.follows is Follows.METHADONE_HERE
    rows.stop_orders(patient, only_hat=only_hat, reason=reason, by=by, at=at)
    today = clinic_day_of(patient.unit, at=at)
    for approval in facts.open_approvals(patient, on=today):
        end_approval(approval=approval, ended_on=today, reason=reason, by=by, at=at)
    hat_end = None
    for episode, ended in plan.ends:
        words = new.words if ended.is_hat_here else ""
        end = rows.put_end(episode, ended, words=words, by=by, at=at)
        hat_end = end if ended.is_hat_here else hat_end
    if plan.begins is not None:
        begun_by = uuid5(request_id, Treatment.METHADONE.value)
        rows.put(patient, plan.begins, by=by, at=at, request_id=begun_by)
    assert hat_end is not None, "no HAT to leave was a reason"
    return TreatmentExit.objects.create(
        unit_id=patient.unit_id, patient=patient, end=hat_end, follows=new.follows.value,
        provider=new.provider, request_id=request_id, signed_at=at, signed_by=by,
    )  # fmt: skip


def take_back_exit(
    *, kept: TreatmentExit, why: str, by: User, at: datetime, request_id: UUID
) -> Written[ExitTakenBack]:
    """The exit was a mistake: HAT runs on. Approval and orders are not brought back. Twice is once.

    Methadone that began with the exit stays as it is written.
    """
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        patient = rows.lock(kept.patient)
        if earlier := ExitTakenBack.objects.filter(exit=kept).first():
            return Written(row=earlier)
        episode = kept.end.episode
        runs_on = replace(facts.as_facts(episode), ended_on=None, end_reason=None)
        today = clinic_day_of(patient.unit, at=at)
        others = facts.standing_episodes(patient=patient).exclude(pk=episode.pk)
        reasons = [*rows.of_this_unit(patient, by)]
        reasons += faults(runs_on, map(facts.as_facts, others), today=today)
        left_before = facts.exits_of(patient).exclude(pk=kept.pk).exists()
        if left_before and not facts.open_approvals(patient, on=today).exists():
            reasons.append(LadderReason.LEFT_AND_NO_NEW_APPROVAL)
        if unanswered(patient):
            reasons.append(LadderReason.ALIKE_ENROLLED)
        if reasons:
            return Written(reasons=tuple(reasons))
        row = ExitTakenBack.objects.create(exit=kept, why=why, recorded_at=at, recorded_by=by)
        rows.put(patient, runs_on, by=by, at=at, request_id=request_id, corrects=episode, why=why)
        return Written(row=row)
