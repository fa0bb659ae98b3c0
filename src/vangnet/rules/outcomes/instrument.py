"""One instrument as data: its items, what may be answered, how it is scored, what its licence says.

Read from TOML and strict: what is not understood is said with file and key. It scores nothing.
"""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum, auto
from functools import cached_property
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from vangnet.rules.standing import HANDLE, Standing, Strict
from vangnet.rules.written import as_text, decimal

Number = Annotated[Decimal, BeforeValidator(decimal), PlainSerializer(as_text)]
LANGUAGES = ("en", "nl")


class Licence(StrEnum):
    """Whether the words of the items may stand in this program."""

    OWN = auto()  # our own words
    FREE = auto()  # in free use
    STRUCTURE_ONLY = auto()  # the unit puts the words in its own file


class ItemKind(StrEnum):
    """What an answer is. Each is stored as a number."""

    DAYS = auto()  # out of the recall window
    COUNT = auto()
    MONEY = auto()  # whole units of the country's money
    CHOICE = auto()  # one of the levels
    YES_NO = auto()  # 1 or 0
    SCALE = auto()  # a whole number between two


class ScoreKind(StrEnum):
    ITEM = auto()  # the answer itself
    SUM = auto()
    MEAN_OF_SHARES = auto()  # each answer by its highest, and the mean of those
    TARIFF = auto()  # a value of the whole state, from the site's own table


class Better(StrEnum):
    LOWER = auto()
    HIGHER = auto()


class Words(Strict):
    """The same in each language of the unit."""

    en: Annotated[str, Field(min_length=1)]
    nl: Annotated[str, Field(min_length=1)]

    def said(self, language: str) -> str:
        return self.nl if language[:2].lower() == "nl" else self.en


class Level(Strict):
    value: Annotated[int, Field(ge=0)]
    text: Words


class Item(Strict):
    """One question. `text` is missing where only the unit may put it."""

    code: HANDLE
    kind: ItemKind
    text: Words | None = None
    levels: tuple[Level, ...] = ()
    lowest: Number | None = None
    highest: Number | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        values = [one.value for one in self.levels]
        if self.kind is ItemKind.CHOICE and len(values) < 2:
            raise ValueError(f"{self.code}: a choice needs two levels or more")
        if values != sorted(set(values)):
            raise ValueError(f"{self.code}: levels must rise from one to the next")
        if self.levels and self.kind not in (ItemKind.CHOICE, ItemKind.SCALE):
            raise ValueError(f"{self.code}: only a choice or a scale has levels")
        bounds = (self.lowest is not None, self.highest is not None)
        wanted = {
            ItemKind.SCALE: (True, True), ItemKind.COUNT: (False, True),
            ItemKind.MONEY: (False, True),
        }.get(self.kind, (False, False))  # fmt: skip
        if bounds != wanted:
            said = " and ".join(n for n, w in zip(("lowest", "highest"), wanted, strict=True) if w)
            raise ValueError(f"{self.code}: a {self.kind} sets {said or 'no lowest and highest'}")
        return self

    def bounds(self, recall_days: int) -> tuple[Decimal, Decimal]:
        """The lowest and the highest that may be answered."""
        if self.kind is ItemKind.CHOICE:
            return Decimal(self.levels[0].value), Decimal(self.levels[-1].value)
        highest = {ItemKind.DAYS: Decimal(recall_days), ItemKind.YES_NO: Decimal(1)}
        return self.lowest or Decimal(0), highest.get(self.kind) or self.highest or Decimal(0)


class Score(Strict):
    """One number out of the answers. `missing_most`: so many items may be missing; unset: none."""

    code: HANDLE
    how: ScoreKind
    items: Annotated[tuple[HANDLE, ...], Field(min_length=1)]
    unit: Annotated[str, Field(min_length=1)]
    better: Better
    name: Words
    missing_most: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.how is ScoreKind.ITEM and len(self.items) != 1:
            raise ValueError(f"{self.code}: how = 'item' takes one item")
        if len(set(self.items)) != len(self.items):
            raise ValueError(f"{self.code}: an item stands twice")
        if self.missing_most and self.how in (ScoreKind.ITEM, ScoreKind.TARIFF):
            raise ValueError(f"{self.code}: no item of this score may be missing")
        if (self.missing_most or 0) >= len(self.items):
            raise ValueError(f"{self.code}: missing_most must leave an item that was answered")
        return self


