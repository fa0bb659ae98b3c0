"""The unit's readiness in words: for its own page, and one line for the hatch and the board."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vangnet.clinic.dispensary.readiness.facts import read, shifts_of
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.registry.facts import clinic_day_of, zone_of
from vangnet.clinic.registry.models import Unit
from vangnet.rules import readiness as rule
from vangnet.rules.decision import Decision
from vangnet.rules.wording import Explanation, explain

NO_DOSE = ("No dose now. ", "Nu geen dosis. ")  # what each sentence of the gate begins with


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The state in one line, and every reason when the unit is not ready."""

    ready: bool
    line: str
    reasons: tuple[Explanation, ...]
    checked_at: datetime | None
    next_at: datetime | None  # when the next shift of this clinic day asks for a new check

    @property
    def lacking(self) -> list[tuple[str, str]]:
        """What is missing and what to do about it, a sentence each."""
        return [(_without_opening(one.sentence), one.do) for one in self.reasons]


def ready(unit: Unit, *, at: datetime) -> Ready:
    """How the unit stands at that moment, by the protocol in force then."""
    found = protocols.in_force(unit=unit, at=at)
    protocol = found[1] if found else None
    facts = read(unit, at=at)
    checked_at = facts.check.checked_at if facts.check else None
    if protocol is None:
        line = _("Not ready: no protocol is signed.")
        return Ready(ready=False, line=line, reasons=(), checked_at=checked_at, next_at=None)
    day = clinic_day_of(unit, at=at)
    answer = rule.readiness(facts, protocol, now=at, clinic_day=day)
    return Ready(
        ready=answer.allowed, reasons=_said(answer, unit), checked_at=checked_at,
        line=_line(answer, unit, checked_at), next_at=_next(unit, at),
    )  # fmt: skip


def _said(answer: Decision, unit: Unit) -> tuple[Explanation, ...]:
    language = get_language() or "en"
    return tuple(explain(one, language, zone_of(unit)) for one in answer.refusals)


def _line(answer: Decision, unit: Unit, checked_at: datetime | None) -> str:
    if answer.allowed:
        assert checked_at is not None, "a unit that nobody checked is not ready"
        clock = timezone.localtime(checked_at, zone_of(unit)).strftime("%H:%M")
        return _("Ready. The unit was checked at %(time)s.") % {"time": clock}
    said = [one.sentence for one in _said(answer, unit)]
    return _("Not ready.") + " " + " ".join(_without_opening(one) for one in said)


def _without_opening(sentence: str) -> str:
    for opening in NO_DOSE:
        sentence = sentence.removeprefix(opening)
    return sentence


def _next(unit: Unit, at: datetime) -> datetime | None:
    return next((start for start in shifts_of(unit, at=at) or () if start > at), None)
