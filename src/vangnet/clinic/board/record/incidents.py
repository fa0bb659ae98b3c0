"""What went wrong around one person, as far as the rooms record it, the latest first.

Each source reads one kind of row. A register of incidents, when the house has one, is one line
more in SOURCES. No limit stands here: what counts as wrong was said by a rule or by a nurse.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vangnet.clinic.board.templatetags.board_words import hold_word
from vangnet.clinic.board.templatetags.formats import clock, day, mg
from vangnet.clinic.consulting.models import Hold, HoldKind
from vangnet.clinic.dispensary.forms import SIGNS
from vangnet.clinic.dispensary.models import HandOver, PreDoseCheck, Use
from vangnet.clinic.recovery.incidents import models as register
from vangnet.clinic.recovery.incidents.words import GRADES, KINDS
from vangnet.clinic.recovery.models import Departure, DepartureKind, Observation
from vangnet.clinic.registry.models import Patient
from vangnet.rules.decision import Refusal
from vangnet.rules.incidents import Grade, IncidentKind
from vangnet.rules.wording import explain

SINCE = timedelta(days=365)
EACH_READ = 40  # the latest of each kind
SHOWN = 8  # the rest opens under them


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    at: datetime
    icon: str
    tone: str
    title: str
    fact: str
    url: str = ""


def incidents(patient: Patient, *, at: datetime) -> list[Incident]:
    found = [one for source in SOURCES for one in source(patient, at - SINCE)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _locks(patient: Patient, since: datetime) -> list[Incident]:
    """Opioids locked after an overdose."""
    rows = Hold.objects.filter(patient=patient, kind=HoldKind.EMERGENCY, placed_at__gte=since)
    return [
        Incident(
            at=one.placed_at, icon="emergency", tone="danger",
            title=_("Opioids locked: %(reason)s") % {"reason": hold_word(one.reason)},
            fact=_("Lifted %(day)s, %(time)s")
            % {"day": day(one.lifted_at), "time": clock(one.lifted_at)}
            if one.lifted_at else _("Still locked. A prescriber lifts it."),
        )
        for one in rows.order_by("-placed_at")[:EACH_READ]
    ]  # fmt: skip


def _refusals(patient: Patient, since: datetime) -> list[Incident]:
    rows = HandOver.objects.filter(patient=patient, allowed=False, at__gte=since).defer("facts")
    language, zone = get_language() or "en", timezone.get_current_timezone()
    found = []
    for one in rows.order_by("-at")[:EACH_READ]:
        said = explain(Refusal.from_json(one.reasons[0]), language, zone).sentence
        more = len(one.reasons) - 1
        also = ngettext("And %(more)s more reason.", "And %(more)s more reasons.", more)
        found.append(
            Incident(
                at=one.at, icon="refused", tone="danger",
                title=_("Refused at the hatch: %(mg)s") % {"mg": mg(one.dose_mg)},
                fact=f"{said} {also % {'more': more}}" if more else said,
                url=reverse("registry:decision", args=[one.pk]),
            )
        )  # fmt: skip
    return found


def _departures(patient: Patient, since: datetime) -> list[Incident]:
    rows = Departure.objects.filter(
        patient=patient, kind=DepartureKind.AGAINST_ADVICE, at__gte=since
    ).select_related("by")
    return [
        Incident(
            at=one.at, icon="leave", tone="warn", title=_("Left against advice"),
            fact=_("The next dose was put on hold. %(name)s") % {"name": one.by.display_name},
        )
        for one in rows.order_by("-at")[:EACH_READ]
    ]  # fmt: skip


def _checks(patient: Patient, since: datetime) -> list[Incident]:
    """Asleep, or with signs of intoxication, just before a dose."""
    rows = PreDoseCheck.objects.filter(
        ~Q(intoxication_signs=[]) | Q(asleep=True), patient=patient, checked_at__gte=since,
        corrected_by__isnull=True,
    ).select_related("checked_by")  # fmt: skip
    return [
        Incident(
            at=one.checked_at, icon="signs", tone="warn", title=_("Signs before the dose"),
            fact=_signs(one.asleep, one.intoxication_signs, one.checked_by.display_name),
        )
        for one in rows.order_by("-checked_at")[:EACH_READ]
    ]  # fmt: skip


def _observations(patient: Patient, since: datetime) -> list[Incident]:
    """The same in recovery: these stop the way out."""
    rows = Observation.objects.filter(
        ~Q(signs=[]) | Q(asleep=True), patient=patient, at__gte=since, corrected_by__isnull=True
    ).select_related("by")
    return [
        Incident(
            at=one.at, icon="observation", tone="warn", title=_("Signs in recovery"),
            fact=_signs(one.asleep, one.signs, one.by.display_name),
        )
        for one in rows.order_by("-at")[:EACH_READ]
    ]  # fmt: skip


def _signs(asleep: bool, signs: list[str], name: str) -> str:
    words = dict(SIGNS)
    said = [_("asleep")] if asleep else []
    return f"{', '.join([*said, *(str(words.get(one, one)) for one in signs)])} · {name}"


def _spilt(patient: Patient, since: datetime) -> list[Incident]:
    rows = Use.objects.filter(patient=patient, spilt_mg__gt=0, opened_at__gte=since)
    return [
        Incident(
            at=one.ended_at or one.opened_at, icon="difference", tone="warn",
            title=_("Spilt: %(mg)s of %(dose)s")
            % {"mg": mg(one.spilt_mg), "dose": mg(one.dose_mg)},
            fact=_("Said by %(name)s") % {"name": one.ended_by.display_name}
            if one.ended_by else "",
        )
        for one in rows.select_related("ended_by").order_by("-opened_at")[:EACH_READ]
    ]  # fmt: skip


def _told(patient: Patient, since: datetime) -> list[Incident]:
    """From the register of incidents, whatever its grade."""
    rows = register.Incident.objects.filter(
        patient=patient, happened_at__gte=since, corrected_by__isnull=True, is_void=False
    ).select_related("recorded_by")
    return [
        Incident(
            at=one.happened_at, icon="warn", tone="warn", url=reverse(
                "incidents:incident", args=[one.first_id or one.pk]
            ),
            title=str(KINDS[IncidentKind(one.kind)]),
            fact=f"{GRADES[Grade(one.grade)]} · {one.recorded_by.display_name}",
        )
        for one in rows.order_by("-happened_at")[:EACH_READ]
    ]  # fmt: skip


SOURCES: tuple[Callable[[Patient, datetime], list[Incident]], ...] = (
    _locks,
    _refusals,
    _departures,
    _checks,
    _observations,
    _spilt,
    _told,
)
