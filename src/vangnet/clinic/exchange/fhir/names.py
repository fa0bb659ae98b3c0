"""Which of a patient's names counts, and how it is written whole. Dutch name parts included."""

from collections.abc import Sequence
from datetime import date

from vangnet.clinic.exchange.fhir import extensions
from vangnet.clinic.exchange.fhir.dates import is_over
from vangnet.clinic.exchange.fhir.extensions import HL7
from vangnet.clinic.exchange.fhir.shape import HumanName
from vangnet.clinic.exchange.fhir.words import tidy

# In this order; what is not named here (old, maiden, anonymous) is nobody's name of today.
_USES = ("official", "usual", None, "nickname", "temp")
_QUALIFIER = HL7 + "iso21090-EN-qualifier"
_INITIAL, _CALL_NAME = "IN", "CL"


def chosen(names: Sequence[HumanName], *, on: date) -> tuple[int, HumanName] | None:
    """The first name that has a family name, official before usual, and its place in the list."""
    fit = [
        (number, name)
        for number, name in enumerate(names)
        if name.use in _USES and not is_over(name.period.end, on=on) and family_name(name)
    ]
    return min(fit, key=lambda found: _USES.index(found[1].use), default=None)


def family_name(name: HumanName) -> str:
    """As it is written whole; put together from its Dutch parts when only those are there."""
    if whole := tidy(name.family):
        return whole
    about = name.about_family.extension
    own = _with_prefix(about, "own")
    partner = _with_prefix(about, "partner")
    order = extensions.text(name.extension, HL7 + "humanname-assembly-order")
    joined = {"NL1": [own], "NL2": [partner], "NL3": [partner, own]}.get(order, [own, partner])
    return "-".join(part for part in joined if part)


def given_names(name: HumanName) -> str:
    """First names in full; initials only where no name is given in full; never the call name."""
    full, initials = [], []
    for number, given in enumerate(name.given):
        about = name.about_given[number] if number < len(name.about_given) else None
        qualifier = extensions.text(about.extension, _QUALIFIER) if about else ""
        if qualifier == _INITIAL:
            initials.append(tidy(given))
        elif qualifier != _CALL_NAME:
            full.append(tidy(given))
    return " ".join(word for word in full or initials if word)


def _with_prefix(about: extensions.Extensions, whose: str) -> str:
    prefix = extensions.text(about, f"{HL7}humanname-{whose}-prefix")
    name = extensions.text(about, f"{HL7}humanname-{whose}-name")
    return tidy(f"{prefix} {name}") if name else ""
