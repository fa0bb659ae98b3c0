"""The public pages of figures: no sign-in, no patient, nothing that changes anything."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from vangnet.programme.charts.figure import Figure
from vangnet.programme.charts.numbers import number, percent
from vangnet.programme.charts.pages import csv_answer, page, svg_answer
from vangnet.programme.figures import catalogue, claims, countries, dutch_users, method, over_time
from vangnet.programme.figures.reading import Listed, read
from vangnet.programme.figures.series import by_year


@require_safe
def does_it_work(request: HttpRequest) -> HttpResponse:
    data = read()
    here = "figures:does-it-work"
    said = data.on_page("does_it_work")
    places = by_year(data, "hat_places")[dutch_users.LATEST]
    young, old = "mean_age_opiate_users_amsterdam", "mean_age_opiate_clients"
    ages = data.ends(young)[0], data.ends(old)[1]
    new = data.ends("share_new_among_heroin_clients")[1]
    context = {
        "figure": catalogue.on_page(here)[0],
        "claims": claims.shown(said),
        "counted": claims.counted(said),
        "covered": percent(over_time.covered(data)),
        "places": number(places.value),
        "users": number(dutch_users.published(data)[dutch_users.LATEST].value),
        "year": dutch_users.LATEST,
        "new": percent(dutch_users.value(new)),
        "new_year": new.year,
        "ages": [(number(one.value), one.year) for one in ages],
    }
    return page(request, "programme/figures/does_it_work.html", context, here=here)


@require_safe
def countries_page(request: HttpRequest) -> HttpResponse:
    data = read()
    here = "figures:countries"
    said = data.on_page("countries")
    home = countries.home(data)
    inside = countries.ranking(data, Listed.SELECTION)
    outside = countries.ranking(data, Listed.LEFT_OUT)
    context = {
        "figures": catalogue.on_page(here),
        "claims": claims.shown(said),
        "rate": number(home.value),
        "inside": len(inside),
        "lowest_inside": inside[-1] == home,
        "lower": len(countries.lower(data)),
        "home_year": home.years,
        "newest": max(one.rate.year[:4] for one in (*inside, *outside)),
    }
    return page(request, "programme/figures/countries.html", context, here=here)


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    here = "figures:numbers"
    found = catalogue.on_page(here)
    context = {
        "drawn": [one for one in found if one.drawings],
        "tables": [one for one in found if not one.drawings],
        "claims": claims.shown(read().on_page("numbers")),
    }
    return page(request, "programme/figures/numbers.html", context, here=here)


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    figures = catalogue.every()
    context = {
        "used": method.used(figures),
        "standings": method.standing_words(),
        "figures": [(one, method.shown_at(one.key)) for one in figures],
    }
    return page(request, "programme/figures/sources.html", context, here="figures:sources")


@require_safe
def csv_file(request: HttpRequest, key: str) -> HttpResponse:
    return csv_answer(_figure(key))


@require_safe
def svg_file(request: HttpRequest, key: str) -> HttpResponse:
    return svg_answer(_figure(key))


def _figure(key: str) -> Figure:
    try:
        return catalogue.figure(key)
    except KeyError:
        raise Http404 from None
