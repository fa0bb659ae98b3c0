"""What was found of a claim: a chip with icon and word, never a colour alone."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy


class Verdict(StrEnum):
    CONFIRMED = "confirmed"
    REPRODUCED = "reproduced"
    RELABEL = "relabel"
    ONLY_THERE = "only_there"
    WRONG_YEAR = "wrong_year"
    NOT_VERIFIED = "not_verified"
    NOT_REPRODUCED = "not_reproduced"
    PARTLY = "partly"
    AGAINST = "against"


WORDS: dict[Verdict, Promise] = {
    Verdict.CONFIRMED: gettext_lazy("Confirmed"),
    Verdict.REPRODUCED: gettext_lazy("Reproduced"),
    Verdict.RELABEL: gettext_lazy("Relabel"),
    Verdict.ONLY_THERE: gettext_lazy("Only there"),
    Verdict.WRONG_YEAR: gettext_lazy("Wrong year"),
    Verdict.NOT_VERIFIED: gettext_lazy("Not verified"),
    Verdict.NOT_REPRODUCED: gettext_lazy("Not reproduced"),
    Verdict.PARTLY: gettext_lazy("Partly"),
    Verdict.AGAINST: gettext_lazy("Evidence against"),
}
_TICK, _BARS = '<path d="M3 8.5l3.5 3.5L13 4.5"/>', '<path d="M3 6h10M3 10.5h10"/>'
_CLOCK = '<circle cx="8" cy="8" r="5.5"/><path d="M8 4.8V8l2.4 1.6"/>'
_ASK = '<path d="M5.4 6a2.6 2.6 0 1 1 3.9 2.2C8.3 8.8 8 9.3 8 10.2M8 12.6v.6"/>'
_DASH, _CROSS = '<path d="M3.5 8h9"/>', '<path d="M4 4l8 8M12 4l-8 8"/>'
_LOOKS = {
    Verdict.CONFIRMED: ("ok", _TICK), Verdict.REPRODUCED: ("ok", _TICK),
    Verdict.RELABEL: ("warn", _BARS), Verdict.ONLY_THERE: ("warn", _BARS),
    Verdict.WRONG_YEAR: ("pre", _CLOCK), Verdict.NOT_VERIFIED: ("hatch", _ASK),
    Verdict.NOT_REPRODUCED: ("hatch", _ASK), Verdict.PARTLY: ("info", _DASH),
    Verdict.AGAINST: ("danger", _CROSS),
}  # fmt: skip


def chip(verdict: Verdict, words: str = "") -> SafeString:
    """The chip; `words` replaces its usual word."""
    tone, icon = _LOOKS[verdict]
    return format_html(
        '<span class="verdict tone-{}"><svg viewBox="0 0 16 16" width="16" height="16" fill="none"'
        ' stroke="currentColor" stroke-width="2" aria-hidden="true" focusable="false">{}</svg>'
        "<span>{}</span></span>",
        tone,
        mark_safe(icon),  # noqa: S308  # the constants above
        words or WORDS[verdict],
    )