class Tariff(Strict):
    """A site's own value set: what full health is worth, and what each level takes off."""

    version: Annotated[str, Field(min_length=1)]
    standing: Standing
    source: Annotated[tuple[str, ...], Field(min_length=1)]
    full: Number
    any_problem: Number = Decimal(0)  # taken off once when any item is above its lowest
    off: dict[HANDLE, dict[str, Number]]  # item: level: amount


class Instrument(Strict):
    """A questionnaire, or a part of one. Its version names these items and this scoring."""

    code: HANDLE
    version: Annotated[str, Field(min_length=1)]
    recall_days: Annotated[int, Field(gt=0)]
    licence: Licence
    licence_note: Annotated[str, Field(min_length=1)]
    source: Annotated[tuple[str, ...], Field(min_length=1)]
    standing: Standing = Standing.VERIFIED
    name: Words
    before: Words | None = None  # said before the first question
    item: Annotated[tuple[Item, ...], Field(min_length=1)]
    score: tuple[Score, ...] = ()
    tariff: Tariff | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        problems = [*self._doubled(), *self._unknown(), *self._wordless(), *self._tariff_gaps()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _doubled(self) -> Iterator[str]:
        for what, codes in (("item", [i.code for i in self.item]),
                            ("score", [s.code for s in self.score])):  # fmt: skip
            doubles = sorted({one for one in codes if codes.count(one) > 1})
            yield from (f"{what} {one} stands twice" for one in doubles)

    def _unknown(self) -> Iterator[str]:
        known = {one.code for one in self.item}
        for score in self.score:
            yield from (
                f"score {score.code}: there is no item {one}; add it or take it out"
                for one in score.items
                if one not in known
            )

    def _wordless(self) -> Iterator[str]:
        if self.licence is not Licence.STRUCTURE_ONLY:
            yield from (
                f"item {one.code}: has no text; write it, or set licence = 'structure_only'"
                for one in self.item
                if one.text is None
            )

    def _tariff_gaps(self) -> Iterator[str]:
        if self.tariff is None:
            return
        for score in self.score:
            if score.how is ScoreKind.TARIFF:
                yield from self._levels_without_value(score, self.tariff)

    def _levels_without_value(self, score: Score, tariff: Tariff) -> Iterator[str]:
        for code in score.items:
            found = next((one for one in self.item if one.code == code), None)
            if found is None:
                continue
            lowest, highest = (int(one) for one in found.bounds(self.recall_days))
            for level in range(lowest + 1, highest + 1):
                if str(level) not in tariff.off.get(code, {}):
                    yield f"tariff: off.{code} says nothing of level {level}; add it"

    @cached_property
    def items(self) -> dict[str, Item]:
        return {one.code: one for one in self.item}

    @cached_property
    def bounds(self) -> dict[str, tuple[Decimal, Decimal]]:
        """The lowest and the highest answer, by item."""
        return {one.code: one.bounds(self.recall_days) for one in self.item}

    @cached_property
    def _levels(self) -> dict[str, frozenset[Decimal]]:
        return {
            one.code: frozenset(Decimal(level.value) for level in one.levels)
            for one in self.item
            if one.levels
        }

    def takes(self, code: str, value: Decimal) -> bool:
        """Whether `value` is an answer to this question."""
        if (levels := self._levels.get(code)) is not None:
            return value in levels
        lowest, highest = self.bounds[code]
        return lowest <= value <= highest and value == value.to_integral_value()

    @property
    def can_be_asked(self) -> bool:
        """Whether every question has its words."""
        return all(one.text is not None for one in self.item)
