"""The trials as their files have them: what was printed, and which two arms make a comparison.

`data/trials.csv` has a row an arm and outcome; a printed effect stands on one of them.
`data/comparisons.csv` names two rows to set against each other. No number is made here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from vangnet.programme.evidence.effects import Counts, Measure
from vangnet.programme.evidence.words import Said, said
from vangnet.programme.sources import DataError, Source, Standing, named, read_rows

Key = tuple[str, str, str]  # trial, arm, outcome: unique in the file
_MEASURES = {"OR_reported": Measure.ODDS} | {str(one): one for one in Measure}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """An effect as a paper prints it, in its own units (percentage points for a difference)."""

    measure: Measure
    value: Decimal
    low: Decimal | None
    high: Decimal | None

    @property
    def decimals(self) -> int:
        """How fine it is printed: a file drops a last zero, so the finest of the three counts."""
        return max(_decimals(one) for one in (self.value, self.low, self.high) if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmRow:
    """One row of the file: an arm, what happened in it, and a printed effect where there is one."""

    trial: str
    arm: str
    outcome: str
    when: str
    people: int | None
    events: int | None
    percent: Decimal | None
    printed: Printed | None
    source: Source
    standing: Standing
    note: str

    @property
    def key(self) -> Key:
        return self.trial, self.arm, self.outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """HAT against control in one trial. `group`: the forest it stands in, "" for none."""

    key: str
    label: Said
    country: str
    when: Said
    note: Said
    group: str
    pooled: bool
    turned: bool
    treated: ArmRow
    control: ArmRow

    @property
    def counts(self) -> Counts | None:
        """The two arms' counts, turned over where the forest counts who did not; None without."""
        arms = (self.treated.events, self.treated.people, self.control.events, self.control.people)
        if None in arms:
            return None
        found = Counts(
            events=arms[0],  # type: ignore[arg-type]  # None was ruled out above
            people=arms[1],  # type: ignore[arg-type]
            control_events=arms[2],  # type: ignore[arg-type]
            control_people=arms[3],  # type: ignore[arg-type]
        )
        return found.turned if self.turned else found

    @property
    def printed(self) -> Printed | None:
        return self.treated.printed or self.control.printed

    @property
    def standing(self) -> Standing:
        """That of the weaker arm."""
        weak = {Standing.VERIFIED: 0, Standing.SECONDARY: 1, Standing.LITERATURE: 2}
        return max(self.treated.standing, self.control.standing, key=lambda one: weak.get(one, 3))

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(dict.fromkeys((self.treated.source, self.control.source)))


@cache
def arm_rows() -> Mapping[Key, ArmRow]:
    """Every row of trials.csv. Raises DataError for what cannot be read, with its line."""
    found: dict[Key, ArmRow] = {}
    for line, row in enumerate(read_rows("trials"), start=2):
        where = f"data/trials.csv, line {line}"
        one = _arm_row(row, where)
        if one.key in found:
            raise DataError(f"{where}: {', '.join(one.key)} stands twice; keep one row.")
        found[one.key] = one
    return found


def printed_effects() -> tuple[ArmRow, ...]:
    """The rows on which a printed effect stands, in the order of the file."""
    return tuple(one for one in arm_rows().values() if one.printed)


@cache
def comparisons() -> Mapping[str, Comparison]:
    """Every comparison by its key."""
    found = {}
    for line, row in enumerate(read_rows("comparisons"), start=2):
        where = f"data/comparisons.csv, line {line}"
        found[row["key"]] = Comparison(
            key=row["key"],
            label=said(row, "label"),
            country=row["country"],
            when=said(row, "when"),
            note=said(row, "note"),
            group=row["group"],
            pooled=row["pooled"] == "yes",
            turned=row["turned"] == "yes",
            treated=_arm(row, "treated", where),
            control=_arm(row, "control", where),
        )
    return found


def in_group(group: str, *, pooled: bool) -> tuple[Comparison, ...]:
    """The comparisons of a forest that are pooled, or those that stand beside."""
    return tuple(
        one for one in comparisons().values() if one.group == group and one.pooled == pooled
    )


def _arm(row: Mapping[str, str], side: str, where: str) -> ArmRow:
    key = (row["trial"], row[side], row["outcome"])
    if key not in arm_rows():
        raise DataError(
            f"{where}: no row {', '.join(key)} in data/trials.csv; add it or name another."
        )
    return arm_rows()[key]


def _arm_row(row: Mapping[str, str], where: str) -> ArmRow:
    try:
        return ArmRow(
            trial=row["trial"],
            arm=row["arm"],
            outcome=row["outcome"],
            when=row["timepoint"],
            people=int(row["n"]) if row["n"] else None,
            events=int(row["events"]) if row["events"] else None,
            percent=Decimal(row["pct"]) if row["pct"] else None,
            printed=_printed(row),
            source=named(row["source"], where=where)[0],
            standing=Standing(row["status"]),
            note=row["note"],
        )
    except (ArithmeticError, ValueError, KeyError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{where}: {error}; write it as the other rows are.") from error


def _printed(row: Mapping[str, str]) -> Printed | None:
    if not row["effect"]:
        return None
    return Printed(
        measure=_MEASURES[row["effect_kind"]],
        value=Decimal(row["effect"]),
        low=Decimal(row["effect_low"]) if row["effect_low"] else None,
        high=Decimal(row["effect_high"]) if row["effect_high"] else None,
    )


def _decimals(one: Decimal) -> int:
    exponent = one.as_tuple().exponent
    assert isinstance(exponent, int), "a printed number is finite"
    return max(0, -exponent)
