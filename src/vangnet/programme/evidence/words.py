"""Words that stand in a data file in both languages, beside the number that they explain."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in English and Dutch; as text it is in the language of the page."""

    en: str
    nl: str

    def __str__(self) -> str:
        return self.nl if (get_language() or "en").startswith("nl") else self.en

    def __bool__(self) -> bool:
        return bool(self.en)


def said(row: Mapping[str, str], name: str) -> Said:
    """The columns `<name>_en` and `<name>_nl` of a row."""
    return Said(row[f"{name}_en"], row[f"{name}_nl"])
