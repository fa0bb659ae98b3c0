"""`{% load vangnet %}`: filters for amounts and times, tags for icons and drawings.

Every tag takes plain values. What a state looks like (its colour and icon) is decided here once.
"""

from datetime import datetime
from functools import cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

from vangnet.clinic.board.templatetags import drawing, formats

register = template.Library()

for _name in (
    "amount", "mg", "signed", "reading", "reading_number", "reading_unit", "clock",
    "clock_seconds", "day", "day_short", "weekday", "minutes", "whole_minutes", "duration",
    "digits", "age", "initials",
):  # fmt: skip
    register.filter(_name, getattr(formats, _name))

register.simple_tag(drawing.ring, name="ring")
register.simple_tag(drawing.bar, name="bar")
register.simple_tag(drawing.sparkline, name="sparkline")

# The ward's word for a thing, and the picture that stands beside it everywhere.
ICONS = {
    "rooms": "layout-grid", "desk": "id-card", "hatch": "syringe", "patients": "users",
    "orders": "file-pen-line", "register": "book-check", "emergency": "siren",
    "demonstration": "flask-conical", "scan": "scan-barcode", "badge": "nfc",
    "free": "door-open", "precheck": "clipboard-check", "dosing": "syringe",
    "observation": "eye", "overdue": "clock-alert", "withheld": "triangle-alert",
    "cleaning": "spray-can", "closed": "lock", "locked": "lock", "waiting": "hourglass",
    "breath": "wind", "hold": "hand", "prescriber": "stethoscope", "witness": "users",
    "ok": "circle-check", "allowed": "shield-check", "refused": "octagon-x",
    "warn": "triangle-alert", "danger": "circle-x", "info": "info", "idle": "circle",
    "stale": "wifi-off", "hidden": "eye-off", "allergy": "shield-alert",
    "no-allergy": "shield-check", "signed": "badge-check", "signatures": "signature",
    "inject": "syringe", "inhale": "flame", "oral": "pill", "container": "package-check",
    "kit": "package", "history": "history", "sedation": "moon", "oxygen": "droplet",
    "breaths": "wind", "signs": "activity", "leave": "door-open", "exit-check": "list-checks",
    "reversed": "undo-2", "replaces": "corner-down-right", "count": "calculator",
    "difference": "scale", "print": "printer", "back": "arrow-left", "call": "phone-call",
    "say": "message-circle", "found": "user-check", "done": "check", "wrong": "x",
    "lookalike": "copy", "room": "bed", "device": "gauge", "seat": "armchair",
    "retest": "timer", "reminder": "bell-plus", "due": "bell", "hand-over": "hand-grab",
    "booked": "calendar-check-2", "expected": "calendar-check-2", "empty": "armchair",
    "user": "user", "sign-out": "log-out", "language": "languages", "less": "minus",
    "not-known": "circle-question-mark", "referral": "file-search", "decision": "gavel",
    "alarm": "bell-ring", "look": "eye", "pulse": "heart-pulse", "gone": "user-x",
    "sound-off": "volume-x", "answered": "user-check", "trend": "activity", "wall": "monitor",
    "missed": "calendar-x-2", "undo": "undo-2", "again": "rotate-ccw", "protocol": "book-check",
    "figures": "chart-column",
}  # fmt: skip

# The states a room can be in, with their colour. The words belong to the page.
TONES = {
    "free": "ok", "precheck": "pre", "dosing": "info", "observation": "obs", "overdue": "warn",
    "withheld": "alert", "cleaning": "idle", "closed": "idle", "emergency": "alert",
    "alarm": "alert", "look": "warn",
}  # fmt: skip


@cache
def drawn(name: str) -> SafeString:
    return SafeString(lucide(name, size=24, **{"class": "icon", "aria_hidden": "true"}))


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture beside a word, never instead of one. Takes the ward's word or lucide's name."""
    return drawn(str(ICONS.get(name, name)))


@register.filter
def tone(state: str) -> str:
    return TONES.get(state, "idle")


@register.filter
def message_tone(level: str) -> str:
    """Django's message levels in the ward's colours."""
    return {"success": "ok", "warning": "warn", "error": "danger"}.get(level, "info")


@register.filter
def words(text: str) -> list[str]:
    return text.split()


@register.simple_tag
def timer_ring(now: datetime, start: datetime, until: datetime, *, counts: str) -> SafeString:
    """The part of the time that is over (counting up) or left (counting down)."""
    whole = (until - start).total_seconds()
    past = (now - start).total_seconds() / whole if whole > 0 else 1.0
    return drawing.ring(past if counts == "up" else 1 - past)


@register.simple_tag
def timer_digits(now: datetime, start: datetime, until: datetime, *, counts: str) -> str:
    return formats.digits(now - start if counts == "up" else until - now)


@register.filter
def epoch_ms(at: Any) -> str:
    """A moment for the scripts; nothing when it is not known."""
    return "" if at is None or at == "" else str(int(at.timestamp() * 1000))


@register.filter
def seconds(length: Any) -> str:
    return "" if length is None or length == "" else str(int(length.total_seconds()))


@register.simple_block_tag(end_name="endcard")
def card(
    content: str,
    title: str = "",
    *,
    icon_name: str = "",
    note: str = "",
    tone: str = "",
    stripe: bool = False,
    body: bool = True,
    level: int = 2,
    id: str = "",
) -> SafeString:
    """A card around the work between the tags. `body=False` lets a table reach the edges."""
    classes = "card" + (f" tone-{tone}" if tone else "") + (" striped" if stripe else "")
    head = SafeString("")
    if title:
        head = format_html(
            '<header class="card-head"><h{0} class="card-title">{1}{2}</h{0}>{3}</header>',
            level, icon(icon_name) if icon_name else "", title,
            format_html('<span class="card-note">{}</span>', note) if note else "",
        )  # fmt: skip
    inner = format_html('<div class="card-body">{}</div>', content) if body else content
    named = format_html(' id="{}"', id) if id else ""
    return format_html('<section class="{}"{}>{}{}</section>', classes, named, head, inner)
