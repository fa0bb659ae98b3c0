"""Readiness as JSON: the part of stored facts that facts_json leaves to this page."""

from datetime import UTC
from typing import Any

from vangnet.rules.readiness_facts import ReadinessFacts, UnitCheckFacts

Json = dict[str, Any]


def readiness_to_json(readiness: ReadinessFacts) -> Json:
    return {
        "zone": readiness.zone,
        "day_starts_at": readiness.day_starts_at.isoformat(),
        "check": readiness.check and _check(readiness.check),
        "breath_testers_calibrated": readiness.breath_testers_calibrated,
    }


def _check(check: UnitCheckFacts) -> Json:
    return {
        "checked_at": check.checked_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "naloxone": [
            {"lot": one.lot, "expires_on": one.expires_on.isoformat(), "count": one.count}
            for one in check.naloxone
        ],
        "oxygen_ready": check.oxygen_ready,
        "resuscitation_kit_ready": check.resuscitation_kit_ready,
        "on_duty": [{"role": one.role, "count": one.count} for one in check.on_duty],
    }
