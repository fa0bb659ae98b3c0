"""How pages say what the tables hold. No sentence about a patient stands here."""

from datetime import date
from decimal import Decimal

from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from vangnet.programme.outcomes.models import AnswerState, Ending, Manner
from vangnet.rules.outcomes.schedule import WaveState
from vangnet.rules.outcomes.scoring import NoScore
from vangnet.rules.standing import Standing
from vangnet.rules.wording import NO_BREAK, number, wording

FIGURES = 2  # of a score, behind the mark
STATES = {  # word, icon, tone
    WaveState.LATE: (gettext_lazy("Late"), "overdue", "warn"),
    WaveState.OPEN: (gettext_lazy("Begun"), "again", "info"),
    WaveState.DUE: (gettext_lazy("Due"), "due", "info"),
    WaveState.COMING: (gettext_lazy("Coming"), "booked", "idle"),
    WaveState.HELD: (gettext_lazy("Held"), "ok", "ok"),
}
ENDINGS = {
    Ending.COMPLETED: gettext_lazy("Every question was asked"),
    Ending.BROKEN_OFF: gettext_lazy("Broken off"),
    Ending.REFUSED: gettext_lazy("The patient did not want it"),
    Ending.NOT_REACHED: gettext_lazy("The patient was not reached"),
}
MANNERS = {
    Manner.TOGETHER: gettext_lazy("Together, on this screen"),
    Manner.PHONE: gettext_lazy("By telephone"),
    Manner.PAPER: gettext_lazy("From paper"),
}
NOT_ANSWERED = {
    AnswerState.DONT_KNOW: gettext_lazy("Don't know"),
    AnswerState.WONT_SAY: gettext_lazy("Won't say"),
}
NO_SCORE = {
    NoScore.ITEMS_MISSING: gettext_lazy("Answers missing"),
    NoScore.NO_TARIFF: gettext_lazy("No value set"),
}
STANDINGS = {
    Standing.VERIFIED: gettext_lazy("read at its source"),
    Standing.SECONDARY: gettext_lazy("seen in a report of its source"),
    Standing.LITERATURE: gettext_lazy("known from the literature, not re-read"),
    Standing.UNSET: gettext_lazy("not found: the unit sets it"),
    Standing.SIGNED: gettext_lazy("the unit's own"),
    Standing.DEMONSTRATION: gettext_lazy("made up"),
}
LIMITS = {
    "improvement_share_fewest": gettext_lazy("Improved enough, from"),
    "deterioration_share_serious": gettext_lazy("Seriously worse, from"),
    "other_use_rise_share_substantial": gettext_lazy("Risen substantially, from"),
    "affected_from": gettext_lazy("Affected from"),
    "affected_below": gettext_lazy("Affected at or below"),  # where more is better
    "from_none": gettext_lazy("From nothing, counts from"),
}
UNITS = {
    "d": gettext_lazy("days"), "EUR": gettext_lazy("euro"), "{score}": gettext_lazy("score"),
    "{contact}": gettext_lazy("contacts"), "1": "",
}  # fmt: skip


def language() -> str:
    return (get_language() or "en")[:2]


def wave_said(months: int) -> str:
    if not months:
        return gettext("Intake")
    if months % 12 == 0 and months > 12:
        return ngettext("%(n)s year", "%(n)s years", months // 12) % {"n": months // 12}
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}


def number_said(value: Decimal | None) -> str:
    """As it is read aloud, in the language of the page; nothing when there is none."""
    if value is None:
        return ""
    return number(round(value, FIGURES), mark=wording(language())["decimal_mark"])


def share_said(share: Decimal | None) -> str:
    return "" if share is None else f"{number(abs(share * 100).quantize(Decimal(1)))}{NO_BREAK}%"


def unit_said(unit: str) -> str:
    return str(UNITS.get(unit, unit))


def day_said(day: date) -> str:
    return f"{day.day} {wording(language())['months'][day.month - 1]} {day.year}"
