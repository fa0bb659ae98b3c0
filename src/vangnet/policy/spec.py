"""The shape of a specification: every number of the model, with where it comes from.

Three engines read the same one. Here is no number of medicine or of a country: those stand in
`data/<country>.toml`, each with its source, its range, and how far it can be trusted.
"""

from enum import StrEnum, auto
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from vangnet.policy.words import Band, History, Sex, State, Usage
from vangnet.rules.standing import HANDLE, Strict

Source = Annotated[tuple[str, ...], Field(min_length=1)]


class Standing(StrEnum):
    """How far a number can be trusted. The letters are those of the evidence files."""

    VERIFIED = "V"  # read at its source
    SECONDARY = "S"  # quoted by another report
    LITERATURE = "L"  # known, not read again
    CLAIM = "A"  # an article's claim
    COMPUTED = "D"  # worked out from numbers read at a source; the note says how
    ASSUMED = "assumed"  # nobody has measured it: our choice, and its range is wide


class Unit(StrEnum):
    """UCUM-like; `1` is a share or a ratio."""

    A_YEAR = "1/a"
    A_THOUSAND_YEARS = "1/(1000.a)"
    ONE = "1"
    YEARS = "a"
    MG = "mg/d"
    DAYS_A_MONTH = "d/mo"
    EUROS_A_YEAR = "EUR/a"
    QALYS_A_YEAR = "QALY/a"
    PERSONS = "{persons}"
    PLACES = "{places}"
    PERSONS_PER_100_000 = "{persons}/(100000.a)"


class Rate(Strict):
    """One number with its range. `low` and `high` are what sensitivity goes between."""

    value: float
    unit: Unit
    low: float
    high: float
    source: Source
    standing: Standing
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"low {self.low}, value {self.value}, high {self.high}: not in order")
        if self.unit in HAZARDS and self.low < 0:
            raise ValueError("a rate of events cannot be below 0")
        return self


HAZARDS = {Unit.A_YEAR: 1.0, Unit.A_THOUSAND_YEARS: 1000.0}


class Point(Strict):
    """A series in one year."""

    year: int
    value: Annotated[float, Field(ge=0)]
    source: Source
    standing: Standing
    note: str = ""


class Between(StrEnum):
    """What holds between two years of a series."""

    STEP = auto()  # the earlier one, until the next
    LINEAR = auto()
    LOGARITHMIC = auto()


class Series(Strict):
    """Numbers by year. Before the first and after the last point, those hold (see `outside`)."""

    unit: Unit
    between: Between
    outside: Literal["hold", "zero_before"] = "hold"
    points: Annotated[tuple[Point, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        years = [one.year for one in self.points]
        if years != sorted(set(years)):
            raise ValueError("the years must rise, each once")
        if self.between is Between.LOGARITHMIC and any(one.value <= 0 for one in self.points):
            raise ValueError("a logarithmic series has no 0; use linear")
        return self


Living = Literal[
    State.UNTREATED, State.METHADONE, State.HAT, State.ABSTINENT, State.PRISON
]  # fmt: skip


class Transition(Strict):
    """A move that may happen, at a rate, for the people it names. What matches is added up."""

    leave: Annotated[tuple[Living, ...], Field(min_length=1)]
    to: State
    rate: HANDLE
    times: tuple[HANDLE, ...] = ()  # multiplied by each of these
    remainder_of: tuple[HANDLE, ...] = ()  # and by what these shares leave of 1
    bands: tuple[Band, ...] = tuple(Band)
    histories: tuple[History, ...] = tuple(History)
    sexes: tuple[Sex, ...] = tuple(Sex)
    usages: tuple[Usage, ...] = tuple(Usage)
    by_age: HANDLE | None = None  # a ratio per ten years above or below the reference age

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if self.to is State.NOT_YET or self.to in self.leave:
            raise ValueError(f"nobody moves to {self.to} from there")
        if self.to is State.HAT and set(self.leave) - {State.UNTREATED, State.METHADONE}:
            raise ValueError("only people in untreated use or in methadone ask for HAT")
        return self


class Share(Strict):
    """One value of a trait and how many have it."""

    value: float
    rate: HANDLE


class Beginning(Strict):
    """Who begins to use: rates and series by name."""

    incidence: HANDLE
    population: HANDLE
    scale: HANDLE
    shift: HANDLE  # years by which the incidence curve is moved
    female: HANDLE
    injecting: HANDLE  # a series: the share by the year in which somebody began
    ages: Annotated[tuple[Share, ...], Field(min_length=1)]


class Asking(Strict):
    """What is known of people who ask for HAT, beside their history: shares by name."""

    products: dict[Usage, HANDLE]  # of the country's file; where it has none, the other
    by_usage: tuple[HANDLE, ...]  # criteria that ask for injecting: known from the usage
    judged: HANDLE  # meets everything that somebody has to judge, apart from the route
    methadone_mg: Annotated[tuple[Share, ...], Field(min_length=1)]
    times_a_week: Annotated[tuple[Share, ...], Field(min_length=1)]
    attendance: HANDLE


class Account(Strict):
    """What a year in a state counts for: a cost of a payer, quality of life, days with crime."""

    kind: Literal["cost", "qaly", "crime_days"]
    payer: Literal["health", "justice", "victims", ""] = ""
    state: Living
    rate: HANDLE
    times: tuple[HANDLE, ...] = ()

    @model_validator(mode="after")
    def _somebody_pays(self) -> Self:
        if (self.kind == "cost") != bool(self.payer):
            raise ValueError("a cost has a payer, and nothing else has one")
        return self


class Spec(Strict):
    """Everything that the engines need of a country."""

    format: Literal[1]
    name: str
    country: HANDLE  # whose rules of entry, unless a scenario names others
    first_year: int
    last_year: int
    tolerance_lost_after: tuple[Living, ...]  # coming back from there is a first month
    reference_age: HANDLE
    hat_places: HANDLE
    discount_costs: HANDLE
    discount_qalys: HANDLE
    hiv: HANDLE
    hcv: HANDLE
    beginning: Beginning
    asking: Asking
    rates: dict[HANDLE, Rate]
    series: dict[HANDLE, Series]
    transitions: tuple[Transition, ...]
    accounts: tuple[Account, ...]

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)
