"""Made-up checks, notes, consents and appointments, so that lists and pages have something on them.

Kept by the ward's own actions. With chance of its own: the made-up days come out as before.
"""

from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from vangnet.clinic.board.day.ward import Ward
from vangnet.clinic.consulting.care import actions, appointments, facts, talking
from vangnet.clinic.consulting.medicines import actions as medicines
from vangnet.clinic.keyed import new_key
from vangnet.clinic.registry.facts import clinic_day_of, zone_of
from vangnet.clinic.registry.models import Patient
from vangnet.rules.care import AppointmentKind, ConsentScope, Finding, Method, NoteKind, SiteState
from vangnet.rules.check_keys import CheckKind
from vangnet.rules.medicines import MedicineKind, MedicineSource

NEVER, OVER = 0.01, 0.03  # shares of the checks that were never done, or are over their day
OVER_DAYS_MOST = 30  # less than any made-up unit waits before it stops a dose
NOTES = ("Slept badly, eats well.", "Spoke about work two mornings a week.", "Wants a dentist.")
COMPLAINTS = ("I had to wait outside in the rain.", "Nobody told me that the times changed.")
LENGTHS = (30, 45)
ASKED_EVERY = 4
MEDICINES: tuple[dict[str, Any], ...] = (
    {"name": "Diazepam (made up)", "kind": MedicineKind.SEDATIVE, "amount": Decimal(10),
     "amount_unit": "mg"},
    {"name": "Sleeping pill, name not known", "kind": MedicineKind.SEDATIVE},
    {"name": "Tramadol (made up)", "kind": MedicineKind.OPIOID, "amount": Decimal(150),
     "amount_unit": "mg"},
    {"name": "Wine", "kind": MedicineKind.ALCOHOL, "amount": Decimal(3), "amount_unit": "{drink}"},
)  # fmt: skip


def keep(ward: Ward, *, at: datetime, now: datetime, seed: int = 1) -> None:
    """For everyone admitted so far. `at`: when it is written; `now`: around which the week lies."""
    rng = Random(f"health {seed}")  # noqa: S311
    nurse = ward.staff["nurse"]
    for place, one in enumerate(ward.patients):
        _checks(ward, one.patient, rng=rng, at=at)
        talking.give_consent(
            patient=one.patient, scope=ConsentScope.TREATMENT, on=clinic_day_of(ward.unit, at=at),
            form_version="Made up 1", witness=ward.staff["prescriber"], words="", by=nurse, at=at,
            request_id=new_key(),
        )  # fmt: skip
        if place % 3 == 0:
            talking.write_note(
                patient=one.patient, kind=rng.choice(list(NoteKind)), by=nurse, at=at,
                about_at=at - timedelta(hours=rng.randint(1, 8)), words=rng.choice(NOTES),
                request_id=new_key(),
            )  # fmt: skip
    for one, words in zip(ward.patients, COMPLAINTS, strict=False):
        talking.receive_complaint(
            patient=one.patient, received_on=clinic_day_of(ward.unit, at=at), words=words,
            by=nurse, at=at, request_id=new_key(),
        )  # fmt: skip
    _medicines(ward, at=at)
    _week(ward, rng=rng, at=at, now=now)


def _medicines(ward: Ward, *, at: datetime) -> None:
    """Of every fourth nobody asked yet; some take something, of the others none is known."""
    today = clinic_day_of(ward.unit, at=at)
    nurse = ward.staff["nurse"]
    for place, one in enumerate(ward.patients):
        if place % ASKED_EVERY == 0:
            continue
        if place % ASKED_EVERY == 1 and (place // ASKED_EVERY) < len(MEDICINES):
            medicines.add_medicine(
                patient=one.patient, by=nurse, at=at, request_id=new_key(),
                new=medicines.NewMedicine(
                    from_on=today - timedelta(days=90), source=MedicineSource.PHARMACY_LIST,
                    prescribed_by="Made up, a GP", **MEDICINES[place // ASKED_EVERY],
                ),
            )  # fmt: skip
        medicines.say_asked(
            patient=one.patient, asked_on=today, source=MedicineSource.PATIENT, by=nurse, at=at,
            request_id=new_key(),
        )  # fmt: skip


def _checks(ward: Ward, patient: Patient, *, rng: Random, at: datetime) -> None:
    today = clinic_day_of(ward.unit, at=at)
    for kind, plan in facts.signed_plans(ward.unit, at=at).items():
        chance = rng.random()
        if chance < NEVER or plan.every_months is None:
            continue
        month = 28  # the shortest: what is meant to be in order surely is
        ago = rng.randint(0, plan.every_months * month - 10)
        if chance < OVER:
            ago = plan.every_months * 31 + rng.randint(1, OVER_DAYS_MOST)
        review = kind is CheckKind.PRESCRIBER_REVIEW
        actions.record_result(
            patient=patient, by=ward.staff["prescriber" if review else "nurse"], at=at,
            request_id=new_key(),
            new=actions.NewResult(
                kind=kind, taken_on=today - timedelta(days=ago), **_found(kind, rng)
            ),
        )  # fmt: skip


def _found(kind: CheckKind, rng: Random) -> dict[str, Any]:
    if kind is CheckKind.WEIGHT:
        return {"value": Decimal(rng.randint(520, 950)) / 10}
    if kind is CheckKind.BLOOD_PRESSURE:
        return {"value": Decimal(rng.randint(105, 145)), "second": Decimal(rng.randint(62, 92))}
    if kind is CheckKind.ECG:
        return {"value": Decimal(rng.randint(395, 470))}
    if kind is CheckKind.INJECTION_SITES:
        states = rng.choices(list(SiteState), weights=(6, 2, 1, 1), k=2)
        return {"parts": (("left_elbow", states[0]), ("right_forearm", states[1]))}
    if kind is CheckKind.URINE:
        told = rng.choices((Finding.NEGATIVE, Finding.POSITIVE), weights=(4, 1), k=3)
        return {"parts": tuple(zip(("heroin_marker", "cocaine", "methadone"), told, strict=True))}
    if kind in (CheckKind.PRESCRIBER_REVIEW, CheckKind.PSYCHOSOCIAL):
        return {"words": "Made up: no change."}
    found = rng.choices((Finding.NEGATIVE, Finding.POSITIVE), weights=(5, 1))[0]
    return {"finding": found, "method": Method.ANTIBODY}


def _week(ward: Ward, *, rng: Random, at: datetime, now: datetime) -> None:
    """Some appointments a day, one after another, from the Monday of this week on."""
    today = clinic_day_of(ward.unit, at=now)
    monday = today - timedelta(days=today.weekday())
    people = iter(ward.patients)
    for back in range(5):
        morning = datetime.combine(monday + timedelta(days=back), time(10), zone_of(ward.unit))
        for turn in range(2):
            one = next(people, None)
            if one is None:
                return
            appointments.make(
                patient=one.patient, by=ward.staff["nurse"], at=min(at, morning),
                request_id=new_key(),
                new=appointments.NewAppointment(
                    staff=ward.staff[("prescriber", "nurse")[turn]],
                    kind=(AppointmentKind.MEDICAL, AppointmentKind.COUNSELLING)[turn],
                    starts_at=morning + timedelta(hours=turn), minutes=rng.choice(LENGTHS),
                    room=f"Made up {turn + 1}",
                ),
            )  # fmt: skip
