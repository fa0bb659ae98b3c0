"""What the values of readiness and of incidents are called. No value stands here."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

READINESS: dict[str, Promise] = {
    "readiness_shift_starts": _("The unit is checked again at"),
    "readiness_naloxone_fewest": _("Naloxone in date, doses at least"),
    "readiness_oxygen_needed": _("Oxygen is ready before any dose"),
    "readiness_resuscitation_kit_needed": _("The resuscitation kit is complete before any dose"),
    "readiness_breath_tester_needed": _("A calibrated breath tester before any dose"),
    "readiness_on_duty_nurse_fewest": _("Nurses on duty, at least"),
    "readiness_on_duty_prescriber_fewest": _("Prescribers on duty, at least"),
    "readiness_on_duty_pharmacist_fewest": _("Pharmacists on duty, at least"),
    "readiness_on_duty_desk_fewest": _("Desk staff on duty, at least"),
}
KINDS = {
    "aggression": _("Aggression"),
    "diversion": _("Diversion"),
    "smuggling": _("Smuggling in"),
    "needle_stick": _("Needle stick"),
    "medication_error": _("Medication error"),
    "near_miss": _("Near miss"),
    "seizure": _("Seizure"),
    "fall": _("Fall"),
    "overdose": _("Overdose"),
}
_ASKED = {
    "report_to": _("{incident}: reported to"),
    "report_days_longest": _("{incident}: reported within"),
    "report_grade_lowest": _("{incident}: reported from grade"),
}
INCIDENTS: Mapping[str, Promise] = {
    f"incident_{kind}_{what}": format_lazy(words, incident=incident)
    for kind, incident in KINDS.items()
    for what, words in _ASKED.items()
} | {"learning_cell_fewest": _("Told apart in the report to learn from, at least")}
