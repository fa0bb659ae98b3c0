"""The response definition and the schedule as data: values with unit, source and standing.

What nobody has found is unset, and the rule then cannot tell. It decides nothing itself.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from vangnet.rules.outcomes.instrument import Better, Number, Words
from vangnet.rules.standing import HANDLE, Standing, Strict

SCORE = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]


class Limit(Strict):
    """One number, or that nobody has set it."""

    value: Number | None = None
    unit: Annotated[str, Field(min_length=1)]
    standing: Standing
    source: tuple[str, ...] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.value is None) != (self.standing is Standing.UNSET):
            raise ValueError("is unset exactly when it has no value")
        if self.value is not None and not self.source:
            raise ValueError("has a value without a source; name it in sources.toml")
        return self


class Limits(Strict):
    """Shares of the value at baseline."""

    improvement_share_fewest: Limit
    deterioration_share_serious: Limit
    other_use_rise_share_substantial: Limit


class Measure(Strict):
    """What stands for a domain. A domain may have several; each counts by itself.

    `affected_from`: at this value, or worse, the domain is affected at baseline. `from_none`: from
    a baseline of nothing no share can be worked out; a change of so much counts as one past its
    limit.
    """

    code: HANDLE
    domain: HANDLE
    score: SCORE
    better: Better
    affected_from: Limit
    from_none: Limit
    note: Words | None = None

    def is_affected(self, value: Decimal) -> bool | None:
        limit = self.affected_from.value
        if limit is None:
            return None
        return value >= limit if self.better is Better.LOWER else value <= limit


class OtherUse(Strict):
    """Days of another drug, which must not rise."""

    code: HANDLE
    score: SCORE
    from_none: Limit


class Definition(Strict):
    """What a response is."""

    code: HANDLE
    version: Annotated[str, Field(min_length=1)]
    name: Words
    limits: Limits
    measure: Annotated[tuple[Measure, ...], Field(min_length=1)]
    other_use: tuple[OtherUse, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        codes = [one.code for one in self.measure] + [one.code for one in self.other_use]
        doubles = sorted({one for one in codes if codes.count(one) > 1})
        if doubles:
            raise ValueError(f"{', '.join(doubles)}: stands twice")
        return self

    @property
    def scores(self) -> tuple[str, ...]:
        """Every score that the definition asks for."""
        asked = [one.score for one in self.measure] + [one.score for one in self.other_use]
        return tuple(dict.fromkeys(asked))

    def each_limit(self) -> Iterator[tuple[str, Limit]]:
        """Every number by its place in the file."""
        for name in Limits.model_fields:
            yield f"limits.{name}", getattr(self.limits, name)
        for measure in self.measure:
            yield f"measure.{measure.code}.affected_from", measure.affected_from
            yield f"measure.{measure.code}.from_none", measure.from_none
        for use in self.other_use:
            yield f"other_use.{use.code}.from_none", use.from_none


class Schedule(Strict):
    """Months since intake at which an interview is held, and the days around it."""

    months: Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1)]
    then_every_months: Annotated[int, Field(gt=0)]
    source: Annotated[tuple[str, ...], Field(min_length=1)]
    window_before: Limit
    window_after: Limit

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if list(self.months) != sorted(set(self.months)):
            raise ValueError("months must rise from one to the next")
        return self
