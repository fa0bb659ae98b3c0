"""What the pages of outcome interviews show. It reads; nothing is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.models import Approval, EpisodeEnd
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.programme.outcomes import facts, words
from vangnet.programme.outcomes.facts import Held, Planned
from vangnet.programme.outcomes.models import Interview
from vangnet.rules.ladder import EpisodeEndReason
from vangnet.rules.outcomes.definition import Definition
from vangnet.rules.outcomes.instrument import Better
from vangnet.rules.outcomes.kit import Kit
from vangnet.rules.outcomes.response import Answer, Response, Weighs
from vangnet.rules.outcomes.schedule import WaveState
from vangnet.rules.outcomes.scoring import Scored
from vangnet.rules.outcomes.words import answer_said, code_said, explain

FIRST = (WaveState.LATE, WaveState.OPEN, WaveState.DUE, WaveState.COMING)
ANSWERS = {  # icon, tone
    Answer.RESPONSE: ("ok", "ok"), Answer.NO_RESPONSE: ("wrong", "warn"),
    Answer.CANNOT_TELL: ("not-known", "idle"), Answer.NOT_COVERED: ("not-known", "idle"),
}  # fmt: skip
FIRST_TOLD = (Weighs.AGAINST, Weighs.OPEN, Weighs.FOR)
MARKS = {Weighs.FOR: ("ok", "ok"), Weighs.AGAINST: ("wrong", "warn"),
         Weighs.OPEN: ("not-known", "idle")}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One planned interview on a list."""

    planned: Planned
    wave: str
    word: str
    icon: str
    tone: str

    @property
    def may_begin(self) -> bool:
        return self.planned.state in (WaveState.DUE, WaveState.LATE)


def line(planned: Planned) -> Line:
    word, icon, tone = words.STATES[planned.state]
    if planned.interview is not None and (ending := facts.ending_of(planned.interview)):
        word = words.ENDINGS[ending]
        icon, tone = ("ok", "ok") if ending in facts.HELD else ("missed", "idle")
    return Line(planned=planned, wave=words.wave_said(planned.wave.months), word=str(word),
                icon=icon, tone=tone)  # fmt: skip


def due(unit: Unit, kit: Kit, *, today: date) -> list[Line]:
    """What is late, begun, due and coming next; of nobody who has died."""
    gone = _died(unit)
    entries = [one for one in facts.standing_entries(unit) if one.patient_id not in gone]
    held: dict[UUID, list[Interview]] = {}
    for interview in facts.interviews_of(entries):
        held.setdefault(interview.entry_id, []).append(interview)
    found = [
        line(planned)
        for entry in entries
        for planned in facts.planned_of(entry, held.get(entry.pk, ()), kit.schedule, today=today)
        if planned.state is not WaveState.HELD
    ]
    return sorted(found, key=lambda one: (
        FIRST.index(one.planned.state), one.planned.wave.on, one.planned.entry.patient.number
    ))  # fmt: skip


def not_followed(unit: Unit) -> list[Patient]:
    """Let in, and nobody has said since when the patient is in the programme."""
    followed = facts.standing_entries(unit).values("patient")
    approved = Approval.objects.filter(end__isnull=True).values("patient")
    found = Patient.objects.filter(unit=unit, pk__in=approved).exclude(pk__in=followed)
    return list(found.exclude(pk__in=_died(unit)).order_by("number"))


