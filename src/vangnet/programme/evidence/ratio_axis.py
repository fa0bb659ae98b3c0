"""The axis of a forest: a logarithm of a ratio, with the side that is worse for HAT tinted."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from vangnet.programme.charts import theme
from vangnet.programme.charts.numbers import number
from vangnet.programme.evidence.paper import Paper

AT_ONE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioAxis:
    """From `low` to `high` between two places across; `worse` is "low" or "high"."""

    left: float
    right: float
    low: float
    high: float
    ticks: Sequence[float]
    worse: str = "low"

    def at(self, ratio: float) -> float:
        """The place of a ratio, kept on the axis: what lies beyond ends at its edge."""
        part = (log(ratio) - log(self.low)) / (log(self.high) - log(self.low))
        return self.left + min(1.0, max(0.0, part)) * (self.right - self.left)

    def draw(self, paper: Paper, *, top: float, bottom: float) -> None:
        one = self.at(AT_ONE)
        tinted = (self.left, one) if self.worse == "low" else (one, self.right)
        paper.box((tinted[0], top), (tinted[1], bottom), fill=theme.WORSE_TINT)
        for tick in self.ticks:
            at = self.at(tick)
            is_one = tick == AT_ONE
            paper.line(
                (at, top),
                (at, bottom),
                colour=theme.INK if is_one else theme.GRID,
                width=1.6 if is_one else 1,
            )
            decimals = 0 if tick == int(tick) else 1 if round(tick, 1) == tick else 2
            paper.words(
                (at, bottom + 16), number(tick, decimals), align="center", colour=theme.MUTED
            )
