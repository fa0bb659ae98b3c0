"""What a letter says, as plain JSON data: the page shows it and the PDF is set from it."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vangnet.clinic.board.letter import words
from vangnet.clinic.board.letter.facts import Asked, Told
from vangnet.clinic.board.letter.purposes import PURPOSES
from vangnet.clinic.board.templatetags.formats import age, clock, day
from vangnet.clinic.reception.banner import alert_chips
from vangnet.clinic.registry.facts import zone_of
from vangnet.clinic.registry.models import Patient


def say(told: Told, asked: Asked) -> dict[str, Any]:
    """The letter, in its own language and the unit's time zone. Nothing in it is markup."""
    unit = told.patient.unit
    with translation.override(asked.language), timezone.override(zone_of(unit)):
        local = timezone.localtime(told.at)
        return {
            "language": asked.language,
            "title": _("Letter for a hospital"),
            "date": {
                "year": local.year, "month": local.month, "day": local.day,
                "hour": local.hour, "minute": local.minute, "second": local.second,
            },
            "demonstration": _demonstration(unit.is_demonstration),
            "emergency": _emergency(asked),
            "unit": unit.name, "phone": asked.phone, "recipient": asked.recipient,
            "purpose": str(PURPOSES[asked.purpose]),
            "person": _person(told), "made": _made(told, asked),
            "alerts": [chip["text"] for chip in alert_chips(told.patient)],
            "last": words.last_doses(told), "warnings": words.warnings(told),
            "orders": {"head": words.order_head(), "rows": words.order_rows(told)},
            "others": words.others(told), "doses": words.dose_table(told),
            "closing": _closing(told),
            "words": _titles(),
            "foot_line": _("%(unit)s, %(number)s, made %(day)s, %(time)s") % {
                "unit": unit.name, "number": told.patient.number,
                "day": day(told.at), "time": clock(told.at),
            },
            "signs_missing": _("Some signs of a name could not be printed and stand as a box."),
        }  # fmt: skip


def _titles() -> dict[str, str]:
    return {
        "to": _("To"), "phone": _("Questions, day and night"), "orders": _("Current orders"),
        "no_orders": _("No order is signed here."), "others": _("Other treatment known to us"),
    }  # fmt: skip


def _demonstration(is_demonstration: bool) -> str:
    if not is_demonstration:
        return ""
    return _("DEMONSTRATION. The person and every number are made up. Treat nobody by this letter.")


def _emergency(asked: Asked) -> str:
    if not asked.emergency_reason:
        return ""
    return _("Made without the patient's consent, because life is at risk: %(reason)s") % {
        "reason": asked.emergency_reason
    }


def _person(told: Told) -> dict[str, str]:
    born = birth_date_of(told.patient)
    known = _("Born %(day)s (%(years)s years)") % {
        "day": day(born), "years": age(born, told.today)
    } if born else _("Birth date not known")  # fmt: skip
    return {
        "name": name_of(told.patient), "born": known,
        "number": _("Our number: %(number)s") % {"number": told.patient.number},
    }  # fmt: skip


def name_of(patient: Patient) -> str:
    identity = getattr(patient, "identity", None)
    if identity is None:
        return _("Name not known")
    return f"{identity.given_names} {identity.family_name}".strip()


def birth_date_of(patient: Patient) -> Any:
    return getattr(getattr(patient, "identity", None), "birth_date", None)


def _made(told: Told, asked: Asked) -> str:
    return _("Made on %(day)s, %(time)s (%(zone)s) by %(name)s, %(role)s") % {
        "day": day(told.at), "time": clock(told.at), "zone": told.patient.unit.time_zone,
        "name": told.by.display_name, "role": told.by.role_name(),
    }  # fmt: skip


def _closing(told: Told) -> list[str]:
    return [
        _("Times are those of %(zone)s. A dose counts as what was given of it.")
        % {"zone": told.patient.unit.time_zone},
        _(
            "This letter says what was recorded here. It is not medical advice: who treats the "
            "patient decides. Tolerance falls with every day without a dose."
        ),
    ]
