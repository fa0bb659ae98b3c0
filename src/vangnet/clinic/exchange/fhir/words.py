"""Text from outside, made one way of writing, or found unfit to keep."""

import unicodedata

from vangnet.clinic.exchange.fhir.finding import Fault, Finding

# Signs that turn the direction of what follows: a name must read as it is written.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


RAW_LENGTH_MAX = 4000  # composing a long row of accents takes time with its square


def tidy(value: str | None) -> str:
    """Composed letters, single spaces. Two ways to write one name are one name."""
    if value and len(value) > RAW_LENGTH_MAX:
        return value  # too long for any field as it is; fault_in says so
    return " ".join(unicodedata.normalize("NFC", value or "").split())


def fault_in(value: str, *, field: str, length_max: int) -> Finding | None:
    if len(value) > length_max:
        return Finding(Fault.TEXT_TOO_LONG, field)
    if any(unicodedata.category(sign) in {"Cc", "Cs"} or sign in _TURNING for sign in value):
        return Finding(Fault.TEXT_UNFIT, field)
    return None
