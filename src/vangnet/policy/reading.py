"""Reads a specification and a scenario, and says in one line each what is wrong and what to do."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator

from vangnet.policy.spec import HAZARDS, Spec, Unit
from vangnet.rules.reading import RulesFileError, read_file
from vangnet.rules.standing import HANDLE, Strict

Model = TypeVar("Model", bound=Strict)
DATA = Path(str(files("vangnet.policy"))) / "data"


class SpecError(ValueError):
    """A file that cannot be used. Each problem names file, key, and what to do."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Change(Strict):
    """One thing that a scenario does otherwise, from a year on."""

    rate: HANDLE | None = None
    series: HANDLE | None = None
    value: Annotated[float, Field(ge=0)] | None = None
    factor: Annotated[float, Field(ge=0)] | None = None
    from_year: int | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (self.rate is None) == (self.series is None):
            raise ValueError("name a rate or a series, one of them")
        if (self.value is None) == (self.factor is None):
            raise ValueError("give a value or a factor, one of them")
        return self

    def applied(self, number: float) -> float:
        return self.value if self.value is not None else number * (self.factor or 0.0)


class Scenario(Strict):
    """What is done otherwise, in a short file."""

    title: str
    about: str
    rules: HANDLE | None = None  # the country whose rules of entry count
    changes: tuple[Change, ...] = ()


def load_spec(country: str | Path) -> Spec:
    """The specification of a country by its code, or of a file. Raises SpecError."""
    path = country if isinstance(country, Path) else DATA / f"{country}.toml"
    if not path.exists():
        known = ", ".join(sorted(one.stem for one in DATA.glob("*.toml")))
        raise SpecError([f"{path.name}: there is no such specification; there are: {known}."])
    spec = _read(Spec, path)
    if problems := list(_faults(spec, path.name)):
        raise SpecError(problems)
    return spec


def load_scenario(name: str | Path) -> Scenario:
    """A scenario by its name, or from a file. Raises SpecError."""
    path = name if isinstance(name, Path) else DATA / "scenarios" / f"{name}.toml"
    if not path.exists():
        raise SpecError([f"{path.name}: no such scenario; there are: {', '.join(scenarios())}."])
    return _read(Scenario, path)


def scenarios() -> list[str]:
    return sorted(one.stem for one in (DATA / "scenarios").glob("*.toml"))


def check_scenario(scenario: Scenario, spec: Spec, *, file: str) -> None:
    """Raises SpecError where a scenario names what the specification has not."""
    problems = []
    for one in scenario.changes:
        name = one.rate or one.series or ""
        if name not in (spec.rates if one.rate else spec.series):
            problems.append(f"{file}: changes: {name!r} is not in the specification; take another.")
    if problems:
        raise SpecError(problems)


def fingerprint(*parts: Strict, rules: bytes = b"") -> str:
    """SHA-256 of the content, whatever the order and the layout of the files."""
    texts = [json.dumps(one.model_dump(mode="json"), sort_keys=True) for one in parts]
    return hashlib.sha256("\n".join(texts).encode() + rules).hexdigest()


def _read(model: type[Model], path: Path) -> Model:
    try:
        return read_file(model, path)
    except RulesFileError as fault:
        raise SpecError(
            [f"{one}. Put it right in {path.name}." for one in fault.problems]
        ) from None


def _faults(spec: Spec, file: str) -> Iterator[str]:
    """Names that lead nowhere, and numbers that do not fit where they are used."""
    for where, name in _rate_names(spec):
        if name not in spec.rates:
            yield f"{file}: {where}: there is no [rates.{name}]; add it, with its source."
    for where, name in _series_names(spec):
        if name not in spec.series:
            yield f"{file}: {where}: there is no [series.{name}]; add it, with its sources."
    for number, one in enumerate(spec.transitions):
        rate = spec.rates.get(one.rate)
        if rate and rate.unit not in HAZARDS:
            yield f"{file}: transitions {number}: {one.rate} has unit {rate.unit}; take 1/a."
    for name in (*_share_names(spec), spec.beginning.female, spec.asking.judged):
        rate = spec.rates.get(name)
        if rate and not (rate.unit is Unit.ONE and 0 <= rate.low <= rate.high <= 1):
            yield f"{file}: rates {name}: is a share; give it unit 1 and a range within 0 to 1."
    yield from _sums(spec, file)


def _sums(spec: Spec, file: str) -> Iterator[str]:
    asking = spec.asking
    for where, shares in (
        ("beginning.ages", spec.beginning.ages),
        ("asking.methadone_mg", asking.methadone_mg),
        ("asking.times_a_week", asking.times_a_week),
    ):
        total = sum(spec.rates[one.rate].value for one in shares if one.rate in spec.rates)
        if abs(total - 1) > 1e-9:
            yield f"{file}: {where}: the shares add up to {total:g}; make it 1."


def _share_names(spec: Spec) -> Iterator[str]:
    asking = spec.asking
    for shares in (spec.beginning.ages, asking.methadone_mg, asking.times_a_week):
        yield from (one.rate for one in shares)
    for one in spec.transitions:
        yield from one.remainder_of


def _rate_names(spec: Spec) -> Iterator[tuple[str, str]]:
    begin = spec.beginning
    for name in ("reference_age", "discount_costs", "discount_qalys"):
        yield name, getattr(spec, name)
    for name in ("scale", "shift", "female"):
        yield f"beginning.{name}", getattr(begin, name)
    for name in ("judged", "attendance"):
        yield f"asking.{name}", getattr(spec.asking, name)
    yield from (("shares", name) for name in _share_names(spec))
    for number, one in enumerate(spec.transitions):
        ages = () if one.by_age is None else (one.by_age,)
        yield from ((f"transitions {number}", name) for name in (one.rate, *one.times, *ages))
    for number, account in enumerate(spec.accounts):
        yield from ((f"accounts {number}", name) for name in (account.rate, *account.times))


def _series_names(spec: Spec) -> Iterator[tuple[str, str]]:
    begin = spec.beginning
    yield from ((name, getattr(spec, name)) for name in ("hat_places", "hiv", "hcv"))
    yield from (
        (f"beginning.{name}", getattr(begin, name))
        for name in ("incidence", "population", "injecting")
    )


__all__ = [
    "DATA", "Change", "Scenario", "SpecError", "check_scenario", "fingerprint",
    "load_scenario", "load_spec", "scenarios",
]  # fmt: skip
