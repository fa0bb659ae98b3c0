"""Other medicines as the patient's page, the order page and the hatch show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.medicines import facts, words
from vangnet.clinic.consulting.models import OtherMedicine, OtherMedicinesAsked
from vangnet.clinic.registry.models import Patient
from vangnet.rules.medicines import ON_THE_LINE, MedicineKind
from vangnet.rules.wording import number, wording

# What sedates beside an opioid stands first and is marked; icon and word, never colour alone.
LOOKS = {
    MedicineKind.SEDATIVE: ("warn", "warn"),
    MedicineKind.OPIOID: ("warn", "warn"),
    MedicineKind.ALCOHOL: ("breath", "warn"),
    MedicineKind.OTHER: ("idle", "idle"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One medicine in words."""

    medicine: OtherMedicine
    kind: str
    amount: str  # "2.5 mg a day", or that it is not known
    source: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`asked` None: nobody ever asked for everything; without rows that is said as it is."""

    rows: tuple[Row, ...]
    past: tuple[Row, ...]
    asked: OtherMedicinesAsked | None
    asked_since_written: bool  # nothing was written after the last time everything was asked

    @property
    def beside(self) -> tuple[Row, ...]:
        """Every opioid, sedative and alcohol of that day, for the line of exposure."""
        return tuple(one for one in self.rows if one.medicine.kind in ON_THE_LINE)


def card(patient: Patient, *, on: date) -> Card:
    """For include medicines/card.html with this as `medicines`."""
    now = list(facts.taken(patient, on=on))
    rest = OtherMedicine.objects.filter(patient=patient, end__isnull=False)
    rest = rest.exclude(pk__in=[one.pk for one in now]).select_related("end", "recorded_by")
    asked = facts.last_asked(patient, on=on)
    return Card(
        rows=_rows(now), past=tuple(map(row, rest.order_by("-end__ended_on", "name"))),
        asked=asked,
        asked_since_written=asked is not None
        and all(one.recorded_at <= asked.recorded_at for one in now),
    )  # fmt: skip


def chips(patient: Patient, *, on: date) -> list[dict[str, str]]:
    """For the banner at the hatch."""
    if not facts.takes_sedatives(patient, on=on):
        return []
    return [{"text": _("Takes sedatives"), "icon": "warn", "tone": "warn"}]


def _rows(medicines: Iterable[OtherMedicine]) -> tuple[Row, ...]:
    order = list(words.KINDS)
    return tuple(map(row, sorted(medicines, key=lambda one: order.index(one.kind))))


def row(one: OtherMedicine) -> Row:
    icon, tone = LOOKS[MedicineKind(one.kind)]
    return Row(
        medicine=one, kind=str(words.KINDS[one.kind]), amount=_amount(one),
        source=str(words.SOURCES[one.source]), icon=icon, tone=tone,
    )  # fmt: skip


def _amount(one: OtherMedicine) -> str:
    if one.amount is None:
        return _("amount not known")
    mark = str(wording(get_language() or "en")["decimal_mark"])
    told = {"amount": number(one.amount, mark=mark), "unit": words.UNITS[one.amount_unit]}
    return _("%(amount)s %(unit)s a day") % told
