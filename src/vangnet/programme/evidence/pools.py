"""The trials of one question together: each with its ratio and weight, and what they say as one."""

from dataclasses import dataclass

from vangnet.programme.evidence import pooling, trials
from vangnet.programme.evidence.effects import Estimate, Measure, on_pooling_scale, risk_ratio
from vangnet.programme.evidence.pooling import Between, Pooled, Trial, as_ratio
from vangnet.programme.evidence.trials import Comparison

# The two questions of which enough counts are known, by their groups in data/comparisons.csv.
STAYING, RESPONDING = "staying", "responding"
GROUPS = (STAYING, RESPONDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A trial in a forest. `weight` as a fraction of the pool, None beside it; `ratio` None
    without counts."""

    comparison: Comparison
    ratio: Estimate | None
    weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """One question: the pooled trials, those beside, the main result, and other ways to pool."""

    group: str
    lines: tuple[Line, ...]
    beside: tuple[Line, ...]
    pooled: Pooled
    others: tuple[Pooled, ...]
    without: tuple[tuple[Comparison, Pooled], ...]

    @property
    def totals(self) -> tuple[int, int, int, int]:
        """Events and people of HAT, then of control, over the pooled trials."""
        found = [line.comparison.counts for line in self.lines]
        columns = zip(*(one.four for one in found if one), strict=True)
        events, people, control_events, control_people = (sum(column) for column in columns)
        return events, people, control_events, control_people


def forest(group: str) -> Forest:
    """Ratios of shares by DerSimonian and Laird, as the reviews have it, then the other ways."""
    inside = _with_counts(group)
    main = pooled(group)
    return Forest(
        group=group,
        lines=tuple(
            Line(comparison=one, ratio=_ratio(one), weight=weight)
            for one, weight in zip(inside, main.weights, strict=True)
        ),
        beside=tuple(
            Line(comparison=one, ratio=_ratio(one), weight=None)
            for one in trials.in_group(group, pooled=False)
        ),
        pooled=main,
        others=tuple(
            pooled(group, between=between, hartung_knapp=adjusted)
            for between in Between
            for adjusted in (False, True)
        ),
        without=_without(group),
    )


def pooled(group: str, *, between: Between = Between.DL, hartung_knapp: bool = False) -> Pooled:
    """What the trials of a group say together, as ratios of shares."""
    return as_ratio(pooling.pool(_trials(group), between=between, hartung_knapp=hartung_knapp))


def _without(group: str) -> tuple[tuple[Comparison, Pooled], ...]:
    return tuple(
        (trials.comparisons()[key], as_ratio(left))
        for key, left in pooling.leave_one_out(_trials(group))
    )


def _trials(group: str) -> list[Trial]:
    found = []
    for one in _with_counts(group):
        assert one.counts is not None
        effect, variance = on_pooling_scale(one.counts, Measure.RATIO)
        found.append(Trial(key=one.key, effect=effect, variance=variance))
    return found


def _with_counts(group: str) -> tuple[Comparison, ...]:
    inside = trials.in_group(group, pooled=True)
    assert all(one.counts for one in inside), "only trials with counts are pooled"
    return inside


def _ratio(one: Comparison) -> Estimate | None:
    return risk_ratio(one.counts) if one.counts else None
