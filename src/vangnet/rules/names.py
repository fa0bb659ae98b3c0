"""Whether two names are one person's: titles, case, accents, initials and order do not count.

`name_key` of the database is the same; a test ties the two.
"""

import re
import unicodedata

TITLES = frozenset({
    "dr", "drs", "med", "prof", "mr", "mrs", "ms", "mevr", "dhr", "herr", "frau", "md", "phd",
    "msc", "ing", "ir",
})  # fmt: skip
_ACCENTS = re.compile("[\u0300-\u036f]")
_BETWEEN = re.compile(r"""[\s.,;:()'"/_-]+""")


def name_key(name: str) -> str:
    """The words of a name that tell people apart, in order of the alphabet."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", name)).lower()
    words = {word for word in _BETWEEN.split(plain) if len(word) > 1}
    return " ".join(sorted(words - TITLES))


def same_person(one: str, other: str) -> bool:
    return name_key(one) == name_key(other)
