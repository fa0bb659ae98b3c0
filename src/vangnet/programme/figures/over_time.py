"""Dutch numbers over the years: places, clients, ages, deaths, injecting, and what else is cited.

Each is a few series of the file with a heading that is worked out from them.
"""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.programme.charts import theme
from vangnet.programme.charts.numbers import number, percent
from vangnet.programme.figures import dutch_users
from vangnet.programme.figures.dutch_users import value
from vangnet.programme.figures.reading import Files
from vangnet.programme.figures.series import Series, Told, by_year


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


def _clients_heading(data: Files) -> str:
    found = by_year(data, "ladis_opiate_clients")
    return _("Registered opiate clients: %(first)s in 2008, %(then)s in 2012, %(last)s in 2021") % {
        "first": number(found["2008"].value), "then": number(found["2012"].value),
        "last": number(found["2021"].value),
    }  # fmt: skip


def _deaths_heading(data: Files) -> str:
    opiates, every = by_year(data, "opiate_deaths"), by_year(data, "drug_deaths_total")
    year = max(set(opiates) & set(every), default=data.ends("opiate_deaths")[1].year)
    return _("Opiates were behind %(opiates)s of %(every)s registered drug deaths in %(year)s") % {
        "opiates": number(opiates[year].value), "every": number(every[year].value), "year": year,
    }  # fmt: skip


def _ages_heading(data: Files) -> str:
    first, _same = data.ends("mean_age_opiate_users_amsterdam")
    _same, last = data.ends("mean_age_opiate_clients")
    return _("From %(first)s in %(from)s to %(last)s in %(to)s: the group grows older") % {
        "first": number(first.value), "from": first.year,
        "last": number(last.value), "to": last.year,
    }  # fmt: skip


def _injecting_heading(data: Files) -> str:
    first, last = data.ends("injecting_share_acs")
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
