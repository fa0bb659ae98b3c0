"""A small country for tests: the Dutch file, with fewer years and people, one age to begin at."""

from functools import cache

from vangnet.policy.reading import Change, Scenario, load_spec
from vangnet.policy.spec import Rate, Share, Spec, Standing, Unit
from vangnet.policy.tables import Tables, build

FIRST, LAST = 1990, 2009
AMPLE = 100_000
# Rules that cells see as well as the individual kernel does: age, years, failed treatments.
SWISS = Scenario(title="Swiss rules", about="A test.", rules="ch")


def number(value: float, unit: Unit = Unit.ONE) -> Rate:
    return Rate(
        value=value, unit=unit, low=value, high=value, source=("TEST",), standing=Standing.ASSUMED
    )


def small(*, scale: float = 0.3, **rates: float) -> Spec:
    """About 5,000 people at the usual scale, over twenty years, who begin at 21."""
    spec = load_spec("nl")
    new = {name: number(value, spec.rates[name].unit) for name, value in rates.items()}
    begins = spec.beginning.model_copy(update={"ages": (Share(value=21, rate="begins_at_21"),)})
    own = {"begins_at_21": number(1), "incidence_scale": number(scale)}
    return spec.model_copy(
        update={
            "first_year": FIRST, "last_year": LAST, "beginning": begins,
            "rates": {**spec.rates, **own, **new},
        }
    )  # fmt: skip


def places(number: float, *, rules: str = "ch") -> Scenario:
    """So many places in every year."""
    change = Change(series="hat_places", value=number)
    return Scenario(title="Places", about="A test.", rules=rules, changes=(change,))


@cache
def ample() -> Tables:
    """Asking is common and nobody waits: all three engines see the same."""
    spec = small(hat_ask_from_methadone=0.3, hat_ask_from_untreated=0.2)
    return build(spec, places(AMPLE))


@cache
def short() -> Tables:
    """Few places: people wait."""
    spec = small(hat_ask_from_methadone=0.3, hat_ask_from_untreated=0.2)
    return build(spec, places(60))
