"""Interviews of the made-up unit: people with a true state, held by the same actions as the pages'.

Some are late, one is half done, a few were refused, and some did not consent to research.
"""

from datetime import date, datetime, time, timedelta
from random import Random

from vangnet.clinic.consulting.care import talking
from vangnet.clinic.consulting.models import Approval
from vangnet.clinic.keyed import new_key
from vangnet.clinic.registry.facts import clinic_day_of, zone_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Role
from vangnet.programme.outcomes import actions, facts
from vangnet.programme.outcomes.kits import kit_of
from vangnet.programme.outcomes.models import (
    AnswerState,
    Ending,
    Entry,
    Interview,
    Manner,
    SetItem,
)
from vangnet.programme.outcomes.true_states import TrueState, said, true_state
from vangnet.rules.care import ConsentScope
from vangnet.rules.outcomes.kit import Kit
from vangnet.rules.outcomes.schedule import WaveState, waves

FOLLOWED_MOST = 28
CONSENTS = 0.85
DAYS_MOST = 1150
NOT_HELD = ((0.06, Ending.NOT_REACHED), (0.1, Ending.REFUSED), (0.13, Ending.BROKEN_OFF))
SLIPPED = 0.15
HELD_AT = time(11)
LASTS = timedelta(minutes=14)
UNSAID = (AnswerState.DONT_KNOW, AnswerState.WONT_SAY)


def true_state_of(patient: Patient) -> TrueState:
    """What is so about this made-up person, whatever they say."""
    return true_state(Random(f"outcomes {patient.number}"))  # noqa: S311


def keep(unit: Unit, *, now: datetime) -> None:
    """For those who were let in, up to so many; the others are not followed yet."""
    let_in = Approval.objects.filter(end__isnull=True).values("patient")
    people = Patient.objects.filter(unit=unit, pk__in=let_in).order_by("number")[:FOLLOWED_MOST]
    nurse = User.objects.filter(workplace__unit=unit, role=Role.NURSE).order_by("username").first()
    assert nurse is not None, "a made-up unit has a nurse"
    today = clinic_day_of(unit, at=now)
    half_done = False
    for patient in people:
        rng = Random(f"interviews {patient.number}")  # noqa: S311
        intake_on = today - timedelta(days=7 + rng.randint(0, DAYS_MOST))
        _consent(patient, rng, by=nurse, at=now)
        entry = actions.follow(
            patient=patient, intake_on=intake_on, by=nurse, at=now, request_id=new_key()
        )
        held = Held(entry, kit_of(unit), nurse, rng, now=now)
        held.keep()
        half_done = half_done or held.begin_due()


def _consent(patient: Patient, rng: Random, *, by: User, at: datetime) -> None:
    if rng.random() < CONSENTS:
        witness = User.objects.filter(workplace__unit=patient.unit, role=Role.PRESCRIBER).first()
        assert witness is not None, "a made-up unit has a prescriber"
        talking.give_consent(
            patient=patient, scope=ConsentScope.RESEARCH, on=clinic_day_of(patient.unit, at=at),
            form_version="Made up 1", witness=witness, words="", by=by, at=at,
            request_id=new_key(),
        )  # fmt: skip


class Held:
    """The interviews of one made-up person until now."""

    def __init__(self, entry: Entry, kit: Kit, by: User, rng: Random, *, now: datetime) -> None:
        self.entry, self.kit, self.by, self.rng, self.now = entry, kit, by, rng, now
        self.unit, self.state = entry.patient.unit, true_state_of(entry.patient)
        self.instruments = {one.code: one for one in kit.asked}

    def keep(self) -> None:
        """Those whose days still run are not held yet, and now and then the last was let slip."""
        today = clinic_day_of(self.unit, at=self.now)
        planned = waves(self.kit.schedule, intake_on=self.entry.intake_on, until=today)
        over = [one for one in planned if one.state(today) is WaveState.LATE]
        if len(over) > 1 and self.rng.random() < SLIPPED:
            over.pop()
        for wave in over:
            self._hold(wave.months, self._day(wave.on, today))

    def begin_due(self) -> bool:
        """One that is due is half done; False when none is."""
        today = clinic_day_of(self.unit, at=self.now)
        planned = waves(self.kit.schedule, intake_on=self.entry.intake_on, until=today)
        wave = next((one for one in planned if one.state(today) is WaveState.DUE), None)
        if wave is None:
            return False
        interview = self._begin(wave.months, self.now)
        items = facts.items_of(interview)
        self._answer(interview, items[: len(items) // 3], at=self.now)
        return True

    def _day(self, planned: date, today: date) -> date:
        first = max(planned + timedelta(days=self.rng.randint(-5, 12)), self.entry.intake_on)
        return min(first, today)

    def _hold(self, months: int, day: date) -> None:
        chance = self.rng.random() if months else 1.0  # everyone had an intake
        ending = next((one for below, one in NOT_HELD if chance < below), Ending.COMPLETED)
        at = datetime.combine(day, HELD_AT, zone_of(self.unit))
        interview = self._begin(months, at)
        items = facts.items_of(interview)
        if ending is Ending.BROKEN_OFF:
            items = items[: len(items) // 2]
        if ending in facts.HELD:
            self._answer(interview, items, at=at)
        actions.end(interview=interview, ending=ending, by=self.by, at=at + LASTS)

    def _begin(self, months: int, at: datetime) -> Interview:
        return actions.begin(
            entry=self.entry, wave_months=months, instruments=self.kit.asked, language="nl",
            manner=Manner.TOGETHER, by=self.by, at=at, request_id=new_key(),
        )  # fmt: skip

    def _answer(self, interview: Interview, items: list[SetItem], *, at: datetime) -> None:
        rows = []
        for row in items:
            instrument = self.instruments[row.instrument]
            item = instrument.items[row.item]
            value = said(self.state, instrument, item, interview.wave_months, self.rng)
            state = AnswerState.ANSWERED if value is not None else self.rng.choice(UNSAID)
            rows.append((row, state, value))
        actions.keep_answers(interview=interview, said=rows, by=self.by, at=at)
