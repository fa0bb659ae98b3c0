"""What the holds in force mean at the hatch: an emergency one is the lock on every opioid."""

from datetime import datetime

from vangnet.rules import facts as rule


def locked_since(holds: tuple[rule.HoldFacts, ...]) -> datetime | None:
    """An emergency hold is the lock on every opioid; the first of them set it."""
    emergencies = (h.placed_at for h in holds if h.kind is rule.HoldKind.EMERGENCY)
    return min(emergencies, default=None)
