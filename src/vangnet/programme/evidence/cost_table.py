"""The tables under the charts of costs."""

from django.utils.translation import gettext, gettext_lazy

from vangnet.programme.charts.cells import Between, Cell, Cited, Num, Stood, Text
from vangnet.programme.charts.numbers import EMPTY, number
from vangnet.programme.charts.table import Column, Group, Row, Table, interval_column
from vangnet.programme.evidence import money
from vangnet.programme.evidence.canada_chart import TIMES
from vangnet.programme.evidence.cost_charts import PARTS
from vangnet.programme.evidence.costs import (
    BOTH,
    DUTCH,
    HORIZONS,
    OTHER,
    POLICE,
    PROGRAMME,
    VICTIMS,
    Turn,
    canada,
    canada_health,
    crime_share,
    health_gain,
    turns,
    waterfall,
)
from vangnet.programme.evidence.money import Amount
from vangnet.programme.evidence.worth import CORRELATIONS, chance, dutch_plane
from vangnet.programme.evidence.worth_charts import TABLE_PRICES
from vangnet.programme.sources import Standing, named

COLUMNS = (
    Column("item", gettext_lazy("Item")),
    Column("value", gettext_lazy("Value"), numeric=True),
    interval_column("value", gettext_lazy("95% interval or limit")),
    Column("crime_percent", gettext_lazy("Of which crime"), numeric=True),
    Column("standing", gettext_lazy("Standing")),
    Column("note", gettext_lazy("Note")),
    Column("source", gettext_lazy("Source")),
)
COUNTRIES = (("NL", gettext_lazy("Netherlands")), ("DE", gettext_lazy("Germany")))
ENGLISH_ARMS = (
    ("injectable heroin", gettext_lazy("Injected heroin")),
    ("injectable methadone", gettext_lazy("Injected methadone")),
    ("oral methadone", gettext_lazy("Oral methadone")),
)


def numbers_table() -> Table:
    return _table(*dutch_table().groups, *_year_groups(), *canada_table().groups, *_english())


def dutch_table() -> Table:
    title = gettext("Netherlands, Dijkgraaf 2005 (€ per patient per year, HAT minus methadone)")
    return _table(Group(tuple(_dutch()), title))


def canada_table() -> Table:
    costs = gettext("Canada, Nosyk 2012 (thousand Canadian dollars, all costs)")
    health = gettext("Canada, Nosyk 2012 (years in full health)")
    return _table(Group(tuple(_canada()), costs), Group(tuple(_canada_health()), health))


def _year_groups() -> tuple[Group, ...]:
    return (Group(tuple(_years()), gettext("Cost of a year of treatment (€ of 2009)")),)


def _english() -> tuple[Group, ...]:
    return (Group(tuple(_england()), gettext("England, RIOTT (£ per 26 weeks)")),)


def _table(*groups: Group) -> Table:
    return Table(gettext_lazy("The numbers in the charts"), COLUMNS, groups)


def _row(
    item: str, found: Amount, decimals: int = 0, *, sign: bool = False, note: str = "",
    crime: float | None = None, highlight: bool = False, missing: str = "",
) -> Row:  # fmt: skip
    between: Cell = Between(
        found.low, found.high, decimals, sign=sign, missing=missing or gettext("not published")
    )
    return Row(
        (
            Text(item),
            Num(found.value, decimals, sign=sign),
            between,
            Num(crime, 1, "%s%%"),
            Stood(found.standing),
            Text(note or EMPTY),
            Cited((found.source,)),
        ),
        highlight=highlight,
    )


def _dutch() -> list[Row]:
    items = {
        PROGRAMME: ("programme_cost_difference", ""),
        POLICE: ("law_enforcement_difference", ""),
        OTHER: ("other_residual", gettext("Net minus the three parts")),
        VICTIMS: ("damage_to_victims_difference", gettext("The largest part by far")),
    }
    rows = [
        _row(str(PARTS[part]), money.amount(DUTCH, item, BOTH), sign=True, note=note)
        for part, (item, note) in items.items()
    ]
    net = money.amount(DUTCH, "net_cost_difference", BOTH)
    rows.append(
        _row(gettext("Net, all counted"), net, sign=True, note=gettext("A saving"), highlight=True)
    )
    without = waterfall(victims=False)
    sum_of = " ".join(number(step.value, 0, sign=True) for step in without.steps)
    rows.append(
        Row(
            (
                Text(gettext("Net without victims' damage")),
                Num(without.net, 0, sign=True),
                Between(None, None, missing=gettext("no interval was published")),
                Num(None),
                Stood(Standing.COMPUTED),
                Text(gettext("A cost: %(sum)s") % {"sum": sum_of}),
                Cited((net.source,)),
            ),
            highlight=True,
        )
    )
    gain = health_gain()
    rows.append(_row(gettext("Quality-adjusted life-years"), gain, 3, sign=True, note=gain.note))
    return rows


