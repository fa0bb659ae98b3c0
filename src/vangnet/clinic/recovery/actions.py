"""After the dose: keep the signs, and let people go when the rule says so."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from vangnet.clinic.consulting.actions import put_on_hold
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery import facts, following, vitals
from vangnet.clinic.recovery.emergency import facts as emergency
from vangnet.clinic.recovery.models import Departure, DepartureKind, Observation
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.alarms import Reading
from vangnet.rules.decision import Decision, Reason
from vangnet.rules.observation import may_leave, of_all
from vangnet.rules.visit import Stage
from vangnet.rules.watch_keys import ASLEEP, SCALES
from vangnet.rules.watching import Sign, asked_by, minute_of, worst

LEFT_AGAINST_ADVICE = "left_against_advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What was seen or measured. SpO2 in per cent, breaths and pulse a minute; None: not measured.

    `sedation_level` is the level of the unit's scale as it was read; without one, the score is.
    """

    sedation_score: int
    asleep: bool = False
    signs: tuple[str, ...] = ()
    spo2_percent: int | None = None
    breaths_per_minute: int | None = None
    pulse_per_minute: int | None = None
    sedation_level: str = ""
    is_exit_check: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """The answer at the door: gone, or every reason to stay."""

    departure: Departure | None
    decision: Decision


class NoDose(Exception):
    """This visit had no dose to recover from; the patient is turned away, not released."""


def observe(*, visit: Visit, signs: Signs, by: User, at: datetime, request_id: UUID) -> Observation:
    """Keep signs at one moment. The same request twice is one row."""
    by.must(Task.OBSERVE)
    signs = replace(signs, asleep=signs.asleep or signs.sedation_level == ASLEEP)
    with acting(str(by.pk)):
        reception.lock(visit)
        if earlier := Observation.objects.filter(request_id=request_id).first():
            was = Signs(
                sedation_score=earlier.sedation_score, asleep=earlier.asleep,
                signs=tuple(earlier.signs), spo2_percent=earlier.spo2_percent,
                breaths_per_minute=earlier.breaths_per_minute,
                pulse_per_minute=earlier.pulse_per_minute, sedation_level=earlier.sedation_level,
                is_exit_check=earlier.is_exit_check,
            )  # fmt: skip
            if (earlier.visit_id, was) != (visit.pk, signs):
                raise RequestReused(request_id)
            return earlier
        return Observation.objects.create(
            unit_id=visit.unit_id, visit=visit, patient_id=visit.patient_id, at=at, by=by,
            sedation_score=signs.sedation_score, asleep=signs.asleep, signs=list(signs.signs),
            spo2_percent=signs.spo2_percent, breaths_per_minute=signs.breaths_per_minute,
            pulse_per_minute=signs.pulse_per_minute, sedation_level=signs.sedation_level,
            sedation_scale=_scale(signs.sedation_level), asks=_asks(visit, signs, at=at),
            is_exit_check=signs.is_exit_check, request_id=request_id,
        )  # fmt: skip


def _scale(level: str) -> str:
    return next((scale for scale, known in SCALES.items() if level in known), "plain")


def _asks(visit: Visit, signs: Signs, *, at: datetime) -> str:
    """What these signs ask for by the protocol of each dose; nothing before there was one."""
    known = facts.uses(visit)
    measured = {
        Sign.OXYGEN: signs.spo2_percent, Sign.BREATHS: signs.breaths_per_minute,
        Sign.PULSE: signs.pulse_per_minute, Sign.SEDATION: signs.sedation_score,
    }  # fmt: skip
    minute = minute_of(at, facts.clock_from(known))
    found = [
        asked_by(sign, value, minute=minute, watch=watch)
        for watch in facts.watches(known)
        for sign, value in measured.items()
        if value is not None
    ]
    return worst(found).asks.value if found else ""


def may_go(*, visit: Visit, at: datetime) -> Decision:
    """What the rule of leaving says now, of every dose of the visit and every overdose."""
    uses = facts.uses(visit)
    if not uses:
        raise NoDose(visit.pk)
    measured, overdoses = vitals.by_devices(visit.pk), emergency.may_leave(visit, at=at)
    return of_all([*(_may_go_after(use, visit, at, measured) for use in uses), overdoses])


def _may_go_after(use: Use, visit: Visit, at: datetime, measured: tuple[Reading, ...]) -> Decision:
    # The protocol of the dose, not of now: a new version changes no clock that is running.
    signed = use.hand_over.protocol
    protocol = protocols.read(signed) if signed else None
    return may_leave(facts.at_the_door(visit, use=use, at=at, measured=measured), protocol)


def release(*, visit: Visit, by: User, at: datetime) -> Leaving:
    """Let the patient go, when clock and exit check allow it; else say why not."""
    by.must(Task.RELEASE)
    with acting(str(by.pk)):
        locked = reception.lock(visit)
        if gone := Departure.objects.filter(visit=locked).first():
            return Leaving(departure=gone, decision=Decision(()))
        decision = may_go(visit=locked, at=at)
        if not decision.allowed:
            return Leaving(departure=None, decision=decision)
        _no_further_dose(locked)
        departure = Departure.objects.create(
            unit_id=locked.unit_id, visit=locked, patient_id=locked.patient_id,
            kind=DepartureKind.RELEASED, at=at, by=by,
            exit_check=facts.last_exit_check(locked), reasons=[],
        )  # fmt: skip
        reception.close(locked, stage=Stage.LEFT, by=by, at=at)
        return Leaving(departure=departure, decision=decision)


def leave_against_advice(
    *, visit: Visit, owner: User, by: User, at: datetime, reached_by: User | None = None
) -> Leaving:
    """The patient has gone before the rule allowed it: record it as that, and hold the next dose.

    `reached_by` looks for the patient until reached; when nobody is named, `owner` does. When the
    rule allows leaving, this is an ordinary release. While the dose is open the answer is to stay:
    first its end is recorded, so that the register knows where it went. So it is while an
    emergency runs.
    """
    by.must(Task.RELEASE)
    with acting(str(by.pk)):
        locked = reception.lock(visit)
        decision = may_go(visit=locked, at=at)
        if decision.allowed or Departure.objects.filter(visit=locked).exists():
            return release(visit=locked, by=by, at=at)
        if {Reason.USE_STILL_OPEN, Reason.EMERGENCY_RUNS} & set(decision.reasons):
            return Leaving(departure=None, decision=decision)
        _no_further_dose(locked)
        put_on_hold(
            patient=locked.patient, kind=HoldKind.HARD, reason=LEFT_AGAINST_ADVICE, owner=owner,
            by=by, at=at,
        )  # fmt: skip
        departure = Departure.objects.create(
            unit_id=locked.unit_id, visit=locked, patient_id=locked.patient_id,
            kind=DepartureKind.AGAINST_ADVICE, at=at, by=by,
            reasons=[refusal.to_json() for refusal in decision.refusals],
        )  # fmt: skip
        following.begin(departure=departure, owner=reached_by or owner, by=by, at=at)
        reception.close(locked, stage=Stage.LEFT, by=by, at=at)
        return Leaving(departure=departure, decision=decision)


def _no_further_dose(visit: Visit) -> None:
    """Who was back at the hatch for another drug, and goes without it, leaves from recovery."""
    if visit.stage == Stage.CHECKED:
        reception.move(visit, Stage.RECOVERING)
