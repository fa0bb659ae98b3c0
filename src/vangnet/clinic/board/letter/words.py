"""The parts of a letter in words: last doses, orders, days, other treatment, and what to mind.

Each takes what facts.told() read; language and time zone are those that content.say() has set.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vangnet.clinic.board.letter.facts import Told
from vangnet.clinic.board.record.doses import Given
from vangnet.clinic.board.record.ordered import Ordered, hat_first
from vangnet.clinic.board.templatetags.board_words import hold_word
from vangnet.clinic.board.templatetags.formats import clock, day, day_short, mg, weekday
from vangnet.clinic.consulting.ladder.reading import Rung
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.consulting.reading import drug_word, said
from vangnet.rules.gaps import missed_days

BESIDE = ("now", "beside")


def last_doses(told: Told) -> list[dict[str, str]]:
    """The last dose of each drug, those of HAT first; the first of them stands large."""
    drugs = {one.order.drug for one in told.orders} | told.last.keys()
    found = sorted(drugs, key=hat_first)
    return [_last(drug, told) for drug in found] or [
        {"label": _("Last dose"), "value": _("none"), "when": "",
         "detail": _("No dose was ever given here.")}
    ]  # fmt: skip


def _last(drug: str, told: Told) -> dict[str, str]:
    label = _("Last %(drug)s dose") % {"drug": drug_word(drug)}
    given = told.last.get(drug)
    if given is None:
        return {
            "label": label, "value": _("none"), "when": "", "detail": _("No dose was given here.")
        }  # fmt: skip
    return {
        "label": label, "value": mg(given.counted_mg),
        "when": _when(given, told.today),
        "detail": _detail(given),
    }  # fmt: skip


def _when(given: Given, today: date) -> str:
    if given.taken_home:
        return f"{_ago(given.on, today)}{weekday(given.on)}"
    return f"{_ago(given.on, today)}{weekday(given.at)}, {clock(given.at)}"


def _ago(on: date, today: date) -> str:
    words = {0: _("today"), 1: _("yesterday")}
    back = (today - on).days
    return f"{words[back]}, " if back in words else ""


def _detail(given: Given) -> str:
    product = said(given.drug, given.salt_form, given.route)
    if given.given_mg is None:
        going = _("Handed over; the use has not ended yet, so less may have been given.")
        return f"{product}. {going}"
    parts = [f"{product}."]
    if given.taken_home:
        parts.append(_("Taken home in a bottle for that day; whether it was drunk is not known."))
    if given.given_mg != given.dose_mg:
        parts.append(_("%(mg)s were handed over.") % {"mg": mg(given.dose_mg)})
    if given.ended_at:
        parts.append(_("The use ended at %(time)s.") % {"time": clock(given.ended_at)})
    return " ".join(parts)


def order_rows(told: Told) -> list[list[str]]:
    return [_order(one, told) for one in told.orders]


def order_head() -> list[str]:
    return [
        _("What"), _("Single dose"), _("Doses a day"), _("Most in a day"), _("Valid"),
        _("Prescriber"),
    ]  # fmt: skip


def _order(one: Ordered, told: Told) -> list[str]:
    order = one.order
    says = one.on(told.today) or one.steps[-1]
    return [
        said(order.drug, order.salt_form, order.route), mg(says.dose_mg), str(says.doses_per_day),
        mg(says.day_mg), _valid(one, told), order.prescriber.display_name,
    ]  # fmt: skip


def _valid(one: Ordered, told: Told) -> str:
    order, stop = one.order, getattr(one.order, "stop", None)
    if stop:
        return _("STOPPED on %(day)s") % {"day": day(stop.stopped_at)}
    if order.valid_until and order.valid_until < told.today:
        return _("OVER since %(day)s") % {"day": day(order.valid_until)}
    until = day(order.valid_until) or _("no end is known")
    dates = _("%(first)s to %(last)s") % {"first": day(order.valid_from), "last": until}
    waits = any(c.order.pk == order.pk and c.suspended_from for c in told.courses)
    return _("SUSPENDED. %(dates)s") % {"dates": dates} if waits else dates


def dose_table(told: Told) -> dict[str, Any]:
    """A row a day, the latest first; a column a drug. A day without a dose says so."""
    drugs = sorted(
        {one.drug for one in told.given if one.on in told.days}
        | {one.order.drug for one in told.orders if one.on(told.today)},
        key=hat_first,
    )
    return {
        "title": _("Doses given here, %(days)s days") % {"days": len(told.days)},
        "head": [_("Day"), *(drug_word(drug).capitalize() for drug in drugs)]
        if drugs else [_("Day"), _("Doses")],
        "rows": [
            [weekday(on), *(_of_day(told, on, drug) for drug in drugs or [""])] for on in told.days
        ],
    }  # fmt: skip


def _of_day(told: Told, on: date, drug: str) -> str:
    rows = [one for one in told.given if one.on == on and one.drug == drug]
    if not rows:
        if on < told.began.get(drug, date.min if told.began else told.today):
            return _("not treated here yet")
        return _("none yet today") if on == told.today else _("no dose")
    listed = "; ".join(
        f"{_('taken home') if one.taken_home else clock(one.at)}: {mg(one.counted_mg)}"
        for one in rows
    )
    total = sum((one.counted_mg for one in rows), Decimal(0))
    return f"{listed} = {mg(total)}" if len(rows) > 1 else listed


def others(told: Told) -> list[str]:
    """What runs beside HAT, as the ladder knows it: here, or told by another clinic's papers."""
    running = [one for one in told.ladder.rungs if one.state in BESIDE]
    found = [_other(one) for one in running if not _is_hat_here(one)]
    return found or [_("No other treatment is known to us.")]


