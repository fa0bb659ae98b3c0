"""The words of other medicines: kinds, sources and units, as they are read."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vangnet.rules.medicines import MedicineKind, MedicineSource

KINDS: dict[str, Promise] = {
    MedicineKind.SEDATIVE: _("Sedative"),
    MedicineKind.OPIOID: _("Opioid"),
    MedicineKind.ALCOHOL: _("Alcohol"),
    MedicineKind.OTHER: _("Something else"),
}
SOURCES: dict[str, Promise] = {
    MedicineSource.PATIENT: _("The patient says so"),
    MedicineSource.PHARMACY_LIST: _("List of the pharmacy"),
    MedicineSource.LETTER: _("A letter"),
}
UNITS: dict[str, str | Promise] = {
    "mg": "mg",
    "ug": "µg",
    "g": "g",
    "mL": "ml",
    "[IU]": _("international units"),
    "{tablet}": _("tablets"),
    "{drink}": _("standard drinks"),
}
