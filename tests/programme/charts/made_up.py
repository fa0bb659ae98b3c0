"""A figure with every kind of mark, of made-up numbers, for the tests of the kit."""

from decimal import Decimal

import altair as alt

from vangnet.programme.charts import marks, theme
from vangnet.programme.charts.cells import Between, Cited, Judged, Num, Stood, Text
from vangnet.programme.charts.drawing import drawing
from vangnet.programme.charts.figure import Figure, KeyItem, standing_keys, swatch
from vangnet.programme.charts.table import Column, Group, Row, Table, interval_column
from vangnet.programme.charts.verdicts import Verdict
from vangnet.programme.sources import Standing, sources

ROWS = [
    {"year": 2001, "value": 33499, "low": 23773, "high": 46466, "standing": "L"},
    {"year": 2003, "value": 30000, "low": None, "high": None, "standing": "S"},
    {"year": 2005, "value": 21000.5, "low": 18000, "high": None, "standing": "D"},
    {"year": 2008, "value": 17700, "low": 17300, "high": 18100, "standing": "V"},
    {"year": 2010, "value": 16000, "low": None, "high": 19000, "standing": "A"},
    {"year": 2012, "value": 14000, "low": None, "high": None, "standing": ""},
]
COLUMNS = (
    Column("year", "Year"),
    Column("persons", "Persons", numeric=True),
    interval_column("interval", "95% interval"),
    Column("standing", "Standing"),
    Column("verdict", "Verdict"),
    Column("source", "Source"),
)


def table(rows=ROWS):
    return Table("The numbers in the chart", COLUMNS, (Group(
        tuple(
            Row(
                (
                    Text(str(row["year"])),
                    Num(Decimal(str(row["value"]))),
                    Between(row["low"], row["high"], missing="not published"),
                    Stood(Standing(row["standing"])),
                    Judged(Verdict.RELABEL if row["year"] == 2008 else None),
                    Cited((sources()["EMCDDA_SB13"],)),
                ),
                highlight=row["year"] == 2008,
            )
            for row in rows
        ),
        "Problem opiate users",
    ),))  # fmt: skip


def chart(rows=ROWS):
    x = alt.X("year:Q", scale=alt.Scale(domain=[2000, 2014]), axis=alt.Axis(format="d"), title=None)
    y = alt.Y("value:Q", scale=alt.Scale(domain=[0, 50000]), title=None)
    layers = [
        marks.hatched(
            [{"year": 2005.5, "to": 2007.5, "bottom": 0, "top": 50000}],
            x=x, x2="to:Q", y=alt.Y("bottom:Q"), y2="top:Q",
        ),
        *marks.bands(rows, across=x, axis="y"),
        *marks.points(rows, x=x, y=y),
        marks.labels([{"year": 2001, "at": 48000, "text": "33,499\nin 2001"}], x=x, y="at:Q"),
    ]  # fmt: skip
    return theme.themed(alt.layer(*layers).properties(width=700, height=320))


def figure(rows=ROWS, drawn=ROWS):
    return Figure(
        key="made-up",
        heading="From 17,700 to 14,000",
        subtitle="Nobody, nowhere, persons",
        drawings=(drawing(chart(drawn), label="17,700 in 2008 & 14,000 in 2012"),),
        table=table(rows),
        keys=(
            *standing_keys(Standing(row["standing"]) for row in rows),
            KeyItem(swatch("band"), "95% interval"),
        ),
        csv_url="made-up.csv",
    )
