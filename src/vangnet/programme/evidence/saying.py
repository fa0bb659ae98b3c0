"""How the evidence says its numbers: a printed effect, a verdict, a country, a way of pooling."""

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from vangnet.programme.charts.numbers import EMPTY, number, with_interval
from vangnet.programme.charts.verdicts import Verdict as Chip
from vangnet.programme.evidence.cells import Effect
from vangnet.programme.evidence.effects import Estimate, Measure
from vangnet.programme.evidence.pooling import Between, Pooled
from vangnet.programme.evidence.recompute import Recomputed, Verdict, Way, recomputed
from vangnet.programme.evidence.trials import Comparison, Printed

COUNTRIES: dict[str, Promise] = {
    "NL": gettext_lazy("Netherlands"),
    "DE": gettext_lazy("Germany"),
    "CA": gettext_lazy("Canada"),
    "GB": gettext_lazy("England"),
    "ES": gettext_lazy("Spain"),
    "CH": gettext_lazy("Switzerland"),
    "BE": gettext_lazy("Belgium"),
}
VERDICTS: dict[Verdict, Promise] = {
    Verdict.EQUAL: gettext_lazy("Equal"),
    Verdict.CLOSE: gettext_lazy("Close"),
    Verdict.NOT_REPRODUCIBLE: gettext_lazy("Not reproducible"),
}
CHIPS = {
    Verdict.EQUAL: Chip.REPRODUCED,
    Verdict.CLOSE: Chip.PARTLY,
    Verdict.NOT_REPRODUCIBLE: Chip.NOT_REPRODUCED,
}
SIGNS = {Verdict.EQUAL: "✓", Verdict.CLOSE: "≈", Verdict.NOT_REPRODUCIBLE: "?"}
METHODS: dict[str, Promise] = {
    "wald": gettext_lazy("Wald, on the logarithm for a ratio"),
    "welch": gettext_lazy("Welch, as for means"),
    "continuity": gettext_lazy("Wald with continuity correction"),
    "DL": gettext_lazy("DerSimonian and Laird"),
}


def printed_words(printed: Printed) -> str:
    """`1.62 (1.35 to 1.95)`, `OR 1.85 (1.43 to 2.40)`, `+22.8 points (11.0 to 34.6)`."""
    decimals = printed.decimals
    if printed.measure is Measure.DIFFERENCE:
        start = gettext("%(n)s points") % {"n": number(printed.value, decimals, sign=True)}
        around = with_interval(None, printed.low, printed.high, decimals)
        return f"{start} ({around})" if around else start
    text = with_interval(printed.value, printed.low, printed.high, decimals)
    if printed.measure is Measure.SHARE:
        return gettext("%(share)s percent") % {"share": text}
    return f"{gettext('OR')} {text}" if printed.measure is Measure.ODDS else text


def printed_cell(printed: Printed | None, *, missing: str = EMPTY) -> Effect:
    """A printed effect in a table; its numbers in a file."""
    if printed is None:
        return Effect(missing)
    return Effect(printed_words(printed), printed.value, printed.low, printed.high)


def ours_words(ours: Estimate | None, printed: Printed) -> str:
    """Ours with one digit more than the paper prints."""
    if ours is None:
        return ""
    return with_interval(ours.value, ours.low, ours.high, printed.decimals + 1)


def of_comparison(key: str) -> Recomputed | None:
    """The printed effect that this comparison was made to check, if there is one."""
    inside = (one for one in recomputed() if one.way is not Way.POOL)
    return next((one for one in inside if one.comparison and one.comparison.key == key), None)


def of_pool(group: str) -> Recomputed | None:
    """The review's result that the pool of this group was made to check, if there is one."""
    return next((one for one in recomputed() if one.way is Way.POOL and one.pool == group), None)


def check_words(one: Comparison) -> str:
    """The verdict on the effect that this comparison's paper printed, with its sign."""
    return check_words_of(of_comparison(one.key))


def check_words_of(found: Recomputed | None) -> str:
    return f"{SIGNS[found.verdict]} {VERDICTS[found.verdict]}" if found else ""


def way_words(pooled: Pooled) -> str:
    """How a result was pooled."""
    between = {
        Between.DL: gettext("DerSimonian and Laird"),
        Between.REML: "REML",
    }[pooled.between]
    adjusted = gettext("Hartung and Knapp") if pooled.hartung_knapp else gettext("Wald")
    return f"{between}, {adjusted}"
