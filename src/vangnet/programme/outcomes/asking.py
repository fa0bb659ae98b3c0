"""One question of an interview as its page shows it, and where the interview stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404
from django.utils.translation import gettext as _

from vangnet.programme.outcomes import facts, words
from vangnet.programme.outcomes.models import Answer, AnswerState, Interview, SetItem
from vangnet.rules.outcomes.instrument import Instrument, Item, ItemKind

TAPS_MOST = 32  # so many values are buttons; more are typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """One answer as a button."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with all that its page needs. `said`: what was said before, in words."""

    row: SetItem
    item: Item
    instrument: Instrument
    text: str
    taps: list[Tap]
    is_typed: bool
    unit: str
    lowest: Decimal
    highest: Decimal
    said: str
    answer: Answer | None
    first_of_section: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """How far one instrument is."""

    name: str
    asked: int
    all: int
    missing: int  # of those asked: don't know, won't say
    first_open: int | None  # the place of the first question that was not asked


class Asking:
    """An interview with its questions and answers, read once."""

    def __init__(self, interview: Interview) -> None:
        self.interview = interview
        self.rows = facts.items_of(interview)
        answers = facts.standing_answers([interview]).get(interview.pk, [])
        self.answers = {one.item_id: one for one in answers}
        self.instruments = {one.code: one for one in facts.instruments_of(interview)}

    def item(self, row: SetItem) -> Item:
        return self.instruments[row.instrument].items[row.item]

    @property
    def open_places(self) -> list[int]:
        return [one.place for one in self.rows if one.pk not in self.answers]

    def next_open(self, after: int) -> int | None:
        """The next question that was not asked: later ones first, then those left out."""
        places = self.open_places
        later = [one for one in places if one > after]
        return min(later or places, default=None)

    def row_or_404(self, place: int) -> SetItem:
        if not 1 <= place <= len(self.rows):
            raise Http404
        return self.rows[place - 1]

    def question(self, place: int) -> Question:
        row = self.row_or_404(place)
        instrument, item = self.instruments[row.instrument], self.item(row)
        answer = self.answers.get(row.pk)
        language = words.language()
        assert item.text is not None, "only what has words is asked"
        taps = _taps(item, instrument, answer, language)
        return Question(
            row=row, item=item, instrument=instrument, text=item.text.said(language), taps=taps,
            is_typed=item.kind in (ItemKind.DAYS, ItemKind.COUNT, ItemKind.MONEY) or not taps,
            unit=_unit(item), lowest=row.lowest, highest=row.highest,
            said=self.said(row), answer=answer,
            first_of_section=place == 1 or self.rows[place - 2].instrument != row.instrument,
        )  # fmt: skip

    def said(self, row: SetItem) -> str:
        """The answer in words; nothing when it was not asked."""
        answer = self.answers.get(row.pk)
        if answer is None:
            return ""
        if answer.state != AnswerState.ANSWERED:
            return str(words.NOT_ANSWERED[AnswerState(answer.state)])
        item, value = self.item(row), answer.value
        if item.kind is ItemKind.YES_NO:
            return _("Yes") if value else _("No")
        for level in item.levels:
            if level.value == value:
                return level.text.said(words.language())
        return f"{words.number_said(value)} {_unit(item)}".strip()

    def sections(self) -> list[Section]:
        return [self._section(one) for one in self.instruments.values()]

    def _section(self, instrument: Instrument) -> Section:
        rows = [one for one in self.rows if one.instrument == instrument.code]
        asked = [self.answers[one.pk] for one in rows if one.pk in self.answers]
        return Section(
            name=instrument.name.said(words.language()), asked=len(asked), all=len(rows),
            missing=sum(1 for one in asked if one.state != AnswerState.ANSWERED),
            first_open=next((one.place for one in rows if one.pk not in self.answers), None),
        )  # fmt: skip

    def by_section(self) -> list[tuple[str, list[tuple[SetItem, str, str]]]]:
        """Name of the instrument, and its questions with what was said."""
        language = words.language()
        found: list[tuple[str, list[tuple[SetItem, str, str]]]] = []
        for instrument in self.instruments.values():
            rows: Sequence[SetItem] = [r for r in self.rows if r.instrument == instrument.code]
            lines = []
            for row in rows:
                text = self.item(row).text
                lines.append((row, text.said(language) if text else row.item, self.said(row)))
            found.append((instrument.name.said(language), lines))
        return found


def _unit(item: Item) -> str:
    if item.kind is ItemKind.DAYS:
        return _("days")
    return _("euro") if item.kind is ItemKind.MONEY else ""


def _taps(item: Item, instrument: Instrument, answer: Answer | None, language: str) -> list[Tap]:
    lowest, highest = (int(one) for one in instrument.bounds[item.code])
    if item.kind is ItemKind.YES_NO:
        texts = [(1, _("Yes")), (0, _("No"))]
    elif item.levels:
        texts = [(one.value, one.text.said(language)) for one in item.levels]
    elif highest - lowest < TAPS_MOST:
        texts = [(n, str(n)) for n in range(lowest, highest + 1)]
    else:
        nothing = {ItemKind.COUNT: _("Never"), ItemKind.MONEY: _("Nothing")}.get(item.kind)
        texts = [(0, nothing)] if nothing else []
    given = answer.value if answer else None
    return [Tap(value=str(v), text=text, chosen=given == v) for v, text in texts]
