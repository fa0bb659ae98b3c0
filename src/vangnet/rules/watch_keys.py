"""The values of observation a unit signs: when to look, what a value asks for, when an alarm rises.

No number stands here. Each holds by product and from a minute after the end of use: a saturation
that is usual just after a dose into a vein is a warning half an hour later.
"""

from typing import Any

# From awake to deepest. What is above 0 in RASS is restless, not sedated.
RASS = ("+4", "+3", "+2", "+1", "0", "-1", "-2", "-3", "-4", "-5")
ASLEEP = "S"  # of POSS: asleep, easy to wake. It counts by its score, and nobody leaves asleep
POSS = ("1", ASLEEP, "2", "3", "4")
SCALES = {"rass": RASS, "poss": POSS}
SCORES = range(4)  # the program's own scale, which every limit of sedation is written in
FROM_FORMAT = 2  # what was signed before there were such values is read as it was signed

Rows = tuple[tuple[int, ...], ...]


def definitions() -> list[dict[str, Any]]:
    """What each value must look like, in the catalogue's own words."""
    signed = {"needed": True, "needed_from": FROM_FORMAT}
    product = {**signed, "per_product": True, "tighter": "exact"}
    low, high = {**product, "kind": "bands_low"}, {**product, "kind": "bands_high"}
    return [
        {"name": "watch_every", "kind": "windows", "unit": "min", **product},
        {"name": "watch_oxygen_percent", "unit": "%", "no_limit": True, **low},
        {"name": "watch_breaths", "unit": "/min", "no_limit": True, **low},
        {"name": "watch_pulse_low", "unit": "/min", "no_limit": True, **low},
        {"name": "watch_pulse_high", "unit": "/min", "no_limit": True, **high},
        {"name": "watch_sedation_score", "unit": "{score}", **high},
        {"name": "sedation_levels", "kind": "levels", "tighter": "exact", "unit": "{score}",
         **signed},
        {"name": "alarm_look_late_after", "kind": "decimal", "tighter": "lower", "unit": "min",
         **signed},
        {"name": "alarm_silent_longest", "kind": "decimal", "tighter": "lower", "unit": "min",
         **signed},
        {"name": "alarm_answer_seconds_max", "kind": "count", "tighter": "lower", "unit": "s",
         **signed},
        {"name": "alarm_signal_lost_seconds_max", "kind": "count", "tighter": "lower",
         "unit": "s", **signed},
    ]  # fmt: skip


def windows(raw: Any) -> Rows:
    """Rows of a minute and how many minutes may pass between two looks from then on."""
    rows = _rows(raw, 2, "a minute and the minutes between two looks, like [0, 5]")
    if any(every == 0 for _, every in rows):
        raise ValueError("looks must be at least a minute apart")
    return rows


def bands(raw: Any, *, falling: bool) -> Rows:
    """Rows of a minute and where a value asks to watch closer, to call, and is an overdose."""
    rows = _rows(raw, 4, "a minute, watch closer, call and overdose, like [0, 3, 2, 1]")
    for _, *steps in rows:
        if steps != sorted(steps, reverse=falling):
            way = "fall" if falling else "rise"
            raise ValueError(f"must {way} from watching closer to calling to an overdose")
    return rows


def _rows(raw: Any, width: int, shape: str) -> Rows:
    rows = list(raw) if isinstance(raw, list | tuple) else []
    whole = [
        row for row in rows
        if isinstance(row, list | tuple) and len(row) == width and all(map(_is_whole, row))
    ]  # fmt: skip
    if not rows or len(whole) != len(rows):
        raise ValueError(f"must be rows of whole numbers: {shape}")
    minutes = [row[0] for row in rows]
    if minutes[0] != 0 or minutes != sorted(set(minutes)):
        raise ValueError("must begin at minute 0, each row later than the one before")
    return tuple(tuple(row) for row in rows)


def _is_whole(one: Any) -> bool:
    return isinstance(one, int) and not isinstance(one, bool) and one >= 0


def levels(raw: Any) -> tuple[tuple[str, int], ...]:
    """Every level of one scale, from awake to deepest, with the score it counts as."""
    rows = list(raw) if isinstance(raw, list | tuple) else []
    if not rows or not all(isinstance(row, list | tuple) and len(row) == 2 for row in rows):
        raise ValueError('must be rows of a level and a score, like ["-1", 1]')
    found = tuple((str(level), score) for level, score in rows)
    if scale_of(found) is None:
        raise ValueError("must be every level of RASS (+4 to -5) or of POSS (1 S 2 3 4), in order")
    scores = [score for _, score in found]
    if not all(_is_whole(score) and score in SCORES for score in scores):
        raise ValueError("scores must be 0 to 3")
    if scores != sorted(scores):
        raise ValueError("a deeper level never counts as less")
    return found


def scale_of(found: tuple[tuple[str, int], ...]) -> str | None:
    """Which scale these levels are."""
    named = tuple(level for level, _ in found)
    return next((scale for scale, known in SCALES.items() if named == known), None)
