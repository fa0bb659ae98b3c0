"""Dutch numbers over the years: places, clients, ages, deaths, injecting, and what else is cited.

A figure is a few series of the file with a heading that is worked out from them. Drawn in
`over_time_chart`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.programme.charts import theme
from vangnet.programme.charts.cells import Between, Cell, Num, Stood, Text
from vangnet.programme.charts.drawing import drawing
from vangnet.programme.charts.figure import Figure, standing_keys
from vangnet.programme.charts.numbers import number, percent
from vangnet.programme.charts.table import Column, Group, Row, Table, interval_column
from vangnet.programme.figures import dutch_users
from vangnet.programme.figures.dutch_users import cited, value
from vangnet.programme.figures.links import linked
from vangnet.programme.figures.reading import Estimate, Files, Kind

BETWEEN = gettext_lazy("95% interval")


@dataclass(frozen=True)
class Series:
    """`joined` only where the years were counted in the same way; `times` the unit shown."""

    measure: str
    name: Promise
    colour: str
    joined: bool = True
    drawn: bool = True
    below: bool = False  # its words stand under the marks
    named_first: bool = False  # at its first mark, not its last
    named_below: bool = False


@dataclass(frozen=True, kw_only=True)
class Told:
    """A figure before it is filled with the file's numbers."""

    key: str
    subtitle: Promise
    caption: Promise
    top: int
    series: tuple[Series, ...]
    heading: Callable[[Files], str]
    note: Callable[[Files], str]
    times: int = 1
    decimals: int | None = 0  # None: as many as were published
    between: Promise = BETWEEN

    def figure(self, data: Files) -> Figure:
        found = [one for series in self.series for one in data.series(series.measure)]
        drawn = any(series.drawn for series in self.series)
        label = f"{self.heading(data)}. {_words(self, data)}"
        drawings = (
            drawing(lambda: _chart(self, data, phone=False), label=label),
            drawing(lambda: _chart(self, data, phone=True), label=label, screens="phone"),
        )
        return linked(Figure(
            key=self.key,
            heading=self.heading(data),
            subtitle=self.subtitle,
            drawings=drawings if drawn else (),
            keys=standing_keys(one.standing for one in found) if drawn else (),
            note=self.note(data),
            table=_table(self, data, found),
        ))  # fmt: skip

    def places(self, *values: Decimal | None) -> int:
        if self.decimals is not None:
            return self.decimals
        ends = (value.as_tuple().exponent for value in values if value is not None)
        return max((-int(end) for end in ends), default=0)

    def shown(self, one: Decimal | None) -> Decimal | None:
        return None if one is None else one * self.times


def _chart(told: Told, data: Files, *, phone: bool) -> Any:
    from vangnet.programme.figures import over_time_chart

    return over_time_chart.chart(told, data, phone=phone)


def _words(told: Told, data: Files) -> str:
    return " ".join(
        f"{series.name}: "
        + "; ".join(
            f"{one.year}: {number(told.shown(one.value), told.places(one.value))}"
            for one in data.series(series.measure)
        )
        + "."
        for series in told.series
    )


def _table(told: Told, data: Files, found: list[Estimate]) -> Table:
    bounded = any(one.interval_standing is not None for one in found)
    between = (interval_column("interval", told.between),) if bounded else ()
    groups = (
        Group(tuple(_rows(told, data.series(series.measure), bounded)), series.name)
        for series in told.series
    )
    columns = (
        Column("year", _("Year")), Column("value", _("Value"), numeric=True), *between,
        Column("standing", _("Standing")), Column("source", _("Source")),
    )  # fmt: skip
    return Table(told.caption, columns, tuple(groups))


def _rows(told: Told, series: list[Estimate], bounded: bool) -> Iterator[Row]:
    for one in series:
        pattern = _("about %s") if one.approximate else "%s"
        missing = _("a count") if one.kind is Kind.COUNT else _("not published")
        low, high = told.shown(one.low), told.shown(one.high)
        between: tuple[Cell, ...] = (Between(low, high, told.places(low, high), missing=missing),)
        yield Row((
            Text(one.year), Num(told.shown(one.value), told.places(one.value), pattern=pattern),
            *(between if bounded else ()), Stood(one.standing), cited(one),
        ))  # fmt: skip


