"""Which page of docs/rules/ tells about which reason, and the part of it that is generated.

`python -m vangnet.rules.pages docs/rules` writes those parts; a test keeps them current.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from vangnet.rules.decision import Reason

PAGES: Mapping[str, tuple[str, str]] = {
    # page: its first reason and its last, in the order of the checklist
    "permission": (Reason.IDENTITY_NOT_CONFIRMED, Reason.APPROVAL_REVIEW_OVERDUE),
    "moving": (Reason.DOSED_AT_ANOTHER_UNIT_TODAY, Reason.DOSES_ABOVE_GUEST_ORDER),
    "order": (Reason.NO_ORDER, Reason.DOSES_ABOVE_ORDER),
    "protocol": (Reason.NO_PROTOCOL, Reason.PRODUCT_NOT_IN_PROTOCOL),
    "readiness": (Reason.READINESS_NOT_SET, Reason.NO_CALIBRATED_BREATH_TESTER),
    "breath": (Reason.NO_BREATH_TEST, Reason.BREATH_RETEST_TOO_EARLY),
    "check": (Reason.NO_CHECK, Reason.INTOXICATION_SIGNS),
    "limits": (Reason.DOSE_ABOVE_MAX, Reason.TOO_SOON_AFTER_LAST_DOSE),
    "growth": (Reason.FIRST_DOSE_ABOVE_MAX, Reason.DAY_TOTAL_GROWS_TOO_FAST),
    "history": (Reason.GAP_WITHOUT_RESTART, Reason.DOSE_STILL_OPEN),
    "gaps": (Reason.SESSIONS_MISSED_WITHOUT_RESTART, Reason.DOSE_ABOVE_STEP_DOWN),
    "take_home": (Reason.TAKEN_HOME_TODAY, Reason.SUPPLY_DAY_HAS_DOSE),
    "holds": (Reason.HOLD_SOFT, Reason.OPIOIDS_LOCKED),
    "checks": (Reason.HEALTH_CHECK_OVERDUE, Reason.HEALTH_CHECK_OVERDUE),
    "room": (Reason.NO_ROOM, Reason.ROOM_OCCUPIED),
    "people": (Reason.NO_GIVER, Reason.WITNESS_NOT_AUTHENTICATED),
    "stock": (Reason.REGISTER_CLOSED, Reason.KIT_OTHER_ROUTE),
    "clock": (Reason.CLOCK_NOT_COMPARED, Reason.FACT_IN_THE_FUTURE),
    "leaving": (Reason.USE_STILL_OPEN, Reason.EXIT_NOT_IN_ROOM),
    "overdose": (Reason.EMERGENCY_RUNS, Reason.OVERDOSE_NOT_REVIEWED),
    "dosing": (Reason.ORDERING_NOT_A_PRESCRIBER, Reason.ORDERING_LOCKED),
}
BEGIN, END = "<!-- generated: reasons -->", "<!-- end of generated -->"


def reasons_on(page: str) -> tuple[Reason, ...]:
    first, last = PAGES[page]
    order = list(Reason)
    return tuple(order[order.index(Reason(first)) : order.index(Reason(last)) + 1])


_PAGE_OF = {reason: page for page in PAGES for reason in reasons_on(page)}


def page_of(reason: Reason) -> str:
    """Path and anchor of the reason's entry."""
    return f"docs/rules/{_PAGE_OF[reason]}.md#{reason.value}"


def generated(page: str) -> str:
    """The page's entries of reasons, as Markdown."""
    from vangnet.rules.wording import wording  # here: wording itself asks for pages

    english, dutch = wording("en")["reasons"], wording("nl")["reasons"]
    entries = [
        f"### {reason.value}\n\n"
        f"| | English | Dutch |\n|---|---|---|\n"
        + "\n".join(
            f"| {title} | {english[reason.value][part]} | {dutch[reason.value][part]} |"
            for part, title in (("sentence", "Says"), ("do", "Do"), ("lift", "Lifts it"))
        )
        for reason in reasons_on(page)
    ]
    return "\n\n".join([BEGIN, *entries, END])


def renewed(text: str, page: str) -> str:
    """The page with its generated part as it should be."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{generated(page)}{after}"


if __name__ == "__main__":
    for name in PAGES:
        path = Path(sys.argv[1]) / f"{name}.md"
        path.write_text(renewed(path.read_text("utf-8"), name), "utf-8")
    from vangnet.rules.outcomes import pages as outcomes  # here: its page has a shape of its own

    response = Path(sys.argv[1]) / f"{outcomes.NAME}.md"
    response.write_text(outcomes.renewed(response.read_text("utf-8")), "utf-8")
