"""The page "States and parts": every part once, with made-up values.

Shown in a demonstration only. No number here is clinical advice or any unit's protocol.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

NOW = datetime(2026, 11, 23, 9, 26, tzinfo=UTC)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "parts/gallery.html", samples())


def samples() -> dict[str, Any]:
    return {
        "now": NOW,
        "today": date(2026, 11, 23),
        "born": date(1974, 3, 14),
        "dose_mg": Decimal("220"),
        "breath": Decimal("0.61"),
        "signed_at": NOW - timedelta(minutes=8),
        "timers": _timers(),
        "chips": _patient_chips(),
        "steps": _steps(),
        "rooms": _rooms(),
        "reasons": _reasons(),
        "oxygen": [93, 94, 95, 95, 96],
        "sedation": [2, 2, 1, 1, 1],
        "ticks": [(0, "0"), (0.25, "0.25"), (0.5, "0.50"), (0.75, "0.75"), (1, "1.00 ‰")],
        "passed": [
            _("Two identifiers"),
            _("Breath test"),
            _("Time since last dose"),
            _("No holds"),
        ],
        "problems": [("gallery-mg", _("Type the amount on the label in mg."))],
        "lines": _register_lines(),
        "not_yet": {
            "id": "bar",
            "label": _("Hand over %(mg)s to %(number)s") % {"mg": "220 mg", "number": "C-204"},
            "icon": "hand-over",
            "reason_strong": _("Waiting for the witness."),
            "reason": _("The syringe stays in the hatch."),
        },
    }


def _timers() -> dict[str, datetime]:
    return {
        "observed_from": NOW - timedelta(minutes=19, seconds=12),
        "leave_from": NOW + timedelta(minutes=10, seconds=48),
        "tested_at": NOW - timedelta(minutes=4, seconds=9),
        "retest_from": NOW + timedelta(minutes=10, seconds=51),
    }


def _patient_chips() -> list[dict[str, str]]:
    return [
        {"text": _("Allergy: penicillin"), "icon": "allergy", "tone": "danger"},
        {"text": _("Heart tracing to repeat by 2 Feb"), "icon": "heart-pulse", "tone": "warn"},
        {"text": _("Injects into a vein, left arm"), "icon": "inject", "tone": "idle"},
    ]


def _steps() -> list[tuple[str, str]]:
    return [
        (_("Identified"), "done"),
        (_("Breath test"), "done"),
        (_("Hatch"), "now"),
        (_("Use room"), "todo"),
        (_("Recovery"), "todo"),
        (_("Leave"), "todo"),
    ]


def _rooms() -> list[dict[str, Any]]:
    def room(number: str, state: str, word: str, **more: Any) -> dict[str, Any]:
        return {"number": number, "state": state, "word": word, **more}

    return [
        room("1", "dosing", _("Dosing"), patient="C-204", minutes=6, dose="220 mg"),
        room("2", "observation", _("Observation"), patient="C-118", minutes=12, dose="180 mg",
             note=_("Leave from %(time)s") % {"time": "10:42"}),
        room("3", "free", _("Free"), empty=_("Ready for the next patient")),
        room("4", "withheld", _("No dose"), patient="C-077", minutes=4,
             note=_("Retest from %(time)s") % {"time": "10:37"}),
        room("5", "precheck", _("Check"), patient="C-231", minutes=2),
        room("7", "cleaning", _("Cleaning"), empty=_("Free in 2 min")),
        room("8", "overdue", _("Overdue"), patient="C-163", minutes=41, dose="200 mg",
             note=_("Observation 11 min over")),
        room("11", "closed", _("Closed"), empty=_("Out of service")),
    ]  # fmt: skip


def _reasons() -> list[dict[str, Any]]:
    return [
        {
            "icon": "overdue",
            "sentence": _("Too soon after the last dose."),
            "facts": [(_("Last dose ended"), "10:12"), (_("Earliest next"), "13:12")],
            "bar": {"value": 149, "top": 180, "label": _("149 of 180 minutes have passed"),
                    "ticks": [(0, "10:12"), (149, "12:41"), (180, "13:12")]},
            "do": [("waiting", _("Wait. 31 minutes left."))],
            "lift": _("Nobody. It lifts by itself at 13:12."),
        },
        {
            "icon": "breath",
            "sentence": _("Breath alcohol is over the limit."),
            "facts": [(_("Test at 12:36"), "0.58 ‰"), (_("Limit"), "0.50 ‰")],
            "bar": {"value": 0.58, "top": 1, "limit": 0.5, "label": _("0.58 against 0.50"),
                    "ticks": [(0, "0"), (0.5, "0.50"), (1, "1.00 ‰")]},
            "do": [("retest", _("Test again from 12:51.")),
                   ("observation", _("Keep the patient in view of the desk."))],
            "lift_icon": "breath",
            "lift": _("A new test at the limit or under it."),
        },
        {
            "icon": "hold",
            "sentence": _("A prescriber put doses on hold."),
            "facts": [(_("Hold since"), "22 Nov"), (_("Lifts when"), _("Reviewed"))],
            "quote": _("Drowsy after the last dose. Review before any new dose."),
            "do": [("call", _("Call the prescriber, inside line 214."))],
            "lift_icon": "prescriber",
            "lift": _("The prescriber on duty."),
        },
    ]  # fmt: skip


def _register_lines() -> list[dict[str, Any]]:
    def line(number: int, what: str, mg: str, balance: str, **more: Any) -> dict[str, Any]:
        return {"number": number, "what": what, "mg": Decimal(mg), "balance": Decimal(balance),
                **more}  # fmt: skip

    return [
        line(4103, _("From the pharmacy safe"), "4000", "17980"),
        line(4104, _("Dose"), "-260", "17720", reversed_by=4105),
        line(4105, _("Counter-entry"), "260", "17980", tone="pre", names=4104),
        line(4106, _("Dose, right amount"), "-200.5", "17779.5", tone="pre", names=4104),
    ]
