"""Where a person lives, out of FHIR's addresses. Dutch ones may hold street and number apart."""

from collections.abc import Sequence
from datetime import date

from vangnet.clinic.exchange.fhir import extensions
from vangnet.clinic.exchange.fhir.dates import is_over
from vangnet.clinic.exchange.fhir.extensions import HL7, NICTIZ
from vangnet.clinic.exchange.fhir.finding import Fault, Finding
from vangnet.clinic.exchange.fhir.shape import Address as Given
from vangnet.clinic.exchange.fhir.shape import Companion
from vangnet.clinic.exchange.fhir.words import fault_in, tidy
from vangnet.clinic.registry import person
from vangnet.clinic.registry.person import Address

_ISO_3166 = frozenset({"urn:iso:std:iso:3166", "urn:iso:std:iso:3166:-2"})
_PARTS = ("streetName", "additionalLocator", "houseNumber", "buildingNumberSuffix")
# The countries with a treatment programme or beside one, as records write them in full.
_NAMES = {
    "AT": ("austria", "oostenrijk", "österreich", "aut"),
    "BE": ("belgium", "belgië", "belgie", "belgique", "bel"),
    "CA": ("canada", "can"),
    "CH": ("switzerland", "zwitserland", "schweiz", "suisse", "svizzera", "che"),
    "DE": ("germany", "duitsland", "deutschland", "deu"),
    "DK": ("denmark", "denemarken", "danmark", "dnk"),
    "FR": ("france", "frankrijk", "fra"),
    "GB": ("united kingdom", "verenigd koninkrijk", "uk", "gbr"),
    "NL": ("netherlands", "the netherlands", "nederland", "nld"),
}
_BY_NAME = {name: code for code, names in _NAMES.items() for name in names}


def read(
    given: Sequence[Given], *, on: date
) -> tuple[Address | None, list[Finding], list[Finding]]:
    """The address of today; what refuses the record; what was left out."""
    fit = [
        (number, one)
        for number, one in enumerate(given)
        if one.use not in {"old", "billing"} and not is_over(one.period.end, on=on)
    ]
    if not fit:
        return None, [], []
    number, one = min(fit, key=lambda found: found[1].use != "home")
    field = f"Patient.address[{number}]"
    country, notes = _country(one, field=field)
    address = Address(
        lines=_lines(one), postcode=tidy(one.postal_code), city=tidy(one.city), country=country
    )
    return address if address != Address() else None, _faults(address, field=field), notes


def _lines(one: Given) -> tuple[str, ...]:
    lines = []
    for number in range(max(len(one.line), len(one.about_line))):
        written = tidy(one.line[number]) if number < len(one.line) else ""
        about = one.about_line[number] if number < len(one.about_line) else None
        lines.append(written or _put_together(about))
    return tuple(line for line in lines if line)


def _put_together(about: Companion | None) -> str:
    if about is None:
        return ""
    parts = (extensions.text(about.extension, f"{HL7}iso21090-ADXP-{part}") for part in _PARTS)
    return tidy(" ".join(parts))


def _country(one: Given, *, field: str) -> tuple[str, list[Finding]]:
    about = one.about_country.extension
    for system, code in extensions.codes(about, NICTIZ + "ext-CodeSpecification"):
        if system in _ISO_3166 and _is_code(code):
            return code, []
    written = tidy(one.country)
    if not written or _is_code(written):
        return written, []
    if known := _BY_NAME.get(written.lower()):
        return known, []
    return "", [Finding(Fault.COUNTRY_LEFT_OUT, f"{field}.country")]


def _is_code(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isalpha() and text.isupper()


def _faults(address: Address, *, field: str) -> list[Finding]:
    lengths = {
        "line": ("\n".join(address.lines), person.ADDRESS_LINES_LENGTH_MAX),
        "postalCode": (address.postcode, person.POSTCODE_LENGTH_MAX),
        "city": (address.city, person.CITY_LENGTH_MAX),
    }
    found = [
        fault_in(value.replace("\n", " "), field=f"{field}.{name}", length_max=length_max)
        for name, (value, length_max) in lengths.items()
    ]
    return [finding for finding in found if finding]