def by_year(data: Files, measure: str) -> dict[str, Estimate]:
    return {one.year: one for one in data.series(measure)}


def covered(data: Files) -> Decimal:
    """HAT places of a year over the problem opiate users of that year."""
    year = dutch_users.LATEST
    users = value(dutch_users.published(data)[year])
    return value(by_year(data, "hat_places")[year]) / users


def _hat_heading(data: Files) -> str:
    return _("HAT has places for about %(share)s of problem opiate users") % {
        "share": percent(covered(data))
    }


def _hat_note(data: Files) -> str:
    places, users = by_year(data, "hat_places"), dutch_users.published(data)
    newest = value(places["2018"]) / value(users[dutch_users.LATEST])
    return _(
        "Worked out here: %(places)s places over %(users)s users in %(year)s. With the %(late)s"
        " places of 2018 over the same users it is %(share)s; no later number of users is known."
    ) % {
        "places": number(places[dutch_users.LATEST].value),
        "users": number(users[dutch_users.LATEST].value), "year": dutch_users.LATEST,
        "late": number(places["2018"].value), "share": percent(newest, 1),
    }  # fmt: skip


def _ends(data: Files, measure: str) -> dict[str, str]:
    series = data.series(measure)
    first, last = series[0], series[-1]
    return {
        "first": number(first.value), "from": first.year, "last": number(last.value),
        "to": last.year,
    }  # fmt: skip


def _clients_heading(data: Files) -> str:
    found = by_year(data, "ladis_opiate_clients")
    return _("Registered opiate clients: %(first)s in 2008, %(then)s in 2012, %(last)s in 2021") % {
        "first": number(found["2008"].value), "then": number(found["2012"].value),
        "last": number(found["2021"].value),
    }  # fmt: skip


def _deaths_heading(data: Files) -> str:
    opiates, every = by_year(data, "opiate_deaths"), by_year(data, "drug_deaths_total")
    year = max(set(opiates) & set(every))
    return _("Opiates were behind %(opiates)s of %(every)s registered drug deaths in %(year)s") % {
        "opiates": number(opiates[year].value), "every": number(every[year].value), "year": year,
    }  # fmt: skip


def _ages_heading(data: Files) -> str:
    first = data.series("mean_age_opiate_users_amsterdam")[0]
    last = data.series("mean_age_opiate_clients")[0]
    return _("From %(first)s in %(from)s to %(last)s in %(to)s: the group grows older") % {
        "first": number(first.value), "from": first.year,
        "last": number(last.value), "to": last.year,
    }  # fmt: skip


def _injecting_heading(data: Files) -> str:
    series = data.series("injecting_share_acs")
    first, last = series[0], series[-1]
    return _("Fewer inject: %(first)s in %(from)s, %(last)s in %(to)s in the Amsterdam cohort") % {
        "first": percent(value(first)), "from": first.year,
        "last": percent(value(last)), "to": last.year,
    }  # fmt: skip


