"""Did this person respond? By the Dutch composite definition, with every reason. Pure.

Yes: a domain that was affected at baseline improved enough, none got seriously worse, and no other
use rose substantially. What cannot be compared is said, and then the answer is "cannot tell":
missing is never zero, an unset limit never a guess.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto

from vangnet.rules.outcomes.definition import Definition, Measure, OtherUse
from vangnet.rules.outcomes.instrument import Better

Scores = Mapping[str, Decimal | None]  # by "instrument.score"; None or absent: no score


class Answer(StrEnum):
    RESPONSE = auto()
    NO_RESPONSE = auto()
    CANNOT_TELL = auto()
    NOT_COVERED = auto()  # nothing was affected at baseline: the definition is silent


class Weighs(StrEnum):
    FOR = auto()
    AGAINST = auto()
    OPEN = auto()  # keeps the rule from an answer


class ResponseReason(StrEnum):
    """Stored and translated by value. Add freely; never rename or reuse one."""

    IMPROVED_ENOUGH = auto()
    NOT_IMPROVED_ENOUGH = auto()
    NOTHING_AFFECTED = auto()
    GOT_SERIOUSLY_WORSE = auto()
    OTHER_USE_ROSE = auto()
    NO_SCORE_AT_BASELINE = auto()
    NO_SCORE_NOW = auto()
    AFFECTED_NOT_SET = auto()
    LIMIT_NOT_SET = auto()
    CHANGE_FROM_NONE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One reason. `code`: the measure or the use it is about; empty when about all of them."""

    reason: ResponseReason
    weighs: Weighs
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One measure, then and now. `better_by`: in its unit, above 0 is better; `share`: of before.

    None is "not known": no score, an unset limit, or a share of nothing.
    """

    code: str
    domain: str
    before: Decimal | None
    now: Decimal | None
    better_by: Decimal | None
    share: Decimal | None
    affected: bool | None
    improved: bool | None
    worse: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    answer: Answer
    grounds: tuple[Ground, ...]
    changes: tuple[Change, ...]
    uses: tuple[Change, ...]


def respond(before: Scores, now: Scores, definition: Definition) -> Response:
    """The answer for one person at one interview, beside the interview at intake."""
    changes = tuple(_change(one, before, now, definition) for one in definition.measure)
    uses = tuple(_use(one, before, now, definition) for one in definition.other_use)
    grounds = (
        *_of_improvement(changes, definition), *_of_worse(changes, definition),
        *_of_use(uses, definition),
    )  # fmt: skip
    return Response(
        answer=_answer(grounds, changes), grounds=tuple(dict.fromkeys(grounds)), changes=changes,
        uses=uses,
    )  # fmt: skip


def _answer(grounds: tuple[Ground, ...], changes: tuple[Change, ...]) -> Answer:
    if all(one.affected is False for one in changes):
        return Answer.NOT_COVERED
    if any(one.weighs is Weighs.AGAINST for one in grounds):
        return Answer.NO_RESPONSE
    if any(one.weighs is Weighs.OPEN for one in grounds):
        return Answer.CANNOT_TELL
    return Answer.RESPONSE


def _of_improvement(changes: tuple[Change, ...], definition: Definition) -> Iterator[Ground]:
    """At least one domain that was affected has improved enough. One is enough: then nothing about

    the others is open.
    """
    enough = [one for one in changes if one.affected and one.improved]
    if enough:
        for one in enough:
            yield _ground(ResponseReason.IMPROVED_ENOUGH, Weighs.FOR, one)
        return
    if all(one.affected is False for one in changes):
        yield Ground(reason=ResponseReason.NOTHING_AFFECTED, weighs=Weighs.AGAINST)
        return
    # An improvement too small, or of what was not affected, is none, whatever else is not known.
    may_be = [one for one in changes if one.affected is not False and one.improved is not False]
    if not may_be:
        yield Ground(reason=ResponseReason.NOT_IMPROVED_ENOUGH, weighs=Weighs.AGAINST)
    limit = definition.limits.improvement_share_fewest.value
    for one in may_be:
        yield from _why_open(one, is_set=limit is not None, about_affected=True)


def _of_worse(changes: tuple[Change, ...], definition: Definition) -> Iterator[Ground]:
    limit = definition.limits.deterioration_share_serious.value
    for one in changes:
        if one.worse:
            yield _ground(ResponseReason.GOT_SERIOUSLY_WORSE, Weighs.AGAINST, one)
        elif one.worse is None:
            yield from _why_open(one, is_set=limit is not None)


def _of_use(uses: tuple[Change, ...], definition: Definition) -> Iterator[Ground]:
    limit = definition.limits.other_use_rise_share_substantial.value
    for one in uses:
        if one.worse:
            yield _ground(ResponseReason.OTHER_USE_ROSE, Weighs.AGAINST, one)
        elif one.worse is None:
            yield from _why_open(one, is_set=limit is not None)


def _why_open(one: Change, *, is_set: bool, about_affected: bool = False) -> Iterator[Ground]:
    """Everything that keeps this measure from being compared."""
    if one.before is None:
        yield _ground(ResponseReason.NO_SCORE_AT_BASELINE, Weighs.OPEN, one)
    elif about_affected and one.affected is None:
        yield _ground(ResponseReason.AFFECTED_NOT_SET, Weighs.OPEN, one)
    if one.now is None:
        yield _ground(ResponseReason.NO_SCORE_NOW, Weighs.OPEN, one)
    if not is_set:
        yield _ground(ResponseReason.LIMIT_NOT_SET, Weighs.OPEN, one)
    if one.better_by and one.share is None:
        yield _ground(ResponseReason.CHANGE_FROM_NONE, Weighs.OPEN, one)


def _ground(reason: ResponseReason, weighs: Weighs, about: Change) -> Ground:
    return Ground(reason=reason, weighs=weighs, code=about.code)


def _change(one: Measure, before: Scores, now: Scores, definition: Definition) -> Change:
    was, becomes = before.get(one.score), now.get(one.score)
    better_by = _better_by(was, becomes, lower=one.better is Better.LOWER)
    limits, none = definition.limits, one.from_none.value
    return Change(
        code=one.code, domain=one.domain, before=was, now=becomes, better_by=better_by,
        share=_share(better_by, was), affected=None if was is None else one.is_affected(was),
        improved=_reaches(better_by, was, limits.improvement_share_fewest.value, none),
        worse=_reaches(_turned(better_by), was, limits.deterioration_share_serious.value, none),
    )  # fmt: skip


def _use(one: OtherUse, before: Scores, now: Scores, definition: Definition) -> Change:
    was, becomes = before.get(one.score), now.get(one.score)
    better_by = _better_by(was, becomes, lower=True)
    limit = definition.limits.other_use_rise_share_substantial.value
    return Change(
        code=one.code, domain="other_use", before=was, now=becomes, better_by=better_by,
        share=_share(better_by, was), affected=None, improved=None,
        worse=_reaches(_turned(better_by), was, limit, one.from_none.value),
    )  # fmt: skip


def _better_by(was: Decimal | None, now: Decimal | None, *, lower: bool) -> Decimal | None:
    if was is None or now is None:
        return None
    return was - now if lower else now - was


def _turned(better_by: Decimal | None) -> Decimal | None:
    return None if better_by is None else -better_by


def _share(better_by: Decimal | None, was: Decimal | None) -> Decimal | None:
    """Of the value at baseline; no change is none of it, whatever it was."""
    if better_by is None or was is None:
        return None
    if not better_by:
        return Decimal(0)
    return better_by / was if was > 0 else None


def _reaches(
    by: Decimal | None, was: Decimal | None, limit: Decimal | None, from_none: Decimal | None
) -> bool | None:
    """Whether a change `by` so much is `limit` of what it was, or more.

    Compared without dividing, so that a change right at the limit counts. None: not known.
    """
    if by is None or was is None:
        return None
    if by <= 0:
        return False
    if was > 0:
        return None if limit is None else by >= limit * was
    if was < 0:
        return None  # a share of less than nothing means nothing
    return None if from_none is None else by >= from_none