def _is_hat_here(one: Rung) -> bool:
    return one.episode.treatment == "hat" and not one.provider


def _other(one: Rung) -> str:
    dose = _("%(mg)s a day") % {"mg": mg(one.now_mg)} if one.now_mg is not None else ""
    where = _("given by %(clinic)s") % {"clinic": one.provider} if one.provider else _("given here")
    parts = [str(one.name), dose or _("dose not known"), where]
    parts.append(_("since %(day)s") % {"day": day(one.started_on)})
    if one.no_paper:
        parts.append(_("told, not confirmed by a paper"))
    return ", ".join(parts) + "."


def warnings(told: Told) -> list[str]:
    """What must be minded before anything of the orders is given, the hardest first."""
    return [*_locks(told), *_home(told), *_left(told), *_gaps(told), *_holds(told)]


def _home(told: Told) -> list[str]:
    return [
        _("At home or on the patient: a bottle of %(drug)s, %(mg)s, for %(day)s.")
        % {"drug": drug_word(one.drug), "mg": mg(one.dose_mg), "day": day(one.for_on)}
        for one in told.home
    ]


def _locks(told: Told) -> list[str]:
    return [
        _("OPIOIDS ARE LOCKED here since %(day)s, %(time)s. A prescriber of the unit lifts it.")
        % {"day": day(one.placed_at), "time": clock(one.placed_at)}
        for one in told.holds
        if one.kind == HoldKind.EMERGENCY
    ]


def _holds(told: Told) -> list[str]:
    return [
        _("Doses are on hold here since %(day)s: %(reason)s.")
        % {"day": day(one.placed_at), "reason": hold_word(one.reason)}
        for one in told.holds
        if one.kind != HoldKind.EMERGENCY
    ]


def _left(told: Told) -> list[str]:
    left = told.ladder.exit
    if left is None:
        return []
    return [
        _("Left HAT here on %(day)s: %(because)s.")
        % {"day": day(left.end.ended_on), "because": told.ladder.exit_because}
    ]


def _gaps(told: Told) -> list[str]:
    """Of every drug that was ever given: also when its order is over, stopped or suspended."""
    found = []
    for drug, last in sorted(told.last.items(), key=lambda one: hat_first(one[0])):
        missed = missed_days(last.on, told.today)
        if missed:
            found.append(f"{_since(drug, missed, last.on)} {_tolerance()}")
    for course in told.courses:
        if course.suspended_from:
            drug = drug_word(course.order.drug).capitalize()
            said = _("%(drug)s: the order is suspended. Call before giving what it says.")
            found.append(said % {"drug": drug})
    return found + _earlier(told)


def _since(drug: str, missed: int, last_on: date) -> str:
    return ngettext(
        "%(drug)s: no dose for %(days)s whole day, since %(last)s.",
        "%(drug)s: no dose for %(days)s whole days, since %(last)s.",
        missed,
    ) % {"drug": drug_word(drug).capitalize(), "days": missed, "last": day(last_on)}


def _tolerance() -> str:
    return _("Tolerance may be lower than the order says.")


def _earlier(told: Told) -> list[str]:
    """Days without a dose within the days listed, before the last dose."""
    found = []
    for drug in sorted({one.drug for one in told.given}):
        on = {one.on for one in told.given if one.drug == drug}
        span = (max(on) - min(on)).days + 1
        between = [min(on) + timedelta(days=n) for n in range(span)]
        missed = [one for one in between if one not in on and one in told.days]
        if missed:
            found.append(
                _("%(drug)s: days without a dose in this time: %(days)s.")
                % {
                    "drug": drug_word(drug).capitalize(),
                    "days": ", ".join(day_short(one) for one in missed),
                }
            )
    return found
