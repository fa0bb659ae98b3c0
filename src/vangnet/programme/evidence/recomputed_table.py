"""Every effect that a paper printed, ours beside it, the verdict and why: one row each."""

from collections import Counter

from django.utils.translation import gettext, gettext_lazy

from vangnet.programme.charts.cells import Cited, Judged, Stood, Text
from vangnet.programme.charts.numbers import number
from vangnet.programme.charts.table import Column, Group, Row, Table
from vangnet.programme.evidence.cells import EFFECT_PARTS, Effect
from vangnet.programme.evidence.recompute import Recomputed, Verdict, Way, middle_of, recomputed
from vangnet.programme.evidence.saying import CHIPS, METHODS, VERDICTS, ours_words, printed_cell

COLUMNS = (
    Column("what", gettext_lazy("Paper, and what it measures")),
    Column("printed", gettext_lazy("Printed"), parts=EFFECT_PARTS),
    Column("ours", gettext_lazy("Worked out again"), parts=EFFECT_PARTS),
    Column("verdict", gettext_lazy("Verdict")),
    Column("why", gettext_lazy("How, and why it differs")),
    Column("standing", gettext_lazy("Standing")),
    Column("source", gettext_lazy("Source")),
)
WAYS = {
    Way.COUNTS: gettext_lazy("From counts"),
    Way.PERCENTAGES: gettext_lazy("From percentages"),
    Way.SHARE: gettext_lazy("From counts of one arm"),
    Way.POOL: gettext_lazy("From the counts of each trial"),
}


def recomputed_table() -> Table:
    """Grouped by verdict, in the order of the file."""
    groups = [
        Group(tuple(_row(one) for one in recomputed() if one.verdict is verdict), _title(verdict))
        for verdict in Verdict
    ]
    return Table(
        gettext_lazy("Every printed effect, worked out again"),
        COLUMNS,
        tuple(groups),
        note=gettext_lazy(
            "Equal: every printed digit comes out after rounding. Close: no number is off by more "
            "than a fifth of half the printed interval. Not reproducible: all else, most often "
            "because the counts were not published where we could read them."
        ),
    )


def counted() -> Counter[Verdict]:
    """How many printed effects have which verdict."""
    return Counter(one.verdict for one in recomputed())


def _title(verdict: Verdict) -> str:
    return f"{VERDICTS[verdict]}: {counted()[verdict]}"


def _row(one: Recomputed) -> Row:
    return Row(
        (
            Text(str(one.label), small=str(one.what)),
            printed_cell(one.printed),
            _ours(one),
            Judged(CHIPS[one.verdict], VERDICTS[one.verdict]),
            Text(str(one.why), small=_hangs_together(one)),
            Stood(one.row.standing),
            Cited((one.row.source,)),
        )
    )


def _ours(one: Recomputed) -> Effect:
    if one.ours is None:
        return Effect("")
    words = ours_words(one.ours, one.printed)
    return Effect(words, one.ours.value, one.ours.low, one.ours.high, small=_how(one))


def _how(one: Recomputed) -> str:
    if one.ours is None:
        return ""
    return f"{WAYS[one.way]}. {METHODS.get(one.method, '')}"


def _hangs_together(one: Recomputed) -> str:
    """Without counts: does the printed interval lie around the printed effect?"""
    middle = middle_of(one.printed) if one.ours is None else None
    if middle is None:
        return ""
    return gettext("The middle of the printed interval is %(middle)s.") % {
        "middle": number(middle, one.printed.decimals)
    }
