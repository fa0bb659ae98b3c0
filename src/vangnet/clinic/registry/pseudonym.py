"""Who somebody is, as match keys and as keyed pseudonyms of them. Pure: no database, no clock.

Several keys a person, each of them enough for a possible match, so that one slip of the pen does
not hide anybody; a single key over everything would. Who holds the secret key can try out names:
docs/decisions/0014-keyed-pseudonyms.md says what this protects from, and from what not.
"""

import hmac
from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from vangnet.clinic.registry.person import NAME_PREFIXES, NATIONAL_SYSTEMS, Person, folded

KEY_BYTES_FEWEST = 32
SCHEME = "vangnet-pseudonym-1"  # says how keys are made: another making is another scheme
SLK_FILLING = "2"  # stands for a letter a short name does not have, as the SLK-581 has it


def pseudonyms(person: Person, *, key: bytes) -> frozenset[str]:
    """Each match key of the person under HMAC-SHA-256, as 64 figures of hexadecimal."""
    assert len(key) >= KEY_BYTES_FEWEST, "a short key was refused when it was read"
    return frozenset(_under(key, match_key) for match_key in match_keys(person))


def key_id(key: bytes) -> str:
    """A name for the key, which follows from it and tells nothing of it."""
    return _under(key, "the name of this key")[:16]


def _under(key: bytes, words: str) -> str:
    return hmac.new(key, f"{SCHEME}|{words}".encode(), sha256).hexdigest()


def match_keys(person: Person) -> frozenset[str]:
    """What two records share when they could be of one person. Empty when too little is known.

    Without a birth date only the national number is left: a name alone is no key.
    """
    return frozenset((*_numbers(person), *_names(person)))


def _numbers(person: Person) -> Iterator[str]:
    """Only national numbers: two units may give the same number of their own to two people."""
    for system, value in person.identifiers:
        if system in NATIONAL_SYSTEMS and (plain := plain_number(value)):
            yield f"number|{system}|{plain}"


def _names(person: Person) -> Iterator[str]:
    born, family = person.birth_date, _words(person.family_name)
    if born is None or not family:
        return
    given = _words(person.given_names)
    whole = "".join(family)
    yield f"family|{whole}|{born.isoformat()}"
    for name in family if len(family) > 1 else ():  # one half of a double name
        yield f"family|{name}|{born.isoformat()}"
    if not given:
        return
    everything = " ".join(sorted({*family, *given}))
    yield f"names|{everything}|{born.isoformat()}"  # whichever field each stood in
    yield f"names|{' '.join(sorted({whole, given[0]}))}|{born.isoformat()}"
    yield f"letters|{_letters(whole, given[0])}|{born.isoformat()}|{person.sex.value}"
    if (swapped := day_and_month_swapped(born)) is not None:
        earlier, later = sorted((born, swapped))
        yield f"swapped|{whole}|{given[0]}|{earlier.isoformat()}|{later.isoformat()}"


def _words(name: str) -> list[str]:
    """The parts of a name without accents, signs and prefixes: "van der Berg-Smit" has two."""
    parts = [
        part for part in name.replace("-", " ").split() if part.casefold() not in NAME_PREFIXES
    ]
    return [word for part in parts or name.split() if (word := folded(part))]


def _letters(family: str, given: str) -> str:
    """Letters 2, 3 and 5 of the family name and 2 and 3 of the first given name (SLK-581)."""
    return _picked(family, (1, 2, 4)) + _picked(given, (1, 2))


def _picked(name: str, places: tuple[int, ...]) -> str:
    return "".join(name[place] if place < len(name) else SLK_FILLING for place in places)


def day_and_month_swapped(born: date) -> date | None:
    """The date read the other way round, where that is a date and another one."""
    return born.replace(month=born.day, day=born.month) if born.day <= 12 != born.month else None


def plain_number(value: str) -> str:
    """Letters and figures alone, as registry_plain_number of the database has it."""
    return "".join(letter for letter in value if letter.isascii() and letter.isalnum()).upper()