TOLD = (
    Told(
        key="hat-places",
        heading=_hat_heading,
        subtitle=gettext_lazy("Places in heroin-assisted treatment, Netherlands"),
        caption=gettext_lazy("Places in heroin-assisted treatment"),
        top=1200,
        series=(
            Series("hat_places", gettext_lazy("Places there were"), theme.HAT, below=True),
            Series("hat_places_cap", gettext_lazy("Places allowed at most"), theme.SLATE,
                   named_first=True),
        ),
        note=_hat_note,
    ),
    Told(
        key="registered-clients",
        heading=_clients_heading,
        subtitle=gettext_lazy("People registered in treatment for opiates, Netherlands, a year"),
        caption=gettext_lazy("Registered clients"),
        top=20_000,
        series=(
            Series("ladis_opiate_clients", gettext_lazy("Opiate clients (LADIS)"), theme.SLATE,
                   named_below=True),
            Series(
                "methadone_clients", gettext_lazy("Methadone clients"), theme.METHADONE, below=True
            ),
            Series(
                "ost_clients", gettext_lazy("Clients on methadone or another substitute"),
                theme.BRAND, drawn=False,
            ),
            Series(
                "ost_clients_partial", gettext_lazy("The same, from part of the clinics"),
                theme.BRAND, drawn=False,
            ),
        ),
        note=lambda _data: _(
            "A register counts who was treated and reported, not who uses. Not all clinics took"
            " part in 2021, so the fall after 2012 is partly missing reports."
        ),
    ),
    Told(
        key="ages",
        heading=_ages_heading,
        subtitle=gettext_lazy("Mean age in years; three groups that are not the same people"),
        caption=gettext_lazy("Mean ages"),
        top=60,
        decimals=None,
        between=gettext_lazy("Youngest to oldest"),
        series=(
            Series("mean_age_opiate_users_amsterdam", gettext_lazy("Users, Amsterdam"),
                   theme.BRAND, joined=False),
            Series("mean_age_problem_users", gettext_lazy("Problem users, field sample"),
                   theme.BRAND, joined=False),
            Series("mean_age_opiate_clients", gettext_lazy("Clients"), theme.BRAND, joined=False),
        ),
        note=lambda _data: _(
            "The marks are not joined: each year asked another group. Close to one year older a"
            " year means that few new people join."
        ),
    ),
    Told(
        key="deaths",
        heading=_deaths_heading,
        subtitle=gettext_lazy("Deaths registered as caused by drugs, Netherlands, a year"),
        caption=gettext_lazy("Registered drug deaths"),
        top=400,
        series=(
            Series("drug_deaths_total", gettext_lazy("All drugs"), theme.SLATE),
            Series("opiate_deaths", gettext_lazy("Opiates"), theme.DEAD, below=True),
        ),
        note=lambda _data: _(
            "After about 2014 opiate deaths include prescription opioids (oxycodone, fentanyl), and"
            " registration changed. They do not measure how many heroin users die."
        ),
    ),
    Told(
        key="injecting",
        heading=_injecting_heading,
        subtitle=gettext_lazy("Share who inject, in percent"),
        caption=gettext_lazy("Who inject, in percent"),
        top=100,
        times=100,
        series=(
            Series("injecting_share_acs", gettext_lazy("Amsterdam Cohort Study"), theme.BRAND,
                   named_first=True),
            Series("injecting_share_opioid_treatment_entrants",
                   gettext_lazy("People entering opioid treatment"), theme.SLATE, drawn=False),
            Series("injecting_share_in_care", gettext_lazy("People in care"), theme.SLATE,
                   drawn=False),
        ),
        note=lambda _data: _(
            "Only the cohort is drawn. The two later numbers disagree because they count different"
            " groups."
        ),
    ),
    Told(
        key="dutch-rates",
        heading=lambda _data: _("The same estimates per 1,000 people aged 15–64"),
        subtitle=gettext_lazy("Problem opiate users per 1,000, Netherlands"),
        caption=gettext_lazy("Dutch rates per 1,000 people aged 15–64"),
        top=4,
        decimals=2,
        series=(
            Series("problem_opiate_rate_per_1000", gettext_lazy("Problem opiate users"),
                   theme.BRAND, drawn=False),
        ),
        note=lambda _data: "",
    ),
    Told(
        key="shares",
        heading=lambda _data: _("Most are known to treatment, and almost nobody is new"),
        subtitle=gettext_lazy("Shares, in percent"),
        caption=gettext_lazy("Shares, in percent"),
        top=100,
        times=100,
        series=(
            Series("share_in_treatment_contact",
                   gettext_lazy("Problem opiate users in contact with treatment"), theme.BRAND,
                   drawn=False),
            Series("share_new_among_heroin_clients",
                   gettext_lazy("Heroin clients registered for the first time"), theme.BRAND,
                   drawn=False),
        ),
        note=lambda _data: "",
    ),
    Told(
        key="hepatitis-c",
        heading=lambda _data: _("Hepatitis C: how many carry it is known within wide limits"),
        subtitle=gettext_lazy("People infected in the Netherlands, all risk groups"),
        caption=gettext_lazy("People infected with hepatitis C"),
        top=50_000,
        series=(
            Series("hcv_infected_total_population", gettext_lazy("People infected"), theme.BRAND,
                   drawn=False),
        ),
        note=lambda _data: "",
    ),
)  # fmt: skip
