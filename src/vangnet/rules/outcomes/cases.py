"""Worked cases of the response rule, at and just past each limit: for its page and for its test.

The cut-offs are made up for the table; the shares are the shipped ones.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from vangnet.rules.outcomes.definition import Definition, Limit
from vangnet.rules.outcomes.kit import load
from vangnet.rules.outcomes.response import Answer, Scores
from vangnet.rules.standing import Standing

CUT_OFFS = (("physical", "from 10"), ("mental", "from 60"), ("illegal_activity", "from 6"),
            ("contacts", "6 or fewer"))  # fmt: skip
AFFECTED_FROM = {"physical": 10, "mental": 60, "illegal_activity": 6, "contacts": 6}
ORDER = ("map_hss.symptoms", "scl90.total", "crime.illegal_days", "living.contact_days",
         "use.cocaine_days", "use.amphetamine_days")  # fmt: skip
Row = tuple[int | None, ...]


def with_cut_offs(definition: Definition, *, from_none: int | None = None) -> Definition:
    """The definition with the table's cut-offs; `from_none` for every measure and use, if any."""

    def limit(was: Limit, value: int | None) -> Limit:
        if value is None:
            return was
        return Limit(value=Decimal(value), unit=was.unit, standing=Standing.DEMONSTRATION,
                     source=("MADE_UP",))  # fmt: skip

    measures = tuple(
        one.model_copy(update={
            "affected_from": limit(one.affected_from, AFFECTED_FROM[one.code]),
            "from_none": limit(one.from_none, from_none),
        }) for one in definition.measure
    )  # fmt: skip
    uses = tuple(
        one.model_copy(update={"from_none": limit(one.from_none, from_none)})
        for one in definition.other_use
    )
    return definition.model_copy(update={"measure": measures, "other_use": uses})


SHIPPED = load().definition
CUT = with_cut_offs(SHIPPED)
CUT_FROM_NONE = with_cut_offs(SHIPPED, from_none=6)


@dataclass(frozen=True, kw_only=True)
class Case:
    name: str
    before: Scores
    now: Scores
    answer: Answer
    definition: Definition = field(default=CUT)


def _scores(row: Row) -> Scores:
    return {
        score: None if value is None else Decimal(value)
        for score, value in zip(ORDER, row, strict=True)
    }


def _case(name: str, before: Row, now: Row, answer: Answer, definition: Definition = CUT) -> Case:
    return Case(name=name, before=_scores(before), now=_scores(now), answer=answer,
                definition=definition)  # fmt: skip


YES, NO, OPEN = Answer.RESPONSE, Answer.NO_RESPONSE, Answer.CANNOT_TELL
ILL: Row = (20, 100, 20, 5, 10, 10)  # everything affected
WELL: Row = (5, 20, 0, 25, 10, 10)  # nothing affected
CASES = (
    _case("nothing changed", ILL, ILL, NO),
    _case("40 % better in one domain", ILL, (12, 100, 20, 5, 10, 10), YES),
    _case("one point short of 40 % better", ILL, (13, 100, 20, 5, 10, 10), NO),
    _case("40 % better in the mind", ILL, (20, 60, 20, 5, 10, 10), YES),
    _case("40 % fewer illegal days", ILL, (20, 100, 12, 5, 10, 10), YES),
    _case("40 % more days with others", ILL, (20, 100, 20, 7, 10, 10), YES),
    _case("affected right at the cut-off", (10, 20, 0, 25, 0, 0), (6, 20, 0, 25, 0, 0), YES),
    _case("better where it was not affected", (9, 60, 0, 25, 0, 0), (0, 60, 0, 25, 0, 0), NO),
    _case("another domain 40 % worse", ILL, (12, 140, 20, 5, 10, 10), NO),
    _case("another domain one point short of 40 % worse", ILL, (12, 139, 20, 5, 10, 10), YES),
    _case("40 % fewer days with others", ILL, (12, 100, 20, 3, 10, 10), NO),
    _case("cocaine 20 % more", ILL, (12, 100, 20, 5, 12, 10), NO),
    _case("cocaine one day short of 20 % more", ILL, (12, 100, 20, 5, 11, 10), YES),
    _case("amphetamine 20 % more", ILL, (12, 100, 20, 5, 10, 12), NO),
    _case("cocaine from no day to one", (20, 100, 20, 5, 0, 0), (12, 100, 20, 5, 1, 0), OPEN),
    _case("the same, where 6 days are set to count", (20, 100, 20, 5, 0, 0),
          (12, 100, 20, 5, 1, 0), YES, CUT_FROM_NONE),
    _case("6 days from none, where 6 are set", (20, 100, 20, 5, 0, 0),
          (12, 100, 20, 5, 6, 0), NO, CUT_FROM_NONE),
    _case("crime from no day to some", (20, 100, 0, 5, 10, 10), (12, 100, 3, 5, 10, 10), OPEN),
    _case("no score of the mind now", ILL, (12, None, 20, 5, 10, 10), OPEN),
    _case("no score of the mind at intake", (20, None, 20, 5, 10, 10),
          (12, 100, 20, 5, 10, 10), OPEN),
    _case("one is missing, another is against", ILL, (12, None, 20, 5, 12, 10), NO),
    _case("nothing affected at intake", WELL, WELL, Answer.NOT_COVERED),
    _case("no cut-off set, as shipped", ILL, (12, 100, 20, 5, 10, 10), OPEN, SHIPPED),
    _case("no cut-off set, and worse", ILL, (28, 100, 20, 5, 10, 10), NO, SHIPPED),
)  # fmt: skip
