"""The emergency as its screen shows it: the steps, the tiles, the ladder, what was done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.protocols.words import NAMES
from vangnet.clinic.reception.models import RoomStay, Visit
from vangnet.clinic.recovery.emergency import facts, words
from vangnet.clinic.recovery.emergency.models import ActKind, Emergency, EmergencyAct
from vangnet.clinic.recovery.emergency.stock import facts as stock
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.rules.overdose import Ladder, NextNaloxone, next_naloxone
from vangnet.rules.wording import wording

# The buttons in their order; the first nine have the keys 1 to 9.
TILES = (
    (ActKind.AMBULANCE_CALLED, "call"), (ActKind.AIRWAY, "move-up"), (ActKind.BREATHS, "breaths"),
    (ActKind.OXYGEN, "oxygen"), (ActKind.NALOXONE, "syringe"), (ActKind.CPR, "heart-pulse"),
    (ActKind.SHOCK, "zap"), (ActKind.BREATHING, "smile"), (ActKind.DOCTOR_HERE, "user-plus"),
    (ActKind.AMBULANCE_HERE, "ambulance"),
)  # fmt: skip
STEPS: tuple[tuple[str, Promise, Promise | None], ...] = (
    (ActKind.AMBULANCE_CALLED, gettext_lazy("Call for help. Call the ambulance."), None),
    ("", gettext_lazy("Shake, shout. Does the patient answer?"), None),
    (ActKind.AIRWAY, gettext_lazy("Head back, chin up. Look in the mouth."), None),
    (
        ActKind.BREATHS, gettext_lazy("Give breaths with bag and mask."),
        gettext_lazy("Do not stop for naloxone."),
    ),
    (ActKind.OXYGEN, gettext_lazy("Give oxygen."), None),
    (ActKind.NALOXONE, gettext_lazy("Give naloxone."), None),
    (ActKind.CPR, gettext_lazy("No pulse, or gasping? Start CPR. Fetch the AED."), None),
    (
        ActKind.BREATHING, gettext_lazy("Breathing again? On the side. Stay with the patient."),
        gettext_lazy("The overdose can return when naloxone wears off."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of what to do; `act` is the first time it was done."""

    text: str
    more: str
    act: EmergencyAct | None
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    kind: str
    word: str
    icon: str
    key: int  # on the keyboard; 0: none
    last: EmergencyAct | None
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Naloxone by the book: pieces in date, and what it cannot explain."""

    in_date: int
    difference: int

    @property
    def apart(self) -> int:
        return abs(self.difference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    emergency: Emergency
    steps: list[Step]
    tiles: list[Tile]
    written: list[EmergencyAct]  # the latest first, corrected ones as well
    given: list[EmergencyAct]  # naloxone, the first first
    total: str  # with its unit, and "?" for what was not written
    next: NextNaloxone
    ladder: Ladder
    missing: list[str]
    reading: EmergencyAct | None
    last: EmergencyAct | None  # what "undo" takes back
    shelf: Shelf


def screen(emergency: Emergency, *, at: datetime) -> Screen:
    written = facts.acts(emergency)
    held, ladder = facts.standing(written), facts.ladder(emergency.protocol)
    given = [one for one in held if one.kind == ActKind.NALOXONE]
    readings = [one for one in held if one.kind == ActKind.READING]
    return Screen(
        emergency=emergency, steps=_steps(held, ladder), tiles=_tiles(held), given=given,
        written=written[::-1], total=words.total(given), ladder=ladder,
        next=next_naloxone(ladder, [one.happened_at for one in given]),
        missing=[str(NAMES[key]) for key in ladder.missing],
        reading=readings[-1] if readings else None,
        last=max(held, key=lambda one: (one.recorded_at, one.pk), default=None),
        shelf=_shelf(emergency.unit, at=at),
    )  # fmt: skip


def _steps(held: list[EmergencyAct], ladder: Ladder) -> list[Step]:
    first = {one.kind: one for one in reversed(held)}
    asked = [kind for kind, _text, _more in STEPS if kind and kind != ActKind.CPR]
    now = next((kind for kind in asked if kind not in first), None)
    more = _signed(ladder)
    return [
        Step(
            text=str(text), more=more.get(kind) or str(note or ""), act=first.get(kind),
            is_now=bool(kind) and kind == now,
        )
        for kind, text, note in STEPS
    ]  # fmt: skip


def _signed(ladder: Ladder) -> dict[str, str]:
    """What the unit has signed beside a step; nothing is said where nothing is signed."""
    said: dict[str, str] = {}
    if ladder.oxygen_l_per_min is not None:
        said[ActKind.OXYGEN] = _("%(litres)s L a minute") % {
            "litres": words.plain(ladder.oxygen_l_per_min)
        }
    if dose := dose_words(ladder):
        said[ActKind.NALOXONE] = dose
    return said


def dose_words(ladder: Ladder) -> str:
    mg = "" if ladder.dose_mg is None else f"{words.plain(ladder.dose_mg)} mg"
    return ", ".join(part for part in (mg, ladder.routes or "") if part)


def _tiles(held: list[EmergencyAct]) -> list[Tile]:
    return [
        Tile(
            kind=kind, word=str(words.ACTS[kind]), icon=icon, key=n if n < 10 else 0,
            last=next((one for one in reversed(held) if one.kind == kind), None),
            times=sum(1 for one in held if one.kind == kind),
        )
        for n, (kind, icon) in enumerate(TILES, start=1)
    ]  # fmt: skip


def _shelf(unit: Unit, *, at: datetime) -> Shelf:
    return Shelf(
        in_date=facts.naloxone_in_date(unit, clinic_day_of(unit, at=at)),
        difference=stock.difference(unit),
    )


def last_dose(emergency: Emergency) -> dict[str, Any] | None:
    """What went in last, for the line under the name."""
    rows = Use.objects.filter(patient=emergency.patient_id, opened_at__lte=emergency.started_at)
    use = rows.select_related("hand_over").order_by("-opened_at").first()
    if use is None:
        return None
    said = wording(get_language() or "en")["words"]
    amount = use.dose_mg if use.given_mg is None else use.given_mg
    return {
        "mg": words.plain(amount), "drug": said[use.hand_over.drug],
        "route": said[use.hand_over.route], "at": use.started_at or use.opened_at,
    }  # fmt: skip


def room_of(visit: Visit | None, *, at: datetime) -> int | None:
    """The room of that moment: the page keeps it after the patient has gone."""
    if visit is None:
        return None
    stays = RoomStay.objects.filter(visit=visit, from_at__lte=at).select_related("room")
    last = stays.order_by("from_at").last()
    return last.room.number if last else None


def here(unit: Unit) -> list[dict[str, Any]]:
    """Everyone in the building, by room; then who has none yet."""
    visits = Visit.objects.filter(unit=unit, closed_at__isnull=True).select_related(
        "patient__identity", "patient__unit", "unit"
    )
    stays = RoomStay.objects.filter(visit__in=visits, until_at__isnull=True)
    rooms = dict(stays.values_list("visit", "room__number"))
    runs = {
        one.patient_id: one
        for one in Emergency.objects.filter(
            patient__in=[visit.patient_id for visit in visits], ended_at__isnull=True
        )
    }
    rows = [
        {"visit": one, "room": rooms.get(one.pk), "runs": runs.get(one.patient_id)}
        for one in visits
    ]
    return sorted(rows, key=lambda row: (row["room"] is None, row["room"] or 0, row["visit"].pk))
