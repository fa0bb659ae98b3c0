"""What can be wrong with a file, a record or a field of it, and the sentence for each.

A finding names the place and the kind of fault, never the value: these lines are printed and
kept in terminals, and a value may say who someone is.
"""

from dataclasses import dataclass
from enum import StrEnum, auto


class Fault(StrEnum):
    """One kind of fault. Each has its sentence in SENTENCES."""

    # of a file or a record
    FILE_UNREADABLE = auto()
    FILE_EMPTY = auto()
    FILE_TOO_LARGE = auto()
    FILE_NEITHER_JSON_NOR_XML = auto()
    NOT_UTF_8 = auto()
    JSON_BROKEN = auto()
    JSON_KEY_TWICE = auto()
    XML_BROKEN = auto()
    XML_ELEMENT_TWICE = auto()
    XML_WITH_DEFINITIONS = auto()
    NESTED_TOO_DEEP = auto()
    LINE_TOO_LONG = auto()
    NOT_FHIR = auto()
    ID_TWICE = auto()
    # of a patient
    WRONG_KIND_OF_VALUE = auto()
    MODIFIED_MEANING = auto()
    NOT_ACTIVE = auto()
    DECEASED = auto()
    REPLACED = auto()
    FAMILY_NAME_MISSING = auto()
    TEXT_UNFIT = auto()
    TEXT_TOO_LONG = auto()
    BIRTH_DATE_PARTIAL = auto()
    BIRTH_DATE_IMPOSSIBLE = auto()
    SEX_NOT_KNOWN_TO_FHIR = auto()
    BSN_WRONG = auto()
    TOO_MANY = auto()
    NO_IDENTIFIER = auto()
    # against what is registered
    TWO_PATIENTS = auto()
    ANOTHER_PERSON = auto()
    ANOTHER_UNIT = auto()
    NOT_KEPT = auto()
    # left out; the rest of the record goes in
    PHOTO_NOT_FETCHED = auto()
    PHOTO_UNFIT = auto()
    COUNTRY_LEFT_OUT = auto()
    IDENTIFIER_WITHOUT_SYSTEM = auto()
    IDENTIFIER_MASKED = auto()
    ID_STANDS_IN = auto()
    # registered, and for staff to look at
    BIRTH_DATE_NOT_KNOWN = auto()
    LOOKS_LIKE = auto()
    POSSIBLE_MATCH = auto()


SENTENCES = {
    Fault.FILE_UNREADABLE: "the file cannot be read; check that it is there and may be opened",
    Fault.FILE_EMPTY: "the file is empty",
    Fault.FILE_TOO_LARGE: "the file is too large to read as one piece; give it as NDJSON",
    Fault.FILE_NEITHER_JSON_NOR_XML: "the file is neither JSON nor XML",
    Fault.NOT_UTF_8: "the text is not UTF-8; save it as UTF-8",
    Fault.JSON_BROKEN: "this is not valid JSON; nothing after this place in the value was read",
    Fault.JSON_KEY_TWICE: "the same key stands twice in one object; it is not clear which counts",
    Fault.XML_BROKEN: "this is not valid XML; nothing after this place was read",
    Fault.XML_ELEMENT_TWICE: "an element that may stand once stands twice",
    Fault.XML_WITH_DEFINITIONS: "the XML defines a document type or entities; FHIR has neither",
    Fault.NESTED_TOO_DEEP: "the record is nested deeper than any FHIR record",
    Fault.LINE_TOO_LONG: "the line is too long for one record",
    Fault.NOT_FHIR: "this is not a FHIR resource: it does not say which kind it is",
    Fault.ID_TWICE: "a record before it in this file has the same id and says something else",
    Fault.WRONG_KIND_OF_VALUE: "the value is not of the kind FHIR has here",
    Fault.MODIFIED_MEANING: "an extension changes what the record means, and is not known here",
    Fault.NOT_ACTIVE: "the record is marked as not active",
    Fault.DECEASED: "the record says that this person has died; nobody is registered from it",
    Fault.REPLACED: "the record says that another one has replaced it; import that one",
    Fault.FAMILY_NAME_MISSING: "no family name in a field of its own",
    Fault.TEXT_UNFIT: "the text holds a character that cannot stand in it",
    Fault.TEXT_TOO_LONG: "the text is too long to keep whole, and is never cut",
    Fault.BIRTH_DATE_PARTIAL: "not a full date; the desk asks for day, month and year",
    Fault.BIRTH_DATE_IMPOSSIBLE: "not a day on which a living person can have been born",
    Fault.SEX_NOT_KNOWN_TO_FHIR: "not one of male, female, other, unknown",
    Fault.BSN_WRONG: "not a BSN: nine digits that pass the eleven test",
    Fault.TOO_MANY: "more of these than one person has",
    Fault.NO_IDENTIFIER: "no identifier by which this person could be known again, and the "
    "record has no id to stand in; register them at the desk",
    Fault.TWO_PATIENTS: "these identifiers belong to two different patients",
    Fault.ANOTHER_PERSON: "looks like another person than the patient with this identifier: "
    "name and birth date do not agree; nothing was overwritten",
    Fault.ANOTHER_UNIT: "this person is registered at another unit: call {units}",
    Fault.NOT_KEPT: "the database did not keep this record; import it again, and if that does "
    "not help, register the person at the desk",
    Fault.PHOTO_NOT_FETCHED: "the photo is only a link, and links are not fetched; left out",
    Fault.PHOTO_UNFIT: "not a photo that can be shown (JPEG, PNG or WebP of sane size); left out",
    Fault.COUNTRY_LEFT_OUT: "not a country this program can name by its two letters; left out",
    Fault.IDENTIFIER_WITHOUT_SYSTEM: "the identifier does not say whose number it is; left out",
    Fault.IDENTIFIER_MASKED: "the identifier is masked; left out",
    Fault.ID_STANDS_IN: "no identifier of the person; the id of the record stands in for one",
    Fault.BIRTH_DATE_NOT_KNOWN: "registered without a birth date: the desk cannot confirm one "
    "until it is completed",
    Fault.LOOKS_LIKE: "looks like {numbers}, registered under another number: check",
    Fault.POSSIBLE_MATCH: "possible match: call unit {units}",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, and the field it is in. `numbers`: of patients at the unit, which it gave.

    `units`: whom to call about somebody of another unit, of whom nothing else is told.
    """

    fault: Fault
    field: str = ""
    numbers: str = ""
    units: str = ""

    def __str__(self) -> str:
        sentence = SENTENCES[self.fault].format(numbers=self.numbers, units=self.units)
        return f"{self.field}: {sentence}" if self.field else sentence
