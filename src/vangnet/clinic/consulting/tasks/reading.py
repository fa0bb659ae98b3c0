"""What the pages of this part show: the story of a gap, the tasks, the holds of the unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.consulting import reading as orders
from vangnet.clinic.consulting.actions import may_lift
from vangnet.clinic.consulting.models import Hold
from vangnet.clinic.consulting.tasks import facts, listing
from vangnet.clinic.consulting.tasks.listing import Line
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.models import ROLE_NAMES, User
from vangnet.clinic.staff.roles import Role, Task
from vangnet.rules import gaps

# How far the list looks ahead, and how many gaps the story tells. Neither holds a dose back.
COMING_SHOWN = timedelta(days=7)
SPANS_SHOWN = 6
# What each standing is called, its icon and its tone.
SAID: dict[gaps.Says, tuple[Promise, str, str]] = {
    gaps.Says.NO_DOSE_YET: (gettext_lazy("No dose yet"), "missed", "idle"),
    gaps.Says.CONTINUE: (gettext_lazy("Continue: no restart is needed"), "ok", "ok"),
    gaps.Says.REDUCED: (gettext_lazy("Continue with less"), "warn", "warn"),
    gaps.Says.SUSPENDED: (gettext_lazy("Suspended: a prescriber restarts"), "hold", "danger"),
    gaps.Says.RESTARTED: (gettext_lazy("Restarted: no dose since"), "info", "info"),
    gaps.Says.NOT_SET: (
        gettext_lazy("Not set: the medical director signs it"), "warn", "danger",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One order and its gap, ready for tasks/gap_card.html."""

    course: facts.Course
    product: str
    title: Promise
    icon: str
    tone: str
    spans: tuple[gaps.Span, ...]
    has_table: bool

    @property
    def gap(self) -> gaps.Gap:
        return self.course.gap


def gap_cards(patient: Patient, *, on: date) -> list[Card]:
    """A card for each order in force, with its latest runs of days without a dose."""
    cards = []
    for course, spans in facts.courses_of(patient, on=on):
        title, icon, tone = SAID[course.gap.says]
        order, limits = course.order, course.limits
        cards.append(
            Card(
                course=course, product=orders.said(order.drug, order.salt_form, order.route),
                title=title, icon=icon, tone=tone, spans=spans[:SPANS_SHOWN],
                has_table=bool(limits and limits.gap_step_down),
            )
        )  # fmt: skip
    return cards


def suspended(unit: Unit, *, on: date) -> set[Any]:
    """Keys of the orders that wait for a restart: for every list that shows orders."""
    return {one.order.pk for one in facts.courses(unit, on=on) if one.suspended_from}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A task as this reader may see it: without clinical rights no word of what it is about."""

    line: Line
    sentence: str
    url: str
    whose: str
    mine: bool


def shown(line: Line, *, reader: User) -> Shown:
    clinical = line.due.tells_nothing_clinical or reader.may(Task.SEE_CLINICAL)
    return Shown(
        line=line, mine=line.is_of(reader), url=line.due.url if clinical else "",
        sentence=line.due.sentence if clinical else _("A task of treatment"),
        whose=", ".join(str(ROLE_NAMES[Role(role)]) for role in line.roles),
    )  # fmt: skip


def known(unit: Unit, *, on: date, reader: User) -> list[Shown]:
    """Every task that is not done, as far ahead as the page looks."""
    lines = listing.lines(unit, on=on)
    return [shown(one, reader=reader) for one in lines if -one.days_late <= COMING_SHOWN.days]


def by_time(tasks: Iterable[Shown]) -> list[tuple[str, list[Shown]]]:
    """Late, today, coming; a part without tasks is left out."""
    parts: dict[str, list[Shown]] = {"late": [], "today": [], "coming": []}
    for one in tasks:
        late = one.line.days_late
        parts["late" if late > 0 else "today" if late == 0 else "coming"].append(one)
    parts["coming"].reverse()  # the next one first
    return [(name, rows) for name, rows in parts.items() if rows]


def not_set(unit: Unit, *, on: date) -> list[str]:
    """Of the values this page works by, those that nobody has set."""
    protocol = facts.protocol_on(unit, on=on)
    words = {
        "missed_day_task_days": _("the missed days that are a task"),
        "task_escalation_days": _("after how many days a task goes on to the next role"),
    }
    return [word for key, word in words.items() if facts.value_of(protocol, key) is None]


def holds(unit: Unit, *, at: Any, on: date, reader: User) -> list[dict[str, Any]]:
    return [
        {"hold": one, "late": one.review_on < on, "today": one.review_on == on,
         "lifts": lifts(one), "may_lift": may_lift(one, reader)}
        for one in facts.holds_in_force(unit, at=at)
    ]  # fmt: skip


def lifts(hold: Hold) -> str:
    """Who may lift it, in words."""
    owner = [hold.owner.display_name] if hold.kind == "soft" else []
    words = {
        "nurse": _("a nurse or a prescriber"), "prescriber": _("a prescriber"),
        "medical_director": _("the medical director"),
    }  # fmt: skip
    return _(" or ").join([*owner, words[hold.lift_role]])
