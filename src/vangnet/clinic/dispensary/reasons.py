"""A refusal as the page shows it: sentence, fact against limit, what to do, who can lift it.

The sentences come from rules.wording; here are only the two numbers, the bar and the picture.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from vangnet.clinic.dispensary.forms import SIGNS
from vangnet.rules.decision import Reason, Refusal
from vangnet.rules.wording import explain, number, wording

R = Reason
# The value that is so, and the limit it is held against: its name in the refusal, and its label.
TWO_FACTS: dict[Reason, tuple[tuple[str, Any], tuple[str, Any]]] = {
    R.TOO_SOON_AFTER_LAST_DOSE: (
        ("ended_at", gettext_lazy("Last dose ended")), ("next_at", gettext_lazy("Earliest next"))),
    R.BREATH_OVER_LIMIT: (("reading", gettext_lazy("Reading")), ("limit", gettext_lazy("Limit"))),
    R.BREATH_RETEST_TOO_EARLY: (
        ("taken_at", gettext_lazy("Retest at")), ("retest_at", gettext_lazy("Allowed from"))),
    R.TOO_SEDATED: (("score", gettext_lazy("Score")), ("score_max", gettext_lazy("Limit"))),
    R.DOSE_ABOVE_ORDER: (
        ("dose_mg", gettext_lazy("This dose")), ("ordered_mg", gettext_lazy("Ordered"))),
    R.DAY_TOTAL_ABOVE_ORDER: (
        ("day_mg", gettext_lazy("Today")), ("ordered_mg", gettext_lazy("Ordered a day"))),
    R.DOSES_ABOVE_ORDER: (
        ("doses", gettext_lazy("Doses today")), ("ordered", gettext_lazy("Ordered a day"))),
    R.DOSE_ABOVE_MAX: (("dose_mg", gettext_lazy("This dose")), ("max_mg", gettext_lazy("Limit"))),
    R.DAY_TOTAL_ABOVE_MAX: (("day_mg", gettext_lazy("Today")), ("max_mg", gettext_lazy("Limit"))),
    R.CO_METHADONE_ABOVE_MAX: (
        ("day_mg", gettext_lazy("Methadone today")), ("max_mg", gettext_lazy("Limit"))),
    R.SUPPLY_TOO_LONG: (
        ("days", gettext_lazy("Days asked")), ("days_max", gettext_lazy("Limit"))),
    R.TOO_MANY_DOSES_TODAY: (
        ("doses", gettext_lazy("Doses today")), ("doses_max", gettext_lazy("Limit"))),
    R.DOSE_GROWS_TOO_FAST: (
        ("dose_mg", gettext_lazy("This dose")), ("max_mg", gettext_lazy("Limit"))),
    R.CONTAINER_TOO_LITTLE: (
        ("stock_mg", gettext_lazy("In the container")), ("dose_mg", gettext_lazy("This dose"))),
    R.GAP_WITHOUT_RESTART: (
        ("days", gettext_lazy("Days without a dose")), ("days_max", gettext_lazy("Limit"))),
    R.HEALTH_CHECK_OVERDUE: (
        ("days", gettext_lazy("Days over")), ("days_max", gettext_lazy("Limit"))),
}  # fmt: skip
# What else a refusal may rest on, in the order it is shown when there are no two to compare.
ONE_FACT: dict[str, Any] = {
    "until_at": gettext_lazy("Counted until"), "until_on": gettext_lazy("Ran until"),
    "from_on": gettext_lazy("Begins"), "ended_on": gettext_lazy("Ended"),
    "expired_at": gettext_lazy("Usable until"), "expires_on": gettext_lazy("Usable until"),
    "due_on": gettext_lazy("Calibration was due"), "review_on": gettext_lazy("Review was due"),
    "device": gettext_lazy("Device"),
    "placed_at": gettext_lazy("Since"), "owner": gettext_lazy("Placed by"),
    "handed_mg": gettext_lazy("Handed over"), "handed_at": gettext_lazy("Since"),
    "signs": gettext_lazy("Seen"), "checked_at": gettext_lazy("Checked"),
    "taken_at": gettext_lazy("Taken"), "stopped_at": gettext_lazy("Stopped"),
    "day_on": gettext_lazy("Day"),
    "last_on": gettext_lazy("Last"), "container": gettext_lazy("Container"),
    "kit": gettext_lazy("Sterile kit"), "room": gettext_lazy("Room"),
    "unit": gettext_lazy("Unit"), "guest_until_on": gettext_lazy("Guest there until"),
}  # fmt: skip
PICTURES = (
    ("breath", "breath"), ("hold", "hold"), ("opioids", "hold"), ("too_soon", "overdue"),
    ("check", "precheck"), ("sedat", "sedation"), ("asleep", "sedation"), ("too_sed", "sedation"),
    ("intox", "observation"), ("order", "prescriber"), ("approval", "prescriber"),
    ("prescriber", "prescriber"), ("gap", "prescriber"), ("witness", "witness"),
    ("giver", "badge"), ("container", "container"), ("kit", "kit"), ("room", "room"),
    ("no_room", "room"), ("dose_still", "dosing"), ("protocol", "protocol"), ("clock", "overdue"),
    ("ident", "desk"), ("no_open", "desk"), ("health", "exit-check"),
)  # fmt: skip
# When a reason lifts by itself, or can be tried again, its time stands under one of these names.
LIFTS_AT = ("next_at", "retest_at")


def cards(refusals: Sequence[Refusal]) -> list[dict[str, Any]]:
    """Every reason; what lifts by itself or at the hatch first, what needs another person last."""
    return [_card(one) for one in sorted(refusals, key=_hardness)]


def earliest(refusals: Sequence[Refusal]) -> datetime | None:
    """The first moment at which every timed reason has lifted; None when none is timed."""
    times = [
        datetime.fromisoformat(one.values[name])
        for one in refusals
        for name in LIFTS_AT
        if name in one.values
    ]
    return max(times, default=None)


def say(refusals: Sequence[Refusal]) -> str:
    """What to say to the patient: nothing of the reason, since others may hear it."""
    at = earliest(refusals)
    if any(_hardness(one) for one in refusals):
        return _("You cannot have a dose now. Someone has to speak with you first.")
    if at is None:
        return _("You cannot have a dose yet. We will tell you what comes next.")
    return _("You cannot have a dose now. The earliest is %(time)s.") % {"time": _clock(at)}


def _hardness(one: Refusal) -> int:
    hard = (
        "hold", "opioids", "order", "approval", "prescriber", "gap", "protocol", "product",
        "guest", "moved", "dosed_at", "not_expected", "no_guest",
    )  # fmt: skip
    return int(one.reason.value.startswith(hard) or one.reason.value.startswith("no_order"))


def _card(refusal: Refusal) -> dict[str, Any]:
    said = explain(_in_words(refusal), get_language() or "en", timezone.get_current_timezone())
    first = _("No dose now.") + " "
    pair = TWO_FACTS.get(refusal.reason)
    known = bool(pair) and all(name in refusal.values for name, _label in pair or ())
    return {
        "icon": _picture(refusal), "sentence": said.sentence.removeprefix(first),
        "facts": _facts(refusal, pair if known else None),
        "bar": _bar(refusal, pair) if known and pair else None,
        "do": [(_do_picture(refusal), said.do)], "lift": said.lift,
        "lift_icon": "prescriber" if _hardness(refusal) else "locked",
    }  # fmt: skip


def _facts(refusal: Refusal, pair: Any) -> list[tuple[Any, str]]:
    """Never empty: what is so, beside its limit where there is one."""
    if pair:
        return [(label, _text(name, refusal)) for name, label in pair]
    told = _in_words(refusal)
    there = [(label, _text(name, told)) for name, label in ONE_FACT.items() if name in told.values]
    if there:
        return there[:2]
    absent = refusal.reason.value.startswith("no_")
    return [(_("Found"), _("Nothing") if absent else _("Not in order"))]


def _in_words(refusal: Refusal) -> Refusal:
    """Signs are stored as codes; a reader gets their words."""
    if "signs" not in refusal.values:
        return refusal
    known = dict(SIGNS)
    codes = refusal.values["signs"].split(", ")
    signs = ", ".join(str(known.get(code, code)).lower() for code in codes)
    return replace(refusal, values={**refusal.values, "signs": signs})


def _picture(refusal: Refusal) -> str:
    code = refusal.reason.value.removeprefix("no_") if refusal.reason != R.NO_ROOM else "room"
    return next((icon for start, icon in PICTURES if code.startswith(start)), "refused")


def _do_picture(refusal: Refusal) -> str:
    if any(name in refusal.values for name in LIFTS_AT):
        return "waiting"
    return "call" if _hardness(refusal) else "again"


def _text(name: str, refusal: Refusal) -> str:
    raw, mark = refusal.values[name], wording(get_language() or "en")["decimal_mark"]
    if name.endswith("_at"):
        return _clock(datetime.fromisoformat(raw))
    if name.endswith("_on"):
        return date_format(date.fromisoformat(raw), "j M Y")
    unit = " mg" if name.endswith("_mg") else ""
    if name in ("reading", "limit") and "reading_unit" in refusal.values:
        code = refusal.values["reading_unit"]
        unit = {"[ppth]": " ‰", "ug/L": " µg/L"}.get(code, f" {code}")
    return number(raw, mark=mark) + unit


def _clock(at: datetime) -> str:
    local = timezone.localtime(at)
    today = timezone.localtime().date()
    return f"{local:%H:%M}" if local.date() == today else date_format(local, "j M H:i")


def _bar(refusal: Refusal, pair: tuple[tuple[str, Any], tuple[str, Any]]) -> dict[str, Any] | None:
    (so, so_label), (limit, limit_label) = pair
    if so.endswith("_at"):
        return None
    value, most = Decimal(refusal.values[so]), Decimal(refusal.values[limit])
    top = max(value, most * 2) or Decimal(1)
    return {
        "value": value, "top": top, "limit": most,
        "ticks": [(0, "0"), (most, _text(limit, refusal))],
        "label": f"{so_label} {_text(so, refusal)}, {limit_label} {_text(limit, refusal)}",
    }  # fmt: skip
