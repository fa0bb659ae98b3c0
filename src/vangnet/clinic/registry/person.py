"""Who someone is, as plain data: what the desk or a file says before it becomes rows.

No Django and no database. How the rows are kept apart from the patient's key: models.py.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from unicodedata import category, combining, normalize

# As long as the columns are. A longer value is refused, never cut: half a name is another name.
FAMILY_NAME_LENGTH_MAX = 120
GIVEN_NAMES_LENGTH_MAX = 120
ADDRESS_LINES_LENGTH_MAX = 200
POSTCODE_LENGTH_MAX = 20
CITY_LENGTH_MAX = 80
SYSTEM_LENGTH_MAX = 200
VALUE_LENGTH_MAX = 120

# Stands in where a record carries no identifier: the id of the record itself. It names a record on
# one server, not a person, and another server may use the same one. So it never joins two records
# that differ in anything said, and it is nothing a patient can show at the desk.
RECORD_ID_SYSTEM = "urn:vangnet:fhir-resource-id"
# In Canada each province and territory gives its own health number. Their addresses: the Canadian
# URI Registry of Canada Health Infoway (simplifier.net/canadianuriregistry), as the client registry
# of British Columbia lists them (github.com/bcgov/MOH-HCIM-FHIR).
_CANADIAN = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-"
CANADIAN_SYSTEMS = frozenset(
    {f"{_CANADIAN}on-patient-hcn"}
    | {
        f"{_CANADIAN}{province}-patient-healthcare-id"
        for province in ["ab", "bc", "mb", "nb", "nl", "ns", "nt", "nu", "pe", "qc", "sk", "yt"]
    }
)
# Numbers that a country gives to one person each: the Dutch BSN, the Swiss AHV number, the German
# health insurance number (the part that never changes; German basic profiles, fhir.de), the British
# NHS number, the Danish CPR number. The index of migration 0070 names the same.
NATIONAL_SYSTEMS = CANADIAN_SYSTEMS | {
    "http://fhir.nl/fhir/NamingSystem/bsn",
    "urn:oid:2.16.756.5.32",
    "http://fhir.de/sid/gkv/kvid-10",
    "https://fhir.nhs.uk/Id/nhs-number",
    "urn:oid:1.2.208.176.1.2",
}

# Words that stand before a Dutch family name and do not count when names are sorted.
_PREFIX_WORDS = """
aan am an auf bij d' da dal de del den der di do dos du el in 'in la las le les los op over s 's
't te tegen ten ter the thoe to toe tot uijt uit unter van ver vom von voor vor zu zum zur
"""
NAME_PREFIXES = frozenset(_PREFIX_WORDS.split())
# Letters with a stroke or joined, which have no accent that could be taken off.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"})


class Sex(StrEnum):
    """FHIR's administrative gender. Stored by value."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where someone can be found. `country` is ISO 3166 with two letters, or empty."""

    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""
    country: str = ""

    def filled_from(self, stored: "Address") -> "Address":
        """With the postcode and country of `stored` where it is the same place, said with less."""
        said = ((self.postcode, stored.postcode), (self.country, stored.country))
        same_place = (self.lines, self.city) == (stored.lines, stored.city)
        if not same_place or any(new and old and new != old for new, old in said):
            return self
        return replace(
            self,
            postcode=self.postcode or stored.postcode,
            country=self.country or stored.country,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Telecom:
    """One way to reach someone. `system` and `use` are FHIR's words: phone, email; home, work."""

    system: str
    value: str
    use: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """The face, already checked and made small."""

    image: bytes
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person. Empty or `None` means "not said here", never "known to be without"."""

    family_name: str  # whole, prefixes in their place: "van Putten-van der Giessen"
    given_names: str
    birth_date: date | None
    sex: Sex
    identifiers: tuple[tuple[str, str], ...] = ()  # (system, value)
    address: Address | None = None
    telecom: tuple[Telecom, ...] = ()
    photo: Photo | None = None

    @property
    def folded_name(self) -> tuple[str, str]:
        """Family and given names, so that two ways to write them are the same."""
        return folded(self.family_name), folded(self.given_names)

    def contradicts(self, known: "Person") -> bool:
        """Whether this looks like someone else than `known`, who has the same identifier.

        The whole name or the birth date must be the same; a date that is not known never is. Where
        only the record's own id is shared the name must be, and the dates may not differ.
        """
        same_name = self.folded_name == known.folded_name
        both_known = self.birth_date is not None and known.birth_date is not None
        same_date = both_known and self.birth_date == known.birth_date
        if all(system == RECORD_ID_SYSTEM for system, _ in self.identifiers):
            return not same_name or (both_known and not same_date)
        return not same_name and not same_date

    def could_be(self, other: "Person") -> bool:
        """Whether name and birth date are the same, as far as the date is known of both."""
        dates = {self.birth_date, other.birth_date} - {None}
        return self.folded_name == other.folded_name and len(dates) < 2

    @property
    def sort_name(self) -> str:
        """As a Dutch list sorts it: "Putten-van der Giessen, van"."""
        words = self.family_name.split()
        first = 0
        while first < len(words) - 1 and words[first].lower() in NAME_PREFIXES:
            first += 1
        name, prefix = " ".join(words[first:]), " ".join(words[:first])
        return f"{name}, {prefix}" if prefix else name


def folded(name: str) -> str:
    """Without capitals, accents, spaces and signs: "Zoë  Jansen-Smit" is "zoejansensmit"."""
    plain = normalize("NFKD", name.casefold()).translate(_PLAIN)
    kept = (
        letter
        for letter in plain
        if not combining(letter) and category(letter)[0] not in "PZ" and category(letter) != "Sk"
    )
    return "".join(kept) or name.casefold()
