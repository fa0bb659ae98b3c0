"""The table under the forests: every count, ratio, interval, printed number, and its standing."""

from collections.abc import Iterable

from django.utils.translation import gettext, gettext_lazy, ngettext

from vangnet.programme.charts.cells import Between, Cited, Num, Stood, Text
from vangnet.programme.charts.numbers import EMPTY
from vangnet.programme.charts.table import Column, Group, Row, Table, interval_column
from vangnet.programme.evidence.cells import COUNT_PARTS, EFFECT_PARTS, Count, Effect, not_found
from vangnet.programme.evidence.forest_chart import disagreement
from vangnet.programme.evidence.harms import Harm, harms
from vangnet.programme.evidence.pools import RESPONDING, STAYING, Forest, Line
from vangnet.programme.evidence.saying import COUNTRIES, of_pool, printed_cell
from vangnet.programme.sources import Standing

DIGITS = 2
COLUMNS = (
    Column("trial", gettext_lazy("Trial")),
    Column("where", gettext_lazy("Country")),
    Column("what", gettext_lazy("When or what")),
    Column("hat", "HAT", numeric=True, parts=COUNT_PARTS),
    Column("control", gettext_lazy("Control"), numeric=True, parts=COUNT_PARTS),
    Column("weight_percent", gettext_lazy("Weight"), numeric=True),
    Column("ratio", gettext_lazy("Ratio"), numeric=True),
    interval_column("ratio", gettext_lazy("95% interval")),
    Column("printed", gettext_lazy("Printed"), parts=EFFECT_PARTS),
    Column("standing", gettext_lazy("Standing")),
    Column("source", gettext_lazy("Source")),
)
TITLES = {
    STAYING: (gettext_lazy("Staying in treatment, pooled"),
              gettext_lazy("Staying in treatment, not pooled")),
    RESPONDING: (gettext_lazy("Response, pooled"), gettext_lazy("Response, not pooled")),
}  # fmt: skip


def counts_table(forests: Iterable[Forest] = (), *, with_harms: bool = False) -> Table:
    """The lines of these forests, and what the reviews print of harms."""
    groups = []
    for one in forests:
        inside, beside = TITLES[one.group]
        groups.append(Group((*map(_line, one.lines), *_pooled(one)), inside))
        groups.append(Group(tuple(map(_line, one.beside)), beside))
    if with_harms:
        title = gettext_lazy("Harms and other outcomes, as printed by the reviews")
        groups.append(Group(tuple(_harm(one) for one in harms()), title))
    return Table(gettext_lazy("Counts and results"), COLUMNS, tuple(groups))


def _line(line: Line) -> Row:
    one = line.comparison
    counts = one.counts
    shares = (not_found(), not_found())
    if counts:
        shares = (
            Count(counts.events, counts.people),
            Count(counts.control_events, counts.control_people),
        )
    ratio = line.ratio
    return Row(
        (
            Text(str(one.label), small=str(one.note)),
            Text(COUNTRIES[one.country]),
            Text(str(one.when)),
            *shares,
            Num(None if line.weight is None else line.weight * 100, 0, "%s%%"),
            Num(ratio.value if ratio else None, DIGITS),
            Between(ratio.low if ratio else None, ratio.high if ratio else None, DIGITS),
            printed_cell(one.printed),
            Stood(one.standing),
            Cited(one.sources),
        )
    )


def _pooled(forest: Forest) -> tuple[Row, Row]:
    """The pool, and where a new trial may land."""
    found = forest.pooled
    events, people, control_events, control_people = forest.totals
    review = of_pool(forest.group)
    trials = len(forest.lines)
    cells = (
        Text(gettext("Pooled, worked out here"), small=disagreement(forest)),
        Text(ngettext("%(n)s trial", "%(n)s trials", trials) % {"n": trials}),
        Text(),
        Count(events, people),
        Count(control_events, control_people),
        Num(100, 0, "%s%%"),
        Num(found.effect, DIGITS),
        Between(found.low, found.high, DIGITS),
        printed_cell(review.printed if review else None, missing=gettext("not published")),
        Stood(Standing.COMPUTED),
        Cited((review.row.source,) if review else ()),
    )
    return Row(cells, highlight=True), _new_trial(forest)


def _new_trial(forest: Forest) -> Row:
    found = forest.pooled
    nobody = Count(None, None)
    return Row(
        (
            Text(gettext("Where a new trial may land")),
            Text(),
            Text(),
            nobody,
            nobody,
            Num(None),
            Num(None),
            Between(found.new_low, found.new_high, DIGITS),
            Effect(""),
            Stood(Standing.COMPUTED),
            Cited(()),
        )
    )


def _harm(one: Harm) -> Row:
    return Row(
        (
            Text(one.label),
            Text(EMPTY),
            Text(one.size_words()),
            Count(None, None),
            Count(None, None),
            Num(None),
            Num(one.value, 2 if one.value < 10 else 1),
            Between(one.low, one.high, DIGITS),
            Effect(
                gettext("as shown"),
                one.value,
                one.low,
                one.high,
                small=gettext("upper limit not read again") if one.not_reread else "",
            ),
            Stood(one.row.standing),
            Cited((one.row.source,)),
        )
    )
