"""Finding a patient of the unit by name, number or card, and who could be mistaken for them."""

from datetime import date
from itertools import pairwise

from django.db.models import Q, QuerySet

from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.here import patients_at
from vangnet.clinic.registry.models import Patient, PatientIdentity, Unit

FOUND_MAX = 12  # more than this is no answer: the page asks for more letters


def find(unit: Unit, words: str, *, day: date | None = None) -> list[Patient]:
    """Exactly this number or card first; else every patient whose name has all the words.

    With a day its guests are found too. Two units may have given out the same number.
    """
    asked = words.strip()
    if not asked:
        return []
    known = patients_at(unit, day=day) if day else unit.patients.all()
    known = known.select_related("identity", "unit")
    number = Q(number__iexact=asked) | Q(number__iexact=f"C-{asked.zfill(3)}")
    exact = known.filter(number | Q(identifiers__value=asked)).distinct()
    return list(exact.order_by("number")[:FOUND_MAX]) or list(_by_name(known, asked))


def _by_name(known: QuerySet[Patient], asked: str) -> QuerySet[Patient]:
    for word in asked.split():
        known = known.filter(
            Q(identity__family_name__icontains=word) | Q(identity__given_names__icontains=word)
        )
    return known.order_by("identity__family_name", "number")[: FOUND_MAX + 1]


def look_alikes(patient: Patient, *, unit: Unit, day: date) -> list[Patient]:
    """Who could be taken for this patient at `unit`: nearly the same name, a guest's very number,

    or a number of today's with two figures changed places. Everyone else's number is left out: too
    many warnings are none.
    """
    others = patients_at(unit, day=day).exclude(pk=patient.pk).select_related("identity")
    today = Visit.objects.filter(unit=unit, clinic_day=day).values("patient")
    numbered = Q(number__in=_swapped(patient.number), pk__in=today) | Q(number=patient.number)
    alike = set(others.filter(numbered).values_list("pk", flat=True))
    name = _name(patient)
    if name:
        names = PatientIdentity.objects.filter(patient__in=others.values("pk"))
        for key, family_name in names.values_list("patient_id", "family_name"):
            if nearly_the_same(name, family_name.casefold()):
                alike.add(key)
    return list(others.filter(pk__in=alike).order_by("number")[:3])


def _name(patient: Patient) -> str:
    identity = getattr(patient, "identity", None)
    return identity.family_name.casefold() if identity else ""


def _swapped(number: str) -> list[str]:
    """The number with two neighbouring figures changed places: C-231 for C-213."""
    spots = [i for i, (a, b) in enumerate(pairwise(number)) if a.isdigit() and b.isdigit()]
    return [number[:i] + number[i + 1] + number[i] + number[i + 2 :] for i in spots]


def nearly_the_same(a: str, b: str) -> bool:
    """The same letters but for one added, left out, changed, or two that changed places."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < 4:
        return False
    start = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b[1:]
        or rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or (rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:])
    )
