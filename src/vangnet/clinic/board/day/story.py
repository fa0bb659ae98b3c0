"""A made-up day in words: what happened, read back from the tables it was written to."""

from collections.abc import Iterator

from django.db.models import F

from vangnet.clinic.board.day.figures import Figures, OfDrug
from vangnet.clinic.board.day.made_up_day import MadeUpDay
from vangnet.clinic.dispensary.models import BreathTest, HandOver, Use
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery.models import Departure, DepartureKind
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.vault.models import Count, Posting, PostingKind
from vangnet.rules.amounts import Drug
from vangnet.rules.visit import Stage

WIDTH = 44


def lines(day: MadeUpDay, *, seed: int) -> Iterator[str]:
    found = day.figures
    patients = len(day.ward.patients)
    yield f"A made-up day: {day.evening.clinic_day}, {patients} patients, seed {seed}"
    yield ""
    yield from _rows(happened(day))
    yield ""
    yield "Refused by the gate, by reason (one refusal may have several)"
    yield from _rows([(f"  {reason}", times) for reason, times in found.refusals.items()])
    yield ""
    yield "Register, mg of diamorphine hydrochloride monohydrate"
    yield from _rows(_register(found))
    if Drug.METHADONE in found.drugs:
        yield ""
        yield "Register, mg of methadone hydrochloride"
        yield from _rows(_register(found.drugs[Drug.METHADONE]))
    yield ""
    yield "Balanced." if found.balanced else "NOT balanced."


def happened(day: MadeUpDay) -> list[tuple[str, int]]:
    """Each kind of event, and how often."""
    unit = day.ward.unit
    tests = BreathTest.objects.filter(unit=unit)
    uses = Use.objects.filter(unit=unit, ended_at__isnull=False)
    doses = HandOver.objects.filter(unit=unit, allowed=True)
    waste = Posting.objects.filter(unit=unit, kind=PostingKind.WASTE)
    return [
        ("Visits", day.figures.visits),
        ("  arrived late", sum(one.late for one in day.planned)),
        ("  left without a dose", Visit.objects.filter(unit=unit, stage=_TURNED).count()),
        ("Breath tests", tests.count()),
        ("  over the limit", tests.filter(alcohol_ug_per_l__gt=F("limit_ug_per_l")).count()),
        ("Doses of diamorphine, each witnessed", day.figures.doses),
        ("Doses of methadone, each witnessed", doses.filter(drug=Drug.METHADONE).count()),
        ("  less than ordered", doses.filter(dose_mg__lt=F("order__dose_mg")).count()),
        ("  used in part", uses.filter(given_mg__gt=0, not_used_mg__gt=0).count()),
        ("  not used at all", uses.filter(given_mg=0).count()),
        ("  partly spilt", uses.filter(spilt_mg__gt=0).count()),
        ("Sterile kits issued", doses.filter(kit__isnull=False).count()),
        ("Released after observation", _left(unit, DepartureKind.RELEASED)),
        ("Left against advice", _left(unit, DepartureKind.AGAINST_ADVICE)),
        ("Waste destroyed before two witnesses", waste.count()),
        ("Containers counted", Count.objects.filter(unit=unit).count()),
        ("  misread and counted again", day.evening.recounted),
        ("Days closed", int(day.evening.closed)),
    ]


_TURNED = Stage.TURNED_AWAY.value


def _left(unit: Unit, kind: DepartureKind) -> int:
    return Departure.objects.filter(unit=unit, kind=kind).count()


def _register(found: Figures | OfDrug) -> list[tuple[str, object]]:
    return [
        ("  received", found.mg_received),
        ("  given", found.mg_given),
        ("  wasted", found.mg_wasted),
        ("  in stock", found.mg_in_stock),
    ]


def _rows(rows: "list[tuple[str, int]] | list[tuple[str, object]]") -> Iterator[str]:
    for words, number in rows:
        yield f"{words:<{WIDTH}}{number!s:>12}"
