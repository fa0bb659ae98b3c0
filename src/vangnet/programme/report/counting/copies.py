"""The unit's own copy tells everything; in the public copy small counts of people are hidden.

Every count of people that a report prints has a name here, and every sum in which it stands, so
that what is hidden cannot be worked out from what is printed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from vangnet.programme.report.counting.hiding import FEWEST, Sum, Told, telling
from vangnet.programme.report.counting.people import OFF_THE_LADDER, RUNGS
from vangnet.programme.report.counting.year import Year

NOW, WAS = "now", "was"
NO_CAUSES = ("curve:starts", "curve:gone", "curve:before")
PLACES = (*RUNGS, *OFF_THE_LADDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """`counts` by name; `told` how each is printed in this copy."""

    is_public: bool
    counts: dict[str, int]
    told: dict[str, Told]

    def tells(self, name: str) -> bool:
        return self.told[name] is Told.PLAINLY

    def tells_of(self, persons: int | None) -> bool:
        """Whether a figure of so many people may stand; not of nobody, who gives no figure."""
        return not self.is_public or persons is None or persons >= FEWEST


def copy_of(year: Year, *, public: bool) -> Copy:
    counts = dict(_counts(year))
    hidden = telling(counts, _sums(counts)) if public else {}
    return Copy(
        is_public=public, counts=counts,
        told={name: hidden.get(name, Told.PLAINLY) for name in counts},
    )  # fmt: skip


def _counts(year: Year) -> Iterator[tuple[str, int]]:
    for when, people in ((NOW, year.standing), (WAS, year.stood)):
        yield from ((f"{when}:{place}", people[place]) for place in PLACES)
        yield f"{when}:all", people.total()
    flow = year.flow
    yield from (
        ("flow:was", flow.was), ("flow:now", flow.now), ("flow:started", flow.started),
        ("flow:came_over", flow.came_over), ("flow:went_over", flow.went_over),
        ("flow:left", sum(flow.left.values())), ("flow:treated", flow.treated),
    )  # fmt: skip
    yield from ((f"left:{reason.value}", count) for reason, count in flow.left.items())
    gone = year.retention.causes
    yield from (("curve:starts", year.retention.starts), ("curve:gone", sum(gone.values())))
    yield "curve:before", year.before_records
    yield from ((f"curve:{cause}", count) for cause, count in gone.items())
    yield from ((f"event:{one.happened.kind}", one.happened.persons) for one in year.rates)
    yield from ((f"dose:{one.drug}:{one.route}", one.persons) for one in year.dosing)
    yield "breath:over", year.breath_over_persons
    yield "response:yes", year.responders
    yield "response:no", year.response.n - year.responders
    for one in year.changes:
        yield f"asked:{one.measure}", one.asked_both
        yield f"missed:{one.measure}", one.asked_once
        yield f"either:{one.measure}", one.asked_both + one.asked_once


def _sums(counts: dict[str, int]) -> list[Sum]:
    def named(start: str) -> list[str]:
        return [name for name in counts if name.startswith(start)]

    found = [
        Sum(whole=f"{when}:all", parts=[f"{when}:{place}" for place in PLACES])
        for when in (NOW, WAS)
    ]
    found += [
        Sum(whole="flow:now", parts=["flow:was", "flow:started", "flow:came_over"],
            less=["flow:left", "flow:went_over"]),
        Sum(whole="flow:left", parts=named("left:")),
        Sum(whole="curve:gone", parts=[
            one for one in named("curve:") if one not in NO_CAUSES
        ]),
    ]  # fmt: skip
    found += [
        Sum(whole=f"either:{one.removeprefix('asked:')}",
            parts=[one, f"missed:{one.removeprefix('asked:')}"])
        for one in named("asked:")
    ]  # fmt: skip
    # Two prints of one number: hide one and the other tells it.
    twins = [("flow:now", f"{NOW}:hat"), ("flow:was", f"{WAS}:hat"),
             ("left:deceased", f"{NOW}:dead"), ("flow:left", "curve:gone"),
             ("flow:started", "curve:starts")]  # fmt: skip
    twins += [(f"left:{one.removeprefix('curve:')}", one) for one in named("curve:")]
    found += [
        Sum(whole=one, parts=[other])
        for one, other in twins
        if one in counts and other in counts and counts[one] == counts[other]
    ]
    return found
