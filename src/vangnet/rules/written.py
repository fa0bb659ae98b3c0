"""How values are written down, and read with an error that says what is wrong with them."""

from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any


def decimal(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | str | Decimal):
        raise ValueError('must be a number; in JSON write it as a text, like "0.5"')
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise ValueError("must be a number") from None
    if not value.is_finite() or value < 0:
        raise ValueError("must be a finite number, not below 0")
    return value


def counts(raw: Any) -> tuple[int, ...]:
    """At least one whole number above 0, each above the one before."""
    if not isinstance(raw, list | tuple) or not raw:
        raise ValueError("must be a list of whole numbers")
    if not all(isinstance(one, int) and not isinstance(one, bool) and one > 0 for one in raw):
        raise ValueError("must be whole numbers above 0")
    if list(raw) != sorted(set(raw)):
        raise ValueError("must rise from one to the next")
    return tuple(raw)


def shares(raw: Any) -> tuple[tuple[int, Decimal], ...]:
    """Rows of a number and a share of 1. A later row never allows more than the one before."""
    rows = list(raw) if isinstance(raw, list | tuple) else []
    if not rows or not all(isinstance(row, list | tuple) and len(row) == 2 for row in rows):
        raise ValueError('must be rows of a whole number and a share, like [2, "0.5"]')
    steps = counts([number for number, _ in rows])
    parts = [decimal(share) for _, share in rows]
    if any(part > 1 for part in parts) or parts != sorted(parts, reverse=True):
        raise ValueError("shares must be at most 1 and never rise from one row to the next")
    return tuple(zip(steps, parts, strict=True))


def times(raw: Any) -> tuple[str, ...]:
    """At least one time of the clock as HH:MM, each after the one before."""
    rows = list(raw) if isinstance(raw, list | tuple) else []
    if not rows or not all(isinstance(one, str) for one in rows):
        raise ValueError("must be a list of times")
    for one in rows:
        try:
            written = time.fromisoformat(one).strftime("%H:%M")
        except ValueError:
            written = ""
        if written != one:
            raise ValueError("must be times of the clock, like 07:30")
    if rows != sorted(set(rows)):
        raise ValueError("must rise from one to the next")
    return tuple(rows)


def as_text(value: Any) -> Any:
    """The one way a value is written down: decimals as plain text without trailing zeros."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return [as_text(one) for one in value] if isinstance(value, tuple) else value
