"""Who someone is, as plain data: what the desk or a file says before it becomes rows.

No Django and no database. How the rows are kept apart from the patient's key: models.py.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# As long as the columns are. A longer value is refused, never cut: half a name is another name.
FAMILY_NAME_LENGTH_MAX = 120
GIVEN_NAMES_LENGTH_MAX = 120
ADDRESS_LINES_LENGTH_MAX = 200
POSTCODE_LENGTH_MAX = 20
CITY_LENGTH_MAX = 80
SYSTEM_LENGTH_MAX = 200
VALUE_LENGTH_MAX = 120

# Words that stand before a Dutch family name and do not count when names are sorted.
_PREFIX_WORDS = """
aan am an auf bij d' da dal de del den der di do dos du el in 'in la las le les los op over s 's
't te tegen ten ter the thoe to toe tot uijt uit unter van ver vom von voor vor zu zum zur
"""
_PREFIXES = frozenset(_PREFIX_WORDS.split())


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
    birth_date: date
    sex: Sex
    identifiers: tuple[tuple[str, str], ...] = ()  # (system, value)
    address: Address | None = None
    telecom: tuple[Telecom, ...] = ()
    photo: Photo | None = None

    @property
    def sort_name(self) -> str:
        """As a Dutch list sorts it: "Putten-van der Giessen, van"."""
        words = self.family_name.split()
        first = 0
        while first < len(words) - 1 and words[first].lower() in _PREFIXES:
            first += 1
        name, prefix = " ".join(words[first:]), " ".join(words[:first])
        return f"{name}, {prefix}" if prefix else name
