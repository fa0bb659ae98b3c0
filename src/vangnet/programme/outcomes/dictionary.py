"""What each column of a cohort's tables means: for the CSV and the JSON that go with them. Pure."""

from collections.abc import Iterable

from vangnet.programme.outcomes.cohort import BAND_YEARS, FEWEST, STILL_HERE_DAYS
from vangnet.rules.outcomes.instrument import Instrument
from vangnet.rules.outcomes.kit import Kit
from vangnet.rules.outcomes.response import Answer
from vangnet.rules.outcomes.scoring import score_bounds

PSEUDONYM = ("pseudonym", "text", "", "Keyed pseudonym of the person; the same in all tables.")
WAVE = ("wave_months", "integer", "mo", "The planned interview, in months since intake; 0: intake.")
COLUMNS: dict[str, tuple[tuple[str, str, str, str], ...]] = {  # name, type, unit, meaning
    "people": (
        PSEUDONYM,
        ("sex", "code", "", f"As registered; empty: not known, or fewer than {FEWEST} people "
         "share it with the age band."),
        ("age_band", "code", "a", f"Age at intake in bands of {BAND_YEARS} years; empty as for "
         "sex."),
        ("followed_days", "integer", "d", "Days from intake until heroin treatment ended; of who "
         f"is still in it until the export, cut to whole spans of {STILL_HERE_DAYS} days."),
        ("has_left", "0 or 1", "", "1: heroin treatment ended."),
        ("left_because", "code", "", "Why it ended; empty: it goes on."),
    ),
    "interviews": (
        PSEUDONYM, WAVE,
        ("day", "integer", "d", "Day since intake on which it was held."),
        ("ending", "code", "", "completed, broken_off, refused, not_reached."),
        ("manner", "code", "", "together, phone, paper."),
        ("answered", "integer", "", "Questions with an answer."),
        ("dont_know", "integer", "", "Questions answered with don't know."),
        ("wont_say", "integer", "", "Questions answered with won't say."),
        ("instruments", "text", "", "First figures of the hash of the instruments it was held "
         "with."),
    ),
    "answers": (
        PSEUDONYM, WAVE,
        ("instrument", "code", "", "See the items below."),
        ("item", "code", "", "See the items below."),
        ("state", "code", "", "answered, dont_know, wont_say. No row: not asked."),
        ("value", "number", "", "As the item says; empty unless answered. Never zero for missing."),
    ),
    "scores": (
        PSEUDONYM, WAVE,
        ("score", "code", "", "instrument.score; see the scores below."),
        ("value", "number", "", "As the score says; empty when there is none."),
        ("missing_items", "integer", "", "Items of the score without an answer."),
        ("why_not", "code", "", "items_missing, no_tariff; empty when there is a score."),
    ),
    "responses": (
        PSEUDONYM, WAVE,
        ("answer", "code", "", f"Of the response rule: {', '.join(Answer)}."),
        ("reasons", "text", "", "reason:measure, a space between; docs/rules/response.md."),
    ),
}  # fmt: skip
Row = dict[str, str]
HEAD = ("table", "name", "type", "unit", "lowest", "highest", "meaning", "licence")


def rows(kit: Kit) -> list[Row]:
    """Every column, then every item and every score of the instruments that are asked."""
    found = [
        _row(table=table, name=name, type=kind, unit=unit, meaning=meaning)
        for table, columns in COLUMNS.items()
        for name, kind, unit, meaning in columns
    ]
    return [*found, *_items(kit.asked), *_scores(kit.asked)]


def _row(**known: str) -> Row:
    return {name: known.get(name, "") for name in HEAD}


def _items(instruments: Iterable[Instrument]) -> Iterable[Row]:
    for one in instruments:
        for item in one.item:
            lowest, highest = one.bounds[item.code]
            levels = "; ".join(f"{level.value} = {level.text.en}" for level in item.levels)
            text = item.text.en if item.text else ""
            yield _row(
                table="item", name=f"{one.code}.{item.code}", type=item.kind.value,
                lowest=f"{lowest:f}", highest=f"{highest:f}", licence=one.licence_note,
                meaning=f"{text} ({levels})" if levels else text,
            )  # fmt: skip


def _scores(instruments: Iterable[Instrument]) -> Iterable[Row]:
    for one in instruments:
        for score in one.score:
            bounds = score_bounds(one, score)
            missing = score.missing_most or 0
            yield _row(
                table="score", name=f"{one.code}.{score.code}", type=score.how.value,
                unit=score.unit, lowest=f"{bounds[0]:f}" if bounds else "",
                highest=f"{bounds[1]:f}" if bounds else "", licence=one.licence_note,
                meaning=f"{score.name.en}; {score.better.value} is better; of version "
                f"{one.version}; items that may be missing: {missing}.",
            )  # fmt: skip