def _died(unit: Unit) -> set[UUID]:
    ends = EpisodeEnd.objects.filter(
        reason=EpisodeEndReason.DECEASED, episode__patient__unit=unit,
        episode__corrected_by__isnull=True, episode__withdrawn=False,
    )  # fmt: skip
    return set(ends.values_list("episode__patient", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One score through the waves, and how it changed from intake to the last."""

    name: str
    unit: str
    cells: list[str]
    change: str
    tone: str
    icon: str


def score_rows(held: list[Held]) -> list[ScoreRow]:
    """Every score of any of the interviews, in the order they are asked."""
    names = dict.fromkeys(name for one in held for name in one.scores)
    return [_score_row([one.scores.get(name) for one in held]) for name in names]


def _score_row(through: list[Scored | None]) -> ScoreRow:
    score = next(one.score for one in through if one is not None)
    first, last = through[0], through[-1]
    change, icon, tone = "", "", ""
    if len(through) > 1:
        before = first.value if first else None
        now = last.value if last else None
        change, icon, tone = _change(before, now, lower=score.better is Better.LOWER)
    return ScoreRow(
        name=score.name.said(words.language()), unit=words.unit_said(score.unit),
        cells=[_cell(one) for one in through], change=change, icon=icon, tone=tone,
    )  # fmt: skip


def _cell(one: Scored | None) -> str:
    if one is None:
        return _("Not asked")
    if one.value is None:
        assert one.why_not is not None, "no score has its reason"
        return str(words.NO_SCORE[one.why_not])
    return words.number_said(one.value)


def _change(before: Decimal | None, now: Decimal | None, *, lower: bool) -> tuple[str, str, str]:
    """Words, icon and tone."""
    if before is None or now is None:
        return _told_change(None, None)
    by = before - now if lower else now - before
    return _told_change(by, by / before if before > 0 else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The rule's answer at one wave, in words."""

    wave: str
    answer: str
    icon: str
    tone: str
    grounds: list[tuple[str, str, str, str]]  # sentence, what to do, icon, tone
    changes: list[dict[str, Any]]


def responses(held: list[Held], definition: Definition) -> list[Told]:
    """The last wave first."""
    intake = next((one for one in held if one.interview.wave_months == facts.INTAKE), None)
    found = [
        _told(one.interview, response, definition)
        for one in held
        if (response := facts.response_of(intake, one, definition)) is not None
    ]
    return found[::-1]


def _told(interview: Interview, response: Response, definition: Definition) -> Told:
    icon, tone = ANSWERS[response.answer]
    language = words.language()
    grounds = []
    for one in sorted(response.grounds, key=lambda ground: FIRST_TOLD.index(ground.weighs)):
        said = explain(one, language)
        grounds.append((said.sentence, said.do, *MARKS[one.weighs]))
    return Told(
        wave=words.wave_said(interview.wave_months), answer=answer_said(response.answer, language),
        icon=icon, tone=tone, grounds=grounds, changes=_domain_rows(response, definition),
    )  # fmt: skip


def _domain_rows(response: Response, definition: Definition) -> list[dict[str, Any]]:
    """Each measure of the definition: then, now, the change, and whether it was affected."""
    language = words.language()
    notes = {one.code: one.note.said(language) for one in definition.measure if one.note}
    rows = []
    for one in (*response.changes, *response.uses):
        change, icon, tone = _told_change(one.better_by, one.share)
        rows.append({
            "name": code_said(one.code, language), "note": notes.get(one.code, ""),
            "before": words.number_said(one.before),
            "now": words.number_said(one.now), "change": change, "icon": icon, "tone": tone,
            "affected": _affected(one.affected) if one.domain != "other_use" else "",
        })  # fmt: skip
    return rows


def _told_change(by: Decimal | None, share: Decimal | None) -> tuple[str, str, str]:
    if by is None:
        return _("Not known"), "not-known", "idle"
    if not by:
        return _("The same"), "idle", "idle"
    told = {"by": words.number_said(abs(by)),
            "share": "" if share is None else f" ({words.share_said(share)})"}  # fmt: skip
    if by > 0:
        return _("Better by %(by)s%(share)s") % told, "ok", "ok"
    return _("Worse by %(by)s%(share)s") % told, "warn", "warn"


def _affected(affected: bool | None) -> str:
    if affected is None:
        return _("Not known")
    return _("Affected") if affected else _("Not affected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """One number of the definition, with how far it can be trusted."""

    about: str
    name: str
    value: str
    standing: str
    note: str


def numbers_used(definition: Definition) -> list[Used]:
    """Every number of the definition, set or not."""
    language, found = words.language(), []
    rising = {one.code for one in definition.measure if one.better is Better.HIGHER}
    for path, limit in definition.each_limit():
        *owner, name = path.split(".")
        if name == "affected_from" and owner[-1] in rising:
            name = "affected_below"
        about = code_said(owner[1], language) if len(owner) > 1 else _("All measures")
        share = limit.unit == "1" and limit.value is not None
        value = words.share_said(limit.value) if share else words.number_said(limit.value)
        found.append(Used(
            about=about, name=str(words.LIMITS[name]),
            standing=str(words.STANDINGS[limit.standing]),
            value=f"{value} {words.unit_said(limit.unit)}".strip() if value
            else _("Not set"), note=limit.note or "",
        ))  # fmt: skip
    return found


def changed_words(held: Iterable[Held]) -> list[str]:
    """Instruments whose version was not the same in all of these interviews."""
    versions: dict[str, set[str]] = {}
    for one in held:
        for code, version in one.versions.items():
            versions.setdefault(code, set()).add(version)
    return sorted(code for code, known in versions.items() if len(known) > 1)


def interview_or_404(key: UUID, *, unit: Unit) -> Interview:
    """Of a patient of this unit. Another unit's is not found, as one that does not exist."""
    found = Interview.objects.filter(pk=key, patient__unit=unit)
    interview = found.select_related("patient__unit", "patient__identity", "instruments", "end",
                                     "entry", "started_by").first()  # fmt: skip
    if interview is None:
        raise Http404
    return interview
