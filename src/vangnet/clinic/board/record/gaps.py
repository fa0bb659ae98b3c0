"""Days without a dose, named: how long, what is known of why, and what was given afterwards."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from vangnet.clinic.board.record.ordered import RESTART, Ordered
from vangnet.clinic.consulting.models import TaskDone
from vangnet.clinic.consulting.tasks.gaps_due import MISSED
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Patient
from vangnet.rules.gaps import DayDosed, spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """One run of days without a dose of one drug. `until` is the last of them."""

    first: date
    until: date
    days: int
    lasts: bool
    before_mg: Decimal  # the last dose before it
    after_mg: Decimal | None  # the first day's last dose after it; None while it lasts
    restarted_on: date | None
    words: str  # what staff wrote when they asked after the patient
    came: int  # on so many of these days the person was here, and left without a dose

    def has(self, day: date) -> bool:
        return self.first <= day <= self.until


def missed(
    days: list[DayDosed], known: list[Ordered], *, on: date, words: dict[date, str],
    visits: set[date],
) -> list[Missed]:  # fmt: skip
    """Every run, the first first. The day that is still going on is not missed yet."""
    return [
        Missed(
            first=span.last.on + timedelta(days=1),
            until=span.last.on + timedelta(days=span.missed_days), days=span.missed_days,
            lasts=span.until is None, before_mg=span.last.last_mg, after_mg=span.next_mg,
            restarted_on=_restart(known, after=span.last.on, until=span.until or on),
            words=words.get(span.last.on, ""), came=sum(
                span.last.on < day <= span.last.on + timedelta(days=span.missed_days)
                for day in visits
            ),
        )
        for span in reversed(spans(days, on=on))
    ]  # fmt: skip


def visits_of(patient: Patient, *, since: date) -> set[date]:
    """The clinic days on which the person was here, dosed or not."""
    rows = Visit.objects.filter(patient=patient, clinic_day__gte=since)
    return set(rows.values_list("clinic_day", flat=True))


def words_of(patient: Patient) -> dict[str, dict[date, str]]:
    """What was written when a task of missed days was done: by drug and the day before the gap."""
    found: dict[str, dict[date, str]] = {}
    rows = TaskDone.objects.filter(patient=patient, kind=MISSED).order_by("done_at")
    for key, words in rows.values_list("key", "words"):
        parts = key.split(":")  # missed-days:<patient>:<drug>:<day>:<number>
        if len(parts) == 5:
            found.setdefault(parts[2], {})[date.fromisoformat(parts[3])] = words
    return found


def _restart(known: list[Ordered], *, after: date, until: date) -> date | None:
    signed = [one.first for one in known if one.mark == RESTART and after < one.first <= until]
    return signed[-1] if signed else None
