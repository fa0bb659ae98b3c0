"""What the page "Costs" shows: figures, tables, and the sentences made from their numbers."""

import re
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language, gettext

from vangnet.programme.charts.figure import Figure, KeyItem, standing_keys, swatch
from vangnet.programme.charts.numbers import Number, interval, number
from vangnet.programme.charts.theme import BETTER, INK, WORSE
from vangnet.programme.evidence import money
from vangnet.programme.evidence.canada_chart import canada_drawing
from vangnet.programme.evidence.cost_charts import waterfall_drawings
from vangnet.programme.evidence.cost_table import (
    canada_table,
    chances_table,
    dutch_table,
    numbers_table,
    signs_table,
)
from vangnet.programme.evidence.costs import (
    HORIZONS,
    canada,
    crime_share,
    health_gain,
    price_of_health,
    turns,
    waterfall,
)
from vangnet.programme.evidence.links import linked
from vangnet.programme.evidence.worth import chance, dutch_plane
from vangnet.programme.evidence.worth_charts import chance_drawing, plane_drawing
from vangnet.programme.sources import Standing

DAYS_A_WEEK, DAYS_A_YEAR = 7, 365
READ_AT = 50_000  # euros: where the words read the curves; no norm


@dataclass(frozen=True, kw_only=True)
class CostPage:
    """Figures, and the sentences as they stand on the page, in its language."""

    waterfall: Figure
    canada: Figure
    plane: Figure
    chances: Figure
    signs: Figure
    amounts: Figure
    lead: str
    gain: tuple[str, str]
    buys: str
    years: tuple[str, str]
    germany: str
    trust: tuple[tuple[str, str], ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        return *self.drawn, self.chances, self.signs, self.amounts

    @property
    def drawn(self) -> tuple[Figure, ...]:
        """Those whose numbers stand together in one table on the page."""
        return self.waterfall, self.canada, self.plane


def cost_page() -> CostPage:
    return _page(get_language() or "en")


@cache
def _page(language: str) -> CostPage:
    """Made once a language: the files do not change while the server runs."""
    gain = health_gain()
    hat, methadone = (_year(item, "NL") for item in ("HAT_cost", "MMT_cost"))
    return CostPage(
        waterfall=_waterfall(),
        canada=_canada(),
        plane=_plane(),
        chances=_chances(),
        signs=_signs(),
        amounts=_amounts(),
        lead=gettext(
            "The treatment costs about %(times)s times as much as methadone. What society gets "
            "back is almost all less crime, so the answer rests on what you think a crime costs."
        )
        % {"times": number(hat / methadone)},
        gain=(number(gain.value, 3), interval(gain.low, gain.high, 3)),
        buys=_buys(),
        years=(f"€{number(hat)}", f"€{number(methadone)}"),
        germany=gettext("Netherlands, euros of 2009. In Germany %(hat)s and %(methadone)s.")
        % {
            "hat": f"€{number(_year('HAT_cost', 'DE'))}",
            "methadone": f"€{number(_year('MMT_cost', 'DE'))}",
        },
        trust=_trust(),
    )


def _year(item: str, country: str) -> float:
    return money.amount("EMCDDA2011", item, country).value


def _people() -> Number | None:
    """How many people the Dutch costs rest on, where the row's note says so."""
    found = re.match(r"n=(\d+)", health_gain().note)
    return int(found[1]) if found else None


def _waterfall() -> Figure:
    saved, spent = -waterfall(victims=True).net, waterfall(victims=False).net
    heading = gettext(
        "The sign turns: from %(saved)s saved to %(spent)s spent per patient per year"
    ) % {"saved": f"€{number(saved)}", "spent": f"€{number(spent)}"}
    subtitle = gettext(
        "HAT minus methadone, euros per patient per year, Netherlands (Dijkgraaf 2005, "
        "%(n)s people)"
    )
    return linked(
        Figure(
            key="waterfall",
            heading=heading,
            subtitle=subtitle % {"n": number(_people())},
            drawings=waterfall_drawings(label=heading),
            table=dutch_table(),
            keys=(
                *standing_keys((Standing.VERIFIED, Standing.COMPUTED)),
                KeyItem(swatch("band", BETTER), gettext("95% interval")),
                KeyItem(swatch("bracket", INK), gettext("limit on one side"),
                        gettext("(95%); the open side has none")),
            ),
        )
    )  # fmt: skip


def _canada() -> Figure:
    shares = [crime_share(one, arm) for one in HORIZONS for arm in ("DAM", "MMT")]
    heading = gettext("In Canada the two cannot be told apart on cost; crime is most of it")
    told = {"low": number(100 * min(shares)), "high": number(100 * max(shares))}
    parts = "; ".join(
        f"{number(canada(one, 'DAM').value)} / {number(canada(one, 'MMT').value)}"
        for one in HORIZONS
    )
    return linked(
        Figure(
            key="canada",
            heading=heading,
            subtitle=gettext(
                "Total cost to society per person, model study (Nosyk 2012). Crime is %(low)s to "
                "%(high)s percent"
            )
            % told,
            drawings=(canada_drawing(label=f"{heading}: {parts}"),),
            table=canada_table(),
            keys=(
                *standing_keys((Standing.VERIFIED,)),
                KeyItem(swatch("band"), gettext("95% interval")),
            ),
        )
    )


def _plane() -> Figure:
    heading = gettext("With victims: more health for less money. Without: more health for more")
    return linked(
        Figure(
            key="plane",
            heading=heading,
            subtitle=gettext(
                "Extra cost against extra health, per patient per year, Netherlands (Dijkgraaf "
                "2005)"
            ),
            drawings=(plane_drawing(label=heading),),
            table=dutch_table(),
            keys=(
                *standing_keys((Standing.VERIFIED, Standing.COMPUTED)),
                KeyItem(swatch("outline", BETTER), gettext("holds 95 of 100"),
                        gettext("if both are normal and go apart from each other")),
            ),
            note=gettext("Victims left out: no outline, because no interval was published."),
        )
    )  # fmt: skip


def _chances() -> Figure:
    price = price_of_health(victims=False)
    assert price is not None
    told = {
        "price": f"€{number(READ_AT)}",
        "with": number(100 * chance(dutch_plane(victims=True), READ_AT), 1),
        "without": number(100 * chance(dutch_plane(victims=False), READ_AT), 1),
    }
    heading = gettext(
        "Up to about %(half)s for a year of health, victims decide whether HAT is worth it"
    ) % {"half": f"€{number(price, -3)}"}
    label = gettext("At %(price)s: %(with)s percent with victims, %(without)s percent without.")
    return linked(
        Figure(
            key="chances",
            heading=heading,
            subtitle=gettext(
                "The chance that HAT is worth its cost, by what a year in full health may cost"
            ),
            drawings=(chance_drawing(label=f"{heading}. {label % told}"),),
            table=chances_table(),
            keys=(
                KeyItem(swatch("line", BETTER), gettext("all costs counted")),
                KeyItem(swatch("dashed", WORSE), gettext("victims' damage left out"),
                        gettext("spread assumed")),
            ),
            note=gettext("%(label)s Without victims the chance is a half at %(half)s.")
            % {"label": label % told, "half": f"€{number(price, -3)}"},
        )
    )  # fmt: skip


def _signs() -> Figure:
    all_turn = all(one.sign_turns for one in turns())
    heading = (
        gettext("Leave crime out, and the sign turns in every study that printed the part")
        if all_turn
        else gettext("Leave crime out, and the sign turns in some studies")
    )
    return linked(
        Figure(key="signs", heading=heading, subtitle="", drawings=(), table=signs_table(heading))
    )


def _amounts() -> Figure:
    """All published amounts in one table, as it stands on the page."""
    heading, table = gettext("The numbers in the charts"), numbers_table()
    return linked(Figure(key="amounts", heading=heading, subtitle="", drawings=(), table=table))


def _buys() -> str:
    gain, price = health_gain().value, price_of_health(victims=False)
    weeks = gain * DAYS_A_YEAR / DAYS_A_WEEK
    return gettext(
        "Extra years in full health per patient per year: about %(weeks)s weeks. Leaving victims "
        "out, that is about %(price)s for each full year of health (worked out here, no interval)."
    ) % {"weeks": number(weeks), "price": f"€{number(price, -3)}"}


def _trust() -> tuple[tuple[str, str], ...]:
    victims = next(one for one in waterfall(victims=True).steps if one.part == "victims")
    net = waterfall(victims=True).net
    return (
        (gettext("Damage to victims is the weakest part."),
         gettext("It is about %(times)s times the net saving: change that one price and the answer "
                 "changes.") % {"times": number(victims.value / net)}),
        (gettext("The first chart rests on one country"),
         gettext("and %(n)s people.") % {"n": number(_people())}),
        (gettext("In England"),
         gettext("the difference in total cost could be chance: the paper found it not "
                 "significant.")),
        (gettext("The curves rest on assumptions"),
         gettext("that no paper states: normal spread, and parts that do not go together.")),
    )  # fmt: skip
