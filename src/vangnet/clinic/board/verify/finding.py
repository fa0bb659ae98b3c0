"""What a check found wrong, and how much it looked at. Holds keys and codes, no patient data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Advance = Callable[[int], None]

SHOWN_MAX = 100  # of one check; the rest is only counted

ALTERED = (
    "Somebody or something changed the records beside the program. Keep the data folder as it is, "
    "go on with paper, and compare with the last good backup."
)
DIFFERS = "Count the container with a witness and explain the difference before the day is closed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that does not hold: where, what, and what to do."""

    table: str
    key: str
    what: str
    do: str

    def to_json(self) -> dict[str, str]:
        return {"table": self.table, "key": self.key, "what": self.what, "do": self.do}


@dataclass(slots=True, kw_only=True)
class Check:
    """One kind of question, put to everything it is about."""

    name: str
    unit: str  # what `looked_at` counts
    looked_at: int = 0
    seconds: float = 0.0
    found: int = 0
    problems: list[Problem] = field(default_factory=list)

    def take(self, problems: Iterator[Problem]) -> None:
        for problem in problems:
            self.found += 1
            if self.found <= SHOWN_MAX:
                self.problems.append(problem)

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "looked_at": self.looked_at,
            "seconds": round(self.seconds, 3),
            "found": self.found,
            "problems": [problem.to_json() for problem in self.problems],
        }
