"""A rate in words: its value and range, how far to trust it, where it comes from, what uses it."""

from collections.abc import Iterator

from vangnet.policy.reading import SpecError
from vangnet.policy.spec import Spec, Standing, Unit

STANDINGS = {
    Standing.VERIFIED: "read at its source",
    Standing.SECONDARY: "quoted by another report",
    Standing.LITERATURE: "known from the literature, not read again",
    Standing.CLAIM: "claimed in the press; no source was found",
    Standing.COMPUTED: "worked out from numbers that were read",
    Standing.ASSUMED: "assumed: nobody has measured it",
}
UNITS = {
    Unit.A_YEAR: "a year", Unit.A_THOUSAND_YEARS: "per 1,000 person-years", Unit.ONE: "",
    Unit.YEARS: "years", Unit.MG: "mg a day", Unit.DAYS_A_MONTH: "days a month",
    Unit.EUROS_A_YEAR: "euros a year", Unit.QALYS_A_YEAR: "QALYs a year",
    Unit.PERSONS: "persons", Unit.PLACES: "places",
    Unit.PERSONS_PER_100_000: "persons per 100,000 a year",
}  # fmt: skip


def explain(spec: Spec, name: str) -> str:
    """Lines of plain text about one rate or series. Raises SpecError for an unknown name."""
    if name in spec.rates:
        return "\n".join(_rate(spec, name))
    if name in spec.series:
        return "\n".join(_series(spec, name))
    known = ", ".join(sorted([*spec.rates, *spec.series]))
    raise SpecError([f"{name}: no such rate in {spec.name}; there are: {known}."])


def _rate(spec: Spec, name: str) -> Iterator[str]:
    rate = spec.rates[name]
    yield f"{name}: {rate.value:g} {UNITS[rate.unit]} (from {rate.low:g} to {rate.high:g})".rstrip()
    yield f"  Standing: {STANDINGS[rate.standing]}."
    yield f"  Source: {', '.join(rate.source)}."
    if rate.note:
        yield f"  {rate.note}"
    for move in spec.transitions:
        if name in (move.rate, *move.times, *move.remainder_of, move.by_age):
            yield f"  Used: from {', '.join(move.leave)} to {move.to} ({', '.join(move.bands)})."
    for one in spec.accounts:
        if name in (one.rate, *one.times):
            yield f"  Used: {' '.join(filter(None, (one.kind, one.payer)))} in {one.state}."


def _series(spec: Spec, name: str) -> Iterator[str]:
    series = spec.series[name]
    yield f"{name}: {UNITS[series.unit]}, {series.between.value} between the years".replace(
        ": ,", ":"
    )
    for point in series.points:
        note = f" {point.note}" if point.note else ""
        yield (
            f"  {point.year}: {point.value:g}; {STANDINGS[point.standing]};"
            f" {', '.join(point.source)}.{note}"
        )
