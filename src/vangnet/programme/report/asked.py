"""The seam to the outcome interviews: what people said at the start and a year later, as rows.

Of each person whose interview of 12 months falls into the year. Who was not asked then stands in
the rows with nothing later: whose change nobody knows is counted.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from vangnet.clinic.registry.models import Unit
from vangnet.programme.outcomes import facts
from vangnet.programme.outcomes.facts import INTAKE, Held
from vangnet.programme.outcomes.kits import kit_of
from vangnet.programme.outcomes.models import Entry
from vangnet.programme.report.counting.change import Answer
from vangnet.programme.report.words import MEASURES
from vangnet.rules.months import months_after
from vangnet.rules.outcomes import response
from vangnet.rules.outcomes.definition import Definition

LATER = 12  # months

Waves = dict[UUID, dict[int, Held]]  # of each entry, by months since intake


def asked_of(
    unit: Unit, *, first_on: date, last_on: date
) -> tuple[Sequence[Answer], Sequence[bool]]:
    """Their answers by score, and of each whether they responded where the rule could tell."""
    due = [
        one for one in facts.standing_entries(unit)
        if first_on <= months_after(one.intake_on, LATER) <= last_on
    ]  # fmt: skip
    if not due:
        return (), ()
    held = _held(due)
    asked = [one for one in due if INTAKE in held[one.pk]]
    return list(_answers(asked, held)), list(_responded(asked, held, kit_of(unit).definition))


def _held(entries: list[Entry]) -> Waves:
    """The two interviews of each that the report compares, in two questions."""
    wanted = [
        one for one in facts.interviews_of(entries)
        if one.wave_months in (INTAKE, LATER) and facts.ending_of(one) in facts.HELD
    ]  # fmt: skip
    answers = facts.standing_answers(wanted)
    found: Waves = defaultdict(dict)
    for one in wanted:
        scores = facts.scores_of(one, answers.get(one.pk, ()))
        found[one.entry_id][one.wave_months] = Held(interview=one, scores=scores)
    return found


def _answers(entries: list[Entry], held: Waves) -> Iterator[Answer]:
    for measure in MEASURES:
        for one in entries:
            before = held[one.pk][INTAKE].values.get(measure)
            later = held[one.pk].get(LATER)
            after = later.values.get(measure) if later else None
            if before is None and after is None:
                continue
            yield Answer(
                person=str(one.pk), measure=measure,
                before=None if before is None else float(before),
                after=None if after is None else float(after),
            )  # fmt: skip


def _responded(entries: list[Entry], held: Waves, definition: Definition) -> Iterator[bool]:
    for one in entries:
        waves = held[one.pk]
        if LATER not in waves:
            continue
        found = facts.response_of(waves[INTAKE], waves[LATER], definition)
        if found is None:
            continue
        if found.answer in (response.Answer.RESPONSE, response.Answer.NO_RESPONSE):
            yield found.answer is response.Answer.RESPONSE
