"""The values about reporting incidents a protocol may set, kind by kind. No number of days here."""

from typing import Any

INCIDENT_KINDS = (
    "aggression", "diversion", "smuggling", "needle_stick", "medication_error", "near_miss",
    "seizure", "fall", "overdose",
)  # fmt: skip
GRADE_HIGHEST = 4  # of rules.incidents.Grade: from a grade beyond it nothing would be reported


def report_to(kind: str) -> str:
    return f"incident_{kind}_report_to"


def report_days(kind: str) -> str:
    return f"incident_{kind}_report_days_longest"


def report_grade(kind: str) -> str:
    return f"incident_{kind}_report_grade_lowest"


def definitions() -> list[dict[str, Any]]:
    """What each value must look like, in the catalogue's own words."""
    rows: list[dict[str, Any]] = []
    for kind in INCIDENT_KINDS:
        rows += [
            {"name": report_to(kind), "kind": "text", "tighter": "free"},
            {"name": report_days(kind), "kind": "count", "tighter": "lower", "unit": "d"},
            {"name": report_grade(kind), "kind": "count", "tighter": "lower", "unit": "{grade}",
             "lowest": 1, "highest": GRADE_HIGHEST},
        ]  # fmt: skip
    return rows
