"""How a country's value reads: its amount with the unit in words, and its standing with a sign.

For terminals and pages of the documentation, in English. It chooses nothing and hides nothing.
"""

from collections.abc import Mapping

from vangnet.rules.country import Country, Product, Standing, Value
from vangnet.rules.written import as_text

SIGNS: Mapping[Standing, str] = {
    Standing.VERIFIED: "✓",
    Standing.SECONDARY: "~",
    Standing.LITERATURE: "?",
    Standing.UNSET: "–",
    Standing.SIGNED: "✓",
    Standing.DEMONSTRATION: "!",
}
MEANINGS: Mapping[Standing, str] = {
    Standing.VERIFIED: "the source's text was read",
    Standing.SECONDARY: "seen in a report of the source",
    Standing.LITERATURE: "from the literature, not checked",
    Standing.UNSET: "not found: the unit sets it",
}
UNITS: Mapping[str, tuple[str, str]] = {  # of one, of more; the rest is said as it is written
    "1": ("", ""),
    "{score}": ("", ""),
    "a": ("year", "years"),
    "mo": ("month", "months"),
    "d": ("day", "days"),
    "h": ("hour", "hours"),
    "min": ("minute", "minutes"),
    "s": ("second", "seconds"),
    "/d": ("a day", "a day"),
    "mg/d": ("mg a day", "mg a day"),
    "ug/L": ("µg/L", "µg/L"),
}
NOT_SET = "not set"


def said(value: Value) -> str:
    """What the value is, with its unit; without its standing."""
    if value.no_limit:
        return f"no limit: {value.reason}"
    if value.value is None:
        return NOT_SET
    if isinstance(value.value, bool):
        return "yes" if value.value else "no"
    written = as_text(value.value)
    if isinstance(written, list):
        return "; ".join(written)
    one, more = UNITS.get(value.unit, (value.unit, value.unit))
    return f"{written} {one if value.value == 1 else more}".rstrip()


def standing(of: Standing) -> str:
    return f"{SIGNS[of]} {of}"


def days(value: Value) -> str:
    """On which days it holds; nothing when on all."""
    since = f"from {value.valid_from}" if value.valid_from else ""
    until = f"until {value.valid_until}" if value.valid_until else ""
    return " ".join(part for part in (since, until) if part)


def product_said(product: Product) -> str:
    named = (product.drug, product.salt_form, product.route)
    return ", ".join(part.replace("_", " ") for part in named)


def legend() -> str:
    """What each sign says."""
    return ". ".join(f"{standing(of)}: {meaning}" for of, meaning in MEANINGS.items()) + "."


def has_days(country: Country) -> bool:
    return any(days(value) for value in country.values)
