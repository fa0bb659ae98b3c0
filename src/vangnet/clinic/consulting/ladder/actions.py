"""What is written on someone's ladder: episodes, doses, ends, contacts, and their corrections.

Each action makes the episode as it would be and asks the rule whether it can stand; the tables
say the same once more. Leaving HAT is an action of its own: leaving.py.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from vangnet.clinic.consulting.ladder import facts, rows
from vangnet.clinic.consulting.life import life_of
from vangnet.clinic.consulting.models import Contact, Episode, EpisodeDose, EpisodeEnd
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.days import DayFault, fault_of_day
from vangnet.rules.ladder import (
    ContactKind,
    DoseSpan,
    EpisodeEndReason,
    EpisodeFacts,
    LadderReason,
)

Row = TypeVar("Row")
DAYS = {
    DayFault.BEFORE_BIRTH: LadderReason.BEFORE_BIRTH,
    DayFault.AFTER_DEATH: LadderReason.AFTER_DEATH,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(Generic[Row]):
    """What now stands in the record, or every reason why it was not written."""

    row: Row | None = None
    reasons: tuple[LadderReason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """Seen, spoken to, or missed."""

    kind: ContactKind
    on: date
    missed: bool = False
    words: str = ""


def begin_episode(
    *, patient: Patient, new: EpisodeFacts, by: User, at: datetime, request_id: UUID,
    end_words: str = "",
) -> Written[Episode]:  # fmt: skip
    """Write down a rung: here, or at another clinic by its papers, also one that is over.

    The same request twice is one episode.
    """
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        locked = rows.lock(patient)
        if earlier := Episode.objects.filter(request_id=request_id).first():
            return Written(row=rows.the_same(earlier, locked, new))
        reasons = [*rows.of_this_unit(locked, by), *rows.could_stand(locked, new, at)]
        if new.is_hat_here and new.ended_on is not None:
            reasons.append(LadderReason.HAT_ENDS_BY_LEAVING)
        if reasons:
            return Written(reasons=tuple(reasons))
        return Written(
            row=rows.put(locked, new, by=by, at=at, request_id=request_id, end_words=end_words)
        )


def record_dose(
    *, episode: Episode, dose: DoseSpan, by: User, at: datetime
) -> Written[EpisodeDose]:
    """From a day on, another dose. Twice is once."""
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        locked = rows.lock(episode.patient)
        present = facts.as_facts(rows.fresh(episode))
        if dose in present.doses:
            return Written(row=episode.doses.get(from_on=dose.from_on))
        changed = replace(present, doses=(*present.doses, dose))
        if reasons := _why_not(locked, episode, changed, by, at):
            return Written(reasons=tuple(reasons))
        return Written(row=rows.put_dose(episode, dose, by=by, at=at))


def end_episode(
    *, episode: Episode, ended_on: date, reason: EpisodeEndReason, words: str = "",
    by: User, at: datetime,
) -> Written[EpisodeEnd]:  # fmt: skip
    """Its last day, and why. A death stops every order. Twice is once; HAT here: leaving.py."""
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        locked = rows.lock(episode.patient)
        fresh = rows.fresh(episode)
        present = facts.as_facts(fresh)
        if (present.ended_on, present.end_reason) == (ended_on, reason):
            return Written(row=fresh.end)
        ended = replace(present, ended_on=ended_on, end_reason=reason)
        reasons = _why_not(locked, episode, ended, by, at)
        if present.ended_on is not None:
            reasons.append(LadderReason.ALREADY_ENDED)
        deceased = reason is EpisodeEndReason.DECEASED
        if present.is_hat_here or (deceased and _in_hat(locked)):
            reasons.append(LadderReason.HAT_ENDS_BY_LEAVING)
        if reasons:
            return Written(reasons=tuple(reasons))
        if deceased:
            rows.stop_orders(locked, only_hat=False, reason=reason.value, by=by, at=at)
        return Written(row=rows.put_end(episode, ended, words=words, by=by, at=at))


def correct_episode(
    *, episode: Episode, new: EpisodeFacts | None, why: str, by: User, at: datetime,
    request_id: UUID, end_words: str = "",
) -> Written[Episode]:  # fmt: skip
    """Write the episode anew as it was, with its doses and end; None: it never was.

    The old rows stay and no longer count. The same request twice is one correction.
    """
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        locked = rows.lock(episode.patient)
        if earlier := Episode.objects.filter(request_id=request_id).first():
            if earlier.corrects_id != episode.pk:
                raise RequestReused(request_id)
            return Written(row=earlier)
        reasons = [*rows.of_this_unit(locked, by), *rows.still_counts(episode)]
        if facts.exits_of(locked).filter(end__episode=episode).exists():
            reasons.append(LadderReason.EXIT_STANDS)
        if new is not None:
            reasons += rows.could_stand(locked, new, at, instead_of=episode)
            if new.is_hat_here and new.ended_on is not None:
                reasons.append(LadderReason.HAT_ENDS_BY_LEAVING)
        if reasons:
            return Written(reasons=tuple(reasons))
        said = new or replace(facts.as_facts(episode), doses=(), ended_on=None)
        return Written(row=rows.put(
            locked, said, by=by, at=at, request_id=request_id, end_words=end_words,
            corrects=episode, why=why, withdrawn=new is None,
        ))  # fmt: skip


def _why_not(
    patient: Patient, episode: Episode, changed: EpisodeFacts, by: User, at: datetime
) -> list[LadderReason]:
    return [
        *rows.of_this_unit(patient, by),
        *rows.still_counts(episode),
        *rows.could_stand(patient, changed, at, instead_of=episode),
    ]


def _in_hat(patient: Patient) -> bool:
    return any(one.is_hat_here and one.ended_on is None for one in facts.episodes_of(patient))


def record_contact(
    *, patient: Patient, new: NewContact, by: User, at: datetime, request_id: UUID
) -> Written[Contact]:
    """Someone was seen or spoken to, or did not come. The same request twice is one contact."""
    return _contact(patient, new, by=by, at=at, request_id=request_id)


def correct_contact(
    *, contact: Contact, new: NewContact | None, why: str, by: User, at: datetime, request_id: UUID
) -> Written[Contact]:
    """Write the contact anew; None: it never was."""
    return _contact(
        contact.patient, new, by=by, at=at, request_id=request_id, corrects=contact, why=why
    )


def _contact(
    patient: Patient, new: NewContact | None, *, by: User, at: datetime, request_id: UUID,
    corrects: Contact | None = None, why: str = "",
) -> Written[Contact]:  # fmt: skip
    by.must(Task.RECORD_CONTACT)
    with acting(str(by.pk)):
        locked = rows.lock(patient)
        if earlier := Contact.objects.filter(request_id=request_id).first():
            if (earlier.patient_id, earlier.corrects) != (patient.pk, corrects):
                raise RequestReused(request_id)
            return Written(row=earlier)
        reasons = [*rows.of_this_unit(locked, by)]
        if corrects and not facts.standing_contacts(locked).filter(pk=corrects.pk).exists():
            reasons.append(LadderReason.ALREADY_CORRECTED)
        if new and new.on > clinic_day_of(locked.unit, at=at):
            reasons.append(LadderReason.CONTACT_IN_THE_FUTURE)
        if new and (fault := fault_of_day(new.on, life_of(locked))):
            reasons.append(DAYS[fault])
        if reasons:
            return Written(reasons=tuple(reasons))
        said = new or corrects
        assert said is not None, "a contact is new, or corrects another"
        return Written(row=Contact.objects.create(
            unit_id=locked.unit_id, patient=locked, kind=said.kind, on=said.on, missed=said.missed,
            words=said.words, request_id=request_id, recorded_at=at, recorded_by=by,
            corrects=corrects, withdrawn=new is None, why_corrected=why,
        ))  # fmt: skip
