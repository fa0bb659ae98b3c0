"""Scores out of answers, by each instrument's own rule for what is missing. Pure.

What was not answered is missing: also "don't know" and "won't say". It is never taken as zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum, auto

from vangnet.rules.outcomes.instrument import Instrument, Score, ScoreKind, Tariff

PLACES = Decimal("0.0001")  # a mean is kept to four places
Answers = Mapping[str, Decimal | None]  # by item; None or absent: missing


class NoScore(StrEnum):
    """Why there is no number."""

    ITEMS_MISSING = auto()
    NO_TARIFF = auto()  # the site has put no value set in its file


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A score, or why there is none. `missing`: items without an answer, counted in or not."""

    score: Score
    value: Decimal | None
    missing: tuple[str, ...] = ()
    why_not: NoScore | None = None


def scored(instrument: Instrument, answers: Answers) -> tuple[Scored, ...]:
    """Every score of the instrument. Answers out of their bounds are a caller's bug."""
    for code, value in answers.items():
        assert value is None or instrument.takes(code, value), (
            f"{instrument.code}.{code} takes no {value}"
        )
    return tuple(_scored(instrument, score, answers) for score in instrument.score)


def _scored(instrument: Instrument, score: Score, answers: Answers) -> Scored:
    known = {code: value for code in score.items if (value := answers.get(code)) is not None}
    missing = tuple(code for code in score.items if code not in known)
    if score.how is ScoreKind.TARIFF and instrument.tariff is None:
        return Scored(score=score, value=None, missing=missing, why_not=NoScore.NO_TARIFF)
    if len(missing) > (score.missing_most or 0):
        return Scored(score=score, value=None, missing=missing, why_not=NoScore.ITEMS_MISSING)
    return Scored(score=score, value=_value(instrument, score, known), missing=missing)


def _value(instrument: Instrument, score: Score, known: Mapping[str, Decimal]) -> Decimal:
    """By what was answered; a missing item counts as this person's mean of the others."""
    if score.how is ScoreKind.ITEM:
        return known[score.items[0]]
    if score.how is ScoreKind.TARIFF:
        assert instrument.tariff is not None, "asked only where there is one"
        return _worth(instrument, instrument.tariff, score, known)
    if score.how is ScoreKind.SUM:
        total = sum(known.values(), Decimal(0))
        return total if len(known) == len(score.items) else _mean(total * len(score.items), known)
    shares = (value / instrument.bounds[code][1] for code, value in known.items())
    return _mean(sum(shares, Decimal(0)), known)


def _mean(total: Decimal, known: Mapping[str, Decimal]) -> Decimal:
    return (total / len(known)).quantize(PLACES, ROUND_HALF_EVEN)


def _worth(
    instrument: Instrument, tariff: Tariff, score: Score, known: Mapping[str, Decimal]
) -> Decimal:
    above = {code: value for code, value in known.items() if value > instrument.bounds[code][0]}
    off = sum((tariff.off[code][str(int(value))] for code, value in above.items()), Decimal(0))
    return tariff.full - off - (tariff.any_problem if above else Decimal(0))


def score_bounds(instrument: Instrument, score: Score) -> tuple[Decimal, Decimal] | None:
    """Between which the score lies; None: without a tariff nobody knows."""
    bounds = [instrument.bounds[code] for code in score.items]
    if score.how is ScoreKind.MEAN_OF_SHARES:
        return Decimal(0), Decimal(1)
    if score.how is not ScoreKind.TARIFF:
        return sum((b[0] for b in bounds), Decimal(0)), sum((b[1] for b in bounds), Decimal(0))
    if instrument.tariff is None:
        return None
    worst = sum(max(instrument.tariff.off[code].values()) for code in score.items)
    least = instrument.tariff.full - worst - instrument.tariff.any_problem
    return least, instrument.tariff.full
