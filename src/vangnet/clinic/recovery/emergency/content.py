"""What the page for the ambulance says, as plain JSON data: the PDF is set from it."""

from datetime import date, datetime
from textwrap import shorten
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.dispensary.ordered import current_orders, in_force, order_on
from vangnet.clinic.reception.banner import alert_chips
from vangnet.clinic.recovery.emergency import facts, words
from vangnet.clinic.recovery.emergency.models import ActKind, Emergency, EmergencyAct
from vangnet.clinic.registry.facts import clinic_day_of, zone_of
from vangnet.clinic.staff.models import User
from vangnet.rules.wording import wording

DOSES_TOLD = 4  # the last doses on the page
LINE = 110  # signs of one line of the log: a long note is cut, the record has all of it
ROWS_TOLD = 48  # what one page holds; the oldest are left out, and that is said


def say(emergency: Emergency, *, language: str, by: User, at: datetime) -> dict[str, Any]:
    """The page, in its own language and the unit's time zone. Nothing in it is markup."""
    unit = emergency.unit
    with translation.override(language), timezone.override(zone_of(unit)):
        local, acts = timezone.localtime(at), facts.standing(facts.acts(emergency))
        return {
            "language": language, "title": _("Overdose: handed over to the ambulance"),
            "date": {
                "year": local.year, "month": local.month, "day": local.day,
                "hour": local.hour, "minute": local.minute, "second": local.second,
            },
            "demonstration": _demonstration(unit.is_demonstration),
            "unit": unit.name, "when": _when(emergency),
            "made": _("Made %(time)s by %(name)s, %(role)s")
            % {"time": clock(at), "name": by.display_name, "role": by.role_name()},
            "person": _person(emergency, at),
            "alerts": [str(chip["text"]) for chip in alert_chips(emergency.patient)],
            "naloxone": _naloxone(acts), "warnings": _warnings(emergency),
            "doses": _doses(emergency, at), "others": _others(emergency, at),
            "log": _log(emergency, acts),
            "closing": [
                _("Times are those of %(zone)s. This page says what was recorded here. It is not "
                  "medical advice.") % {"zone": unit.time_zone}
            ],
            "signs_missing": _("Some signs of a name could not be printed and stand as a box."),
            "foot": f"{unit.name}, {emergency.patient.number}, {day(at)}, {clock(at)}",
        }  # fmt: skip


def clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M:%S")


def day(at: datetime) -> str:
    return _dated(timezone.localtime(at))


def _dated(when: date) -> str:
    """Dutch writes its months small."""
    dutch = translation.get_language() == "nl"
    return date_format(when, "j b Y") if dutch else date_format(when, "j M Y")


def _demonstration(is_demonstration: bool) -> str:
    if not is_demonstration:
        return ""
    return _("DEMONSTRATION. The person and every number are made up. Treat nobody by this page.")


def _when(emergency: Emergency) -> str:
    return _("Found %(day)s, %(time)s") % {
        "day": day(emergency.started_at), "time": clock(emergency.started_at)
    }  # fmt: skip


def _person(emergency: Emergency, at: datetime) -> dict[str, str]:
    patient = emergency.patient
    identity = getattr(patient, "identity", None)
    born = getattr(identity, "birth_date", None)
    today = clinic_day_of(emergency.unit, at=at)
    years = born and today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return {
        "name": f"{identity.given_names} {identity.family_name}".strip()
        if identity else _("Name not known"),
        "born": _("Born %(day)s (%(years)s years)")
        % {"day": _dated(born), "years": years}
        if born else _("Birth date not known"),
        "number": _("Our number: %(number)s") % {"number": patient.number},
    }  # fmt: skip


def _naloxone(acts: list[EmergencyAct]) -> dict[str, str]:
    given = [one for one in acts if one.kind == ActKind.NALOXONE]
    if not given:
        return {"head": _("No naloxone given here"), "detail": ""}
    times = ngettext("%(count)s time", "%(count)s times", len(given)) % {"count": len(given)}
    return {
        "head": _("Naloxone: %(total)s, %(times)s")
        % {"total": words.total(given), "times": times},
        "detail": _("Last at %(time)s. It wears off before the opioid: breathing can stop again.")
        % {"time": clock(given[-1].happened_at)},
    }  # fmt: skip


def _warnings(emergency: Emergency) -> list[str]:
    care = facts.ladder(emergency.protocol).care
    return [care] if care else []


def _doses(emergency: Emergency, at: datetime) -> dict[str, Any]:
    rows = Use.objects.filter(patient=emergency.patient_id, opened_at__lte=at)
    last = rows.select_related("hand_over").order_by("-opened_at")[:DOSES_TOLD]
    return {
        "title": _("Last doses here"), "none": _("No dose was given here."),
        "head": [_("When"), _("What"), _("How much")],
        "rows": [_dose(one) for one in last],
    }  # fmt: skip


def _dose(use: Use) -> list[str]:
    said, dose = wording(translation.get_language() or "en")["words"], use.hand_over
    began = use.started_at or use.opened_at
    product = f"{said[dose.drug].capitalize()} ({said[dose.salt_form]}), {said[dose.route]}"
    amount = use.dose_mg if use.given_mg is None else use.given_mg
    mg = f"{words.plain(amount.normalize())} mg"
    if use.given_mg is None:
        mg = _("up to %(mg)s, not ended") % {"mg": mg}
    return [f"{day(began)}, {clock(began)}", product, mg]


def _others(emergency: Emergency, at: datetime) -> list[str]:
    """Orders in force that may be in the body as well, whoever gave them out."""
    said, today = (
        wording(translation.get_language() or "en")["words"],
        clinic_day_of(emergency.unit, at=at),
    )
    return [
        _("Ordered: %(drug)s, %(route)s, up to %(mg)s mg a day") % {
            "drug": said[one.drug], "route": said[one.route],
            "mg": words.plain(order_on(one, today).day_mg.normalize()),
        }
        for one in current_orders(emergency.patient) if in_force(one, today)
    ]  # fmt: skip


def _log(emergency: Emergency, acts: list[EmergencyAct]) -> dict[str, Any]:
    rows = [
        [clock(emergency.started_at), _("Emergency started"), emergency.started_by.display_name],
        *(
            [clock(one.happened_at), shorten(words.said(one), LINE), one.by.display_name]
            for one in acts
        ),
    ]
    left_out = max(len(rows) - ROWS_TOLD, 0)
    more = ngettext(
        "%(count)s earlier line left out.", "%(count)s earlier lines left out.", left_out
    )
    return {
        "title": _("What was done"), "head": [_("Time"), _("What"), _("By")],
        "rows": rows[left_out:], "more": more % {"count": left_out} if left_out else "",
    }  # fmt: skip
