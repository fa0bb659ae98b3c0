"""A pseudonymised cohort for an own trial: rows without a name, a number or a date.

Only of people who consented to research. Days are counted since intake; how a pseudonym is made and
what it does not protect from stands in docs/decisions/0014 and docs/outcomes.md. It writes no file.
"""

import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from uuid import UUID

from vangnet.clinic.consulting.care.consent import in_force
from vangnet.clinic.consulting.ladder.facts import episodes_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.programme.outcomes import facts
from vangnet.programme.outcomes.facts import Held
from vangnet.programme.outcomes.models import Answer, AnswerState, Entry, Interview
from vangnet.rules.care import ConsentScope
from vangnet.rules.ladder import EpisodeEndReason, Treatment
from vangnet.rules.months import full_years
from vangnet.rules.outcomes.kit import Kit
from vangnet.rules.written import as_text

SCHEME = "vangnet-cohort-1"
PSEUDONYM_FIGURES = 16
FEWEST = 5  # people who share sex and age band; of fewer neither is told
BAND_YEARS = 10
STILL_HERE_DAYS = 28  # follow-up of who is still here is cut to whole such spans
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Tables by name, each a list of rows with the same columns; and what was left out."""

    tables: dict[str, list[Row]]
    left_out: int  # followed, and without consent to research
    suppressed: int  # whose sex and age band are not told


@dataclass(slots=True)
class _Told:
    people: list[Row] = field(default_factory=list)
    interviews: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    scores: list[Row] = field(default_factory=list)
    responses: list[Row] = field(default_factory=list)


def pseudonym(patient: UUID, *, key: bytes) -> str:
    """The same key gives the same; without it nobody gets back from it."""
    made = hmac.new(key, f"{SCHEME}|{patient}".encode(), sha256).hexdigest()
    return made[:PSEUDONYM_FIGURES]


def cohort(unit: Unit, kit: Kit, *, key: bytes, today: date) -> Cohort:
    """Everyone followed here who consented to research and did not take it back."""
    followed = {one.patient_id: one for one in facts.standing_entries(unit)}  # the last intake
    entries = [
        one for one in followed.values() if in_force(one.patient, ConsentScope.RESEARCH, today)
    ]
    names = {one.pk: pseudonym(one.patient_id, key=key) for one in entries}
    told = _Told()
    interviews = facts.interviews_of(entries)
    answers, held = facts.standing_answers(interviews), facts.held_of(entries)
    for entry in entries:
        told.people.append(_person(entry, names[entry.pk], today=today))
        told.scores += _scores(held.get(entry.pk, []), names[entry.pk])
        told.responses += _responses(held.get(entry.pk, []), names[entry.pk], kit)
    for one in interviews:
        if facts.ending_of(one) is not None:
            said = answers.get(one.pk, [])
            told.interviews.append(_interview(one, said, names[one.entry_id]))
            told.answers += _answers(one, said, names[one.entry_id])
    suppressed = _suppress(told.people)
    tables = {name: sorted(rows, key=_place) for name, rows in (
        ("people", told.people), ("interviews", told.interviews), ("answers", told.answers),
        ("scores", told.scores), ("responses", told.responses),
    )}  # fmt: skip
    return Cohort(tables=tables, left_out=len(followed) - len(entries), suppressed=suppressed)


def _place(row: Row) -> tuple[str, int]:
    """By pseudonym, which says nothing of the order people came in; then by wave."""
    return row["pseudonym"], int(row.get("wave_months", 0))


def _person(entry: Entry, name: str, *, today: date) -> Row:
    patient = Patient.objects.select_related("identity").get(pk=entry.patient_id)
    identity = getattr(patient, "identity", None)
    born = identity.birth_date if identity else None
    left_on, reason = _left(entry)
    days = ((left_on or today) - entry.intake_on).days
    return {
        "pseudonym": name, "sex": identity.sex if identity else "",
        "age_band": _band(full_years(born, on=entry.intake_on)) if born else "",
        "followed_days": str(days if left_on else days // STILL_HERE_DAYS * STILL_HERE_DAYS),
        "has_left": str(int(left_on is not None)), "left_because": reason,
    }  # fmt: skip


def _left(entry: Entry) -> tuple[date | None, str]:
    """When heroin treatment ended after this intake, and why; None: it goes on, or nobody said."""
    episodes = [one for one in episodes_of(entry.patient) if one.treatment is Treatment.HAT]
    last = max(episodes, key=lambda one: one.started_on, default=None)
    if last is None or last.ended_on is None or last.ended_on < entry.intake_on:
        return None, ""
    return last.ended_on, (last.end_reason or EpisodeEndReason.DROPPED_OUT).value


def _band(age: int) -> str:
    low = age // BAND_YEARS * BAND_YEARS
    return f"{low}-{low + BAND_YEARS - 1}"


def _suppress(people: list[Row]) -> int:
    """Takes sex and age band from those who share them with too few others."""
    cells = Counter((one["sex"], one["age_band"]) for one in people)
    rare = [one for one in people if cells[one["sex"], one["age_band"]] < FEWEST]
    for one in rare:
        one["sex"] = one["age_band"] = ""
    return len(rare)


def _wave(one: Interview, name: str) -> Row:
    return {"pseudonym": name, "wave_months": str(one.wave_months)}


def _interview(one: Interview, said: Iterable[Answer], name: str) -> Row:
    ending, states = facts.ending_of(one), Counter(answer.state for answer in said)
    return {
        **_wave(one, name), "day": str((one.held_on - one.entry.intake_on).days),
        "ending": ending.value if ending else "", "manner": one.manner,
        "answered": str(states[AnswerState.ANSWERED]),
        "dont_know": str(states[AnswerState.DONT_KNOW]),
        "wont_say": str(states[AnswerState.WONT_SAY]), "instruments": one.instruments.hash[:12],
    }  # fmt: skip


def _answers(one: Interview, said: Iterable[Answer], name: str) -> list[Row]:
    return [
        {
            **_wave(one, name), "instrument": answer.item.instrument, "item": answer.item.item,
            "state": answer.state,
            "value": "" if answer.value is None else str(as_text(answer.value)),
        }
        for answer in said
    ]  # fmt: skip


def _scores(held: Iterable[Held], name: str) -> list[Row]:
    return [
        {
            **_wave(one.interview, name), "score": score,
            "value": "" if found.value is None else str(as_text(found.value)),
            "missing_items": str(len(found.missing)), "why_not": found.why_not or "",
        }
        for one in held
        for score, found in one.scores.items()
    ]  # fmt: skip


def _responses(held: list[Held], name: str, kit: Kit) -> list[Row]:
    intake = next((one for one in held if one.interview.wave_months == facts.INTAKE), None)
    rows = []
    for one in held:
        response = facts.response_of(intake, one, kit.definition)
        if response is not None:
            reasons = (f"{g.reason}:{g.code}".rstrip(":") for g in response.grounds)
            rows.append({**_wave(one.interview, name), "answer": response.answer.value,
                         "reasons": " ".join(reasons)})  # fmt: skip
    return rows
