"""An order as its page shows it: dated doses with their checks, growth, and all opioids of the day.

The rule has decided; here its answer becomes words, numbers and bars.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.models import Order
from vangnet.clinic.consulting.orders.actions import Looked
from vangnet.clinic.consulting.reading import said
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.decision import Reason, Refusal
from vangnet.rules.dosing import beside
from vangnet.rules.dosing.steps import CheckedStep, checked
from vangnet.rules.gate.policy import limits_of
from vangnet.rules.tables import Line, Product, conversion_of
from vangnet.rules.wording import explain, number, wording

ONE_ZERO = 10
R = Reason
# Where a problem is put right: the field its link leads to.
FIELD_OF = {
    R.ORDERING_PRODUCT_NOT_IN_PROTOCOL: "product", R.ORDERING_FROM_THE_PAST: "valid_from",
    R.ORDERING_END_NOT_KNOWN: "valid_until", R.ORDERING_ENDS_BEFORE_START: "valid_until",
    R.ORDERING_WITHOUT_APPROVAL: "valid_from", R.ORDERING_BEYOND_APPROVAL: "valid_until",
    R.ORDERING_DAY_DOES_NOT_FIT: "day_mg", R.ORDERING_DAY_ABOVE_MAX: "day_mg",
    R.ORDERING_TOO_MANY_DOSES: "doses_per_day", R.ORDERING_AFTER_A_GAP: "is_restart",
    R.ORDERING_FRESH_START_WITHOUT_GAP: "is_restart",
    R.ORDERING_EXPOSURE_ASKS_REASON: "reason", R.ORDERING_CHANGE_ASKS_REASON: "reason",
    R.ORDERING_SEDATIVE_ASKS_REASON: "reason",
}  # fmt: skip
ROWS_OPEN, REFUSED_OPEN = 4, 2  # above so many rows the schedule folds; refused ones that stay
SCHEDULE_SHOWN = 60  # dated doses on the page; an order may have more


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One dated dose, with what stands beside it."""

    one: CheckedStep
    check: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason against, in words, and where it is put right."""

    number: int
    sentence: str
    do: str
    lift: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """The largest jump from one dose to the next, when it asks to be looked at."""

    step: CheckedStep
    times: str  # "10 times", or nothing when it is no whole story
    zero: str  # "more" or "less": the sign of one zero too many or too few


def shown(looked: Looked, *, unit: Unit) -> dict[str, Any]:
    """Everything the page tells of a checked order."""
    limits = limits_of(looked.facts, looked.protocol)
    refusals = looked.decision.refusals
    problems = [_problem(n, one) for n, one in enumerate(refusals, start=1)]
    context: dict[str, Any] = {"problems": problems, "may_sign": looked.decision.allowed}
    if looked.protocol is None or limits is None:
        return context
    steps = checked(looked.facts, limits)
    rows = [_row(one) for one in steps]
    worst = next((one for one in steps if one.refusals), max(steps, key=_rise))
    line = beside.exposure(looked.facts, looked.protocol, limits)
    return context | {
        "rows": rows[:SCHEDULE_SHOWN], "deciding": _deciding(rows),
        "more_rows": max(len(rows) - SCHEDULE_SHOWN, 0),
        "slip": _slip(steps, refusals), "worst": worst, "top": _top(worst),
        "lines": _lines(line), "line": line, "line_top": _line_top(line),
        "conversions": _conversions(looked), "days": _days(looked.facts.valid_from, looked),
    }  # fmt: skip


def _deciding(rows: Sequence[Row]) -> list[Row]:
    """Of a long schedule the first dose, the last, the highest, and the first that are refused."""
    if len(rows) <= ROWS_OPEN:
        return list(rows)
    highest = max(rows, key=lambda row: row.one.step.dose_mg)
    refused = [row for row in rows if row.one.refusals][:REFUSED_OPEN]
    keep = (rows[0], highest, rows[-1], *refused)
    return [row for row in rows if any(row is one for one in keep)]


def _days(first: date, looked: Looked) -> int:
    until = looked.facts.valid_until
    return (until - first).days + 1 if until else 0


def _problem(n: int, refusal: Refusal) -> Problem:
    words = explain(refusal, get_language() or "en", timezone.get_current_timezone())
    return Problem(
        number=n, sentence=words.sentence, do=words.do, lift=words.lift,
        field=FIELD_OF.get(refusal.reason, "dose_mg"),
    )  # fmt: skip


def _row(one: CheckedStep) -> Row:
    mg, last, most = one.step.dose_mg, one.last_mg, one.dose_mg_max
    if one.refusals:
        return Row(one=one, check=_over(one), tone="danger", icon="refused")
    if last is None:
        text = _("First dose")
    elif mg == last:
        text = _("As before")
    else:
        by = number(abs(mg - last), mark=_mark())
        text = (_("%(mg)s mg more") if mg > last else _("%(mg)s mg less")) % {"mg": by}
    if most is not None and mg == most:
        text = _("%(check)s, at the limit") % {"check": text}
    return Row(one=one, check=text, tone="ok", icon="ok")


def _over(one: CheckedStep) -> str:
    times = _times(one)
    return _("%(times)s the last dose") % {"times": times} if times else _("Over the limit")


def _times(one: CheckedStep) -> str:
    """How many times the dose before it: said from twice as much."""
    if not one.last_mg or one.step.dose_mg < 2 * one.last_mg:
        return ""
    ratio = (one.step.dose_mg / one.last_mg).quantize(Decimal("0.1"))
    return _("%(n)s times") % {"n": number(ratio, mark=_mark())}


def _mark() -> str:
    return str(wording(get_language() or "en")["decimal_mark"])


def _slip(steps: Sequence[CheckedStep], refusals: Sequence[Refusal]) -> Slip | None:
    """Shown while a change asks for its reason, or is as large as a zero."""
    with_last = [one for one in steps if one.last_mg]
    if not with_last:
        return None
    one = max(with_last, key=lambda step: abs(step.step.dose_mg - (step.last_mg or 0)))
    last_mg = one.last_mg or Decimal(1)
    many, few = one.step.dose_mg >= ONE_ZERO * last_mg, one.step.dose_mg * ONE_ZERO <= last_mg
    asked = any(refusal.reason is R.ORDERING_CHANGE_ASKS_REASON for refusal in refusals)
    if not (asked or many or few):
        return None
    return Slip(step=one, times=_times(one), zero="more" if many else "less" if few else "")


def _rise(one: CheckedStep) -> Decimal:
    return one.step.dose_mg - (one.last_mg or Decimal(0))


def _top(one: CheckedStep) -> Decimal:
    """The right end of the bars: the largest of the three, and a little air."""
    known = (one.step.dose_mg, one.last_mg or Decimal(0), one.dose_mg_max or Decimal(0))
    return max(known) * Decimal("1.08")


def _lines(line: Line) -> list[dict[str, Any]]:
    return [
        {"word": said(*one.amount.product), "day_mg": one.amount.day_mg, "factor": one.factor,
         "counted_mg": one.counted_mg}
        for one in line.counted
    ]  # fmt: skip


def _line_top(line: Line) -> Decimal:
    return max(line.total_mg, line.alarm_mg or Decimal(0)) * Decimal("1.08") or Decimal(1)


def _conversions(looked: Looked) -> list[dict[str, Any]]:
    """What the signed table alone makes of the other orders, in the drug of this one."""
    assert looked.protocol is not None, "asked only of a signed protocol"
    found = []
    for other in looked.facts.other_orders:
        product: Product = (other.drug, other.salt_form, other.route)
        row = conversion_of(
            looked.protocol.conversions, other.day_mg, of=product, to=looked.facts.product
        )
        found.append({
            "word": said(*product), "day_mg": other.day_mg,
            "becomes_mg": row and other.day_mg * row.factor, "factor": row and row.factor,
            "to": said(*looked.facts.product),
        })  # fmt: skip
    return found


def present_orders(patient: Patient) -> list[Order]:
    """The orders that nothing supersedes and nobody stopped, a drug each."""
    rows = Order.objects.filter(patient=patient, superseded_by__isnull=True, stop__isnull=True)
    return list(rows.select_related("prescriber").prefetch_related("steps").order_by("drug"))


def parts(unit: Unit) -> dict[Product, Decimal | None]:
    """The step each product of the protocol in force is ordered in."""
    found = in_force(unit=unit, at=timezone.now())
    limits = found[1].limits if found else {}
    return {product: one.dose_step_mg for product, one in limits.items()}
