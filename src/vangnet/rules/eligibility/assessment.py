"""What `assess` answers: every criterion with its state, and what would change it.

Codes and raw values only; `wording` beside this turns them into sentences.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from typing import Any, Self

from vangnet.rules.criteria import CriterionKind, Stage


class State(StrEnum):
    """How a criterion stands. Stored by value."""

    MET = auto()
    NOT_MET = auto()
    NOT_KNOWN = auto()
    WAIVED = auto()


HARDEST_FIRST = (State.NOT_MET, State.NOT_KNOWN, State.WAIVED, State.MET)
PASSES = frozenset({State.MET, State.WAIVED})


class ChangeCode(StrEnum):
    """What would change a criterion that is not met or not known. Stored by value."""

    VERIFY = auto()  # somebody has to look at a paper
    JUDGE_AGAIN = auto()  # who looked said no: only another look says otherwise
    SET_VALUE = auto()  # the medical director sets a value
    ACCEPT = auto()  # the medical director accepts what was not read at its source
    SIGN_ANEW = auto()  # the protocol was signed for other days
    CHOOSE_PRODUCT = auto()
    REACHED_ON = auto()  # time alone
    OLDER = auto()  # the same, where the birth date is not told
    REACHED_IF_KEPT = auto()  # time, when no day is missed
    FIND_BIRTH_DATE = auto()
    FIND_SINCE_WHEN = auto()
    FIND_FREQUENCY = auto()
    FIND_DOSES = auto()
    START_TREATMENT = auto()
    RAISE_DOSE = auto()
    MORE_TREATMENTS = auto()
    MORE_CONTACTS = auto()
    ASK_OUTSIDE = auto()  # an opinion from outside
    OPINION_AGAINST = auto()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change the state, with the raw values its sentence needs."""

    code: ChangeCode
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """A value that a criterion compares with, as the protocol has it. No value: nobody set it."""

    name: str
    value: str | None
    unit: str
    standing: str
    source: tuple[str, ...] = ()
    no_limit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One criterion: how it stands, what was found, what is needed, and who verified it."""

    code: str
    kind: CriterionKind
    state: State
    found: Mapping[str, str]
    needed: tuple[Needed, ...]
    standing: str
    source: tuple[str, ...]
    papers: tuple[str, ...]
    waivable: bool
    document: str
    verified_by: str
    verified_on: date | None
    change: Change | None

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code, "kind": self.kind.value, "state": self.state.value,
            "found": dict(self.found),
            "needed": [
                {"name": one.name, "value": one.value, "unit": one.unit, "standing": one.standing,
                 "source": list(one.source), "no_limit": one.no_limit}
                for one in self.needed
            ],
            "standing": self.standing, "source": list(self.source), "papers": list(self.papers),
            "waivable": self.waivable, "document": self.document, "verified_by": self.verified_by,
            "verified_on": self.verified_on and self.verified_on.isoformat(),
            "change": self.change and {
                "code": self.change.code.value, "values": dict(self.change.values)
            },
        }  # fmt: skip

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read back what `to_json` wrote."""
        seen, change = stored["verified_on"], stored["change"]
        return cls(
            code=stored["code"], kind=CriterionKind(stored["kind"]), state=State(stored["state"]),
            found=dict(stored["found"]),
            needed=tuple(
                Needed(**{**one, "source": tuple(one["source"])}) for one in stored["needed"]
            ),
            standing=stored["standing"], source=tuple(stored["source"]),
            papers=tuple(stored["papers"]), waivable=stored["waivable"],
            document=stored["document"], verified_by=stored["verified_by"],
            verified_on=None if seen is None else date.fromisoformat(seen),
            change=change and Change(ChangeCode(change["code"]), dict(change["values"])),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All criteria of one country for one person on one day. None listed is nobody let in."""

    on: date
    stage: Stage
    protocol: str
    findings: tuple[Finding, ...]

    @property
    def eligible(self) -> bool:
        return bool(self.findings) and all(one.state in PASSES for one in self.findings)

    def count(self, state: State) -> int:
        return sum(one.state is state for one in self.findings)

    @property
    def open(self) -> tuple[Finding, ...]:
        """What stands in the way, the hardest first."""
        return tuple(one for one in self.hardest_first if one.state not in PASSES)

    @property
    def hardest_first(self) -> tuple[Finding, ...]:
        return tuple(sorted(self.findings, key=lambda one: HARDEST_FIRST.index(one.state)))

    def to_json(self) -> dict[str, Any]:
        return {
            "eligible": self.eligible, "on": self.on.isoformat(), "stage": self.stage.value,
            "protocol": self.protocol, "findings": [one.to_json() for one in self.findings],
        }  # fmt: skip
