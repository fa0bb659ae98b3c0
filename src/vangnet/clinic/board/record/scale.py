"""Where a value stands on a chart, in percent of its box: the box stretches, its text does not."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

HEADROOM = Decimal("1.06")
TICKS_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of a chart, one column each."""

    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    def all(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(self.count)]

    def left(self, day: date) -> float:
        return (day - self.first).days * 100 / self.count

    def middle(self, day: date) -> float:
        return self.left(day) + 50 / self.count

    @property
    def width(self) -> float:
        return 100 / self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Height:
    """From nothing at the foot to a little above the highest value."""

    top: Decimal

    @classmethod
    def over(cls, values: list[Decimal]) -> "Height":
        return cls(top=max([*values, Decimal(1)]) * HEADROOM)

    def up(self, value: Decimal) -> float:
        """From the top of the box down."""
        return float(100 - 100 * min(value / self.top, Decimal(1)))

    def ticks(self) -> list[Decimal]:
        step = _step(self.top)
        return [step * n for n in range(int(self.top / step) + 1)]


def percent(value: float) -> str:
    return f"{value:.2f}%"


def _step(top: Decimal) -> Decimal:
    """1, 2 or 5 of some power of ten, so that few lines are enough."""
    power = Decimal(10) ** (int(top).bit_length() * 3 // 10 - 1)
    sizes = (power * n for n in (Decimal("0.1"), Decimal("0.2"), Decimal("0.5"), 1, 2, 5, 10, 20))
    return next(size for size in sizes if top / size <= TICKS_MOST)
