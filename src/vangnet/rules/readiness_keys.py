"""The values by which a unit is ready to give a dose at all. No number stands here.

A protocol signed before these were known stays what it was; without one of them the unit is not
ready (docs/decisions/0018).
"""

from typing import Any

DUTIES = ("nurse", "prescriber", "pharmacist", "desk")  # roles of which so many are on duty


def definitions() -> list[dict[str, Any]]:
    """What each value must look like, in the catalogue's own words."""
    fewest = {"kind": "count", "tighter": "higher", "unit": "1"}
    flag = {"kind": "flag", "tighter": "higher"}
    return [
        {"name": "readiness_shift_starts", "kind": "times", "tighter": "free"},
        {"name": "readiness_naloxone_fewest", **fewest},
        {"name": "readiness_oxygen_needed", **flag},
        {"name": "readiness_resuscitation_kit_needed", **flag},
        {"name": "readiness_breath_tester_needed", **flag},
        *({"name": f"readiness_on_duty_{role}_fewest", **fewest} for role in DUTIES),
    ]