def _years() -> list[Row]:
    return [
        _row(f"{name}: {arm}", money.amount("EMCDDA2011", item, code))
        for code, name in COUNTRIES
        for item, arm in (("HAT_cost", "HAT"), ("MMT_cost", gettext("methadone")))
    ]


def _canada() -> list[Row]:
    return [
        _row(
            f"{TIMES[horizon]}: {name}",
            canada(horizon, arm),
            1,
            crime=crime_share(horizon, arm) * 100,
        )
        for horizon in HORIZONS
        for arm, name in (("DAM", "HAT"), ("MMT", gettext("methadone")))
    ]


def _canada_health() -> list[Row]:
    return [
        _row(f"{TIMES[horizon]}: {name}", canada_health(horizon, arm), 2)
        for horizon in HORIZONS
        for arm, name in (("DAM", "HAT"), ("MMT", gettext("methadone")))
    ]


def _england() -> list[Row]:
    items = (
        ("intervention_cost", gettext("treatment itself")),
        ("total_cost", gettext("all costs")),
    )
    return [
        _row(f"{name}: {what}", money.amount("RIOTT", item, arm), missing=gettext("not published"))
        for arm, name in ENGLISH_ARMS
        for item, what in items
    ]


def chances_table() -> Table:
    columns = (
        Column("price_euros", gettext_lazy("A year in full health may cost"), numeric=True),
        Column("all_percent", gettext_lazy("Worth it, all costs counted"), numeric=True),
        interval_column("all_percent_correlation", gettext_lazy("If cost and health go together")),
        Column("without_percent", gettext_lazy("Worth it, victims left out"), numeric=True),
        Column("standing", gettext_lazy("Standing")),
    )
    rows = []
    for price in TABLE_PRICES:
        found = [
            100 * chance(dutch_plane(victims=True, correlation=one), price) for one in CORRELATIONS
        ]
        without = 100 * chance(dutch_plane(victims=False), price)
        rows.append(
            Row(
                (
                    Num(price, 0, "€%s"),
                    Num(100 * chance(dutch_plane(victims=True), price), 1, "%s%%"),
                    Between(min(found), max(found), 1),
                    Num(without, 1, "%s%%"),
                    Stood(Standing.COMPUTED),
                )
            )
        )
    return Table(
        gettext_lazy("The chance that HAT is worth its cost, percent"),
        columns,
        (Group(tuple(rows)),),
        note=gettext_lazy(
            "Cost and health are taken as normal, with the published means and intervals. How they "
            "go together was not published: the third column takes a correlation of −0.5 to 0.5. "
            "Without victims no interval was published either: its spread is built from the limits "
            "of the parts, as if these were independent."
        ),
    )


def signs_table(heading: str) -> Table:
    columns = (
        Column("study", gettext_lazy("Study")),
        Column("unit", gettext_lazy("Counted in")),
        Column("with_all", gettext_lazy("All costs counted"), numeric=True),
        Column("without", gettext_lazy("Crime left out"), numeric=True),
        Column("left_out", gettext_lazy("What was left out")),
        Column("standing", gettext_lazy("Standing")),
        Column("source", gettext_lazy("Source")),
    )
    return Table(
        heading,
        columns,
        (Group(tuple(_turn(one) for one in turns())),),
        note=gettext_lazy("Below zero HAT saves money. The Swiss study had no control group."),
    )


def _turn(one: Turn) -> Row:
    names = {
        DUTCH: (gettext("Netherlands"), gettext("€ per patient per year"),
                gettext("damage to victims"), 0, DUTCH),
        "NOSYK2012": (gettext("Canada"), gettext("thousand Canadian dollars per person"),
                      gettext("crime"), 1, "NOSYK2012"),
        "PROVE": (gettext("Switzerland"), gettext("francs per patient per day"),
                  gettext("gain of legal behaviour"), 1, "FREI_SWISS"),
    }  # fmt: skip
    name, unit, left_out, decimals, source = names[one.study]
    if one.horizon:
        name = f"{name}, {TIMES[one.horizon]}"
    return Row(
        (
            Text(name),
            Text(unit),
            Num(one.with_all, decimals, sign=True),
            Num(one.without, decimals, sign=True),
            Text(left_out),
            Stood(Standing.COMPUTED),
            Cited(named(source, where="the table of signs")),
        )
    )
