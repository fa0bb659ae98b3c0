"""Every page of health checks and counselling in a real Chromium: clean, inside its window."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.clinic.board.conftest import browser, show  # noqa: F401
from tests.clinic.looking import look, look_at_every_size
from tests.factories.filling.care import fill
from tests.factories.pages import at_present, signed_in, signing

from vangnet.clinic.consulting.care import actions, talking
from vangnet.clinic.consulting.models import Complaint, Note, Result
from vangnet.clinic.registry.facts import clinic_day_of, zone_of
from vangnet.rules.care import Finding, Method, NoteKind, SiteState
from vangnet.rules.check_keys import CheckKind

PAGES = [
    "due", "week", "patient", "trend", "sites", "weight", "fault", "pressure", "infection",
    "places", "urine", "plan", "note", "addendum", "consent", "withdraw", "complaint", "step",
    "complaints", "appointment", "busy",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _database_beside_the_browser():
    """The browser keeps an event loop in this thread; the pages are asked for in the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


def record(world, patient, kind, days_ago, **found):
    day = clinic_day_of(world.unit, at=world.now) - timedelta(days=days_ago)
    actions.record_result(
        patient=patient, by=world.nurse, at=world.now, request_id=uuid4(),
        new=actions.NewResult(kind=kind, taken_on=day, **found),
    )  # fmt: skip


def a_patient(world):
    """Somebody with something of everything."""
    patient = world.patient()
    day = clinic_day_of(world.unit, at=world.now)
    fill(world, patient, today=day)
    for ago, kg in ((400, "70"), (300, "73.5"), (200, "72"), (100, "69.5")):
        record(world, patient, CheckKind.WEIGHT, ago, value=Decimal(kg))
    record(world, patient, CheckKind.BLOOD_PRESSURE, 120, value=Decimal(128), second=Decimal(79))
    record(world, patient, CheckKind.ECG, 300, value=Decimal(462))
    blood = {"finding": Finding.NEGATIVE, "method": Method.ANTIBODY}
    record(world, patient, CheckKind.HEPATITIS_C, 300, **blood)
    record(world, patient, CheckKind.HIV, 200, **blood)
    record(world, patient, CheckKind.INJECTION_SITES, 25, parts=(
        ("left_elbow", SiteState.INFLAMED), ("right_elbow", SiteState.CLOSED),
        ("right_forearm", SiteState.GOOD), ("left_groin", SiteState.SORE)))  # fmt: skip
    talking.write_note(
        patient=patient, kind=NoteKind.OWN_WORDS, about_at=world.now - timedelta(hours=9),
        words="I sleep badly since the summer.", by=world.nurse, at=world.now, request_id=uuid4(),
    )  # fmt: skip
    return patient


@pytest.fixture
def pages(trial, client):
    """Every page by its name, each with something on it."""
    unit = at_present(trial)
    signed_in(client, unit, "prescriber")
    patient = a_patient(unit)
    weight = Result.objects.filter(patient=patient, kind="weight").latest("taken_on")
    note, complaint = Note.objects.filter(patient=patient).first(), Complaint.objects.get()

    def at(name, *keys):
        return reverse(f"care:{name}", args=keys)

    def new(kind):
        return at("result", patient.pk, kind)

    taken = unit.now.astimezone(zone_of(unit.unit)).strftime("%Y-%m-%dT%H:%M")
    busy = {"staff": str(unit.staff["prescriber"].pk), "kind": "medical", "starts_at": taken,
            "minutes": "30", **signing(unit)}  # fmt: skip
    asked = {
        "due": at("due"), "week": at("week"), "patient": at("patient", patient.pk),
        "trend": at("trend", patient.pk, "weight"), "weight": new("weight"),
        "sites": at("trend", patient.pk, "injection_sites"), "pressure": new("blood_pressure"),
        "infection": new("hiv"), "places": new("injection_sites"), "urine": new("urine"),
        "plan": at("plan", patient.pk, "hiv"), "note": at("note", patient.pk),
        "addendum": at("addendum", note.pk), "consent": at("consent", patient.pk),
        "withdraw": at("withdraw", patient.pk, "treatment"), "strike": at("strike", weight.pk),
        "complaint": at("complaint", patient.pk), "step": at("complaint-step", complaint.pk),
        "complaints": at("complaints"), "appointment": at("appointment", patient.pk),
    }  # fmt: skip
    found = {name: lambda url=url: client.get(url) for name, url in asked.items()}
    found["fault"] = lambda: client.post(new("weight"), {"value": "695", **signing(unit)})
    found["busy"] = lambda: client.post(at("appointment", unit.patient().pk), busy)
    return found


@pytest.mark.stories
def test_every_page_is_clean_and_stays_inside(show, pages):  # noqa: F811
    problems = []
    for name in PAGES:
        answer = pages[name]()
        assert answer.status_code in (200, 422), (name, answer.status_code)
        problems += look_at_every_size(show(answer.text), name)
    assert problems == []


@pytest.mark.stories
def test_the_pages_fit_in_dutch(client, show, pages):  # noqa: F811
    client.cookies["django_language"] = "nl"
    problems = []
    for name in ("due", "week", "patient", "trend", "urine"):
        problems += look(show(pages[name]().text, width=820, height=1180), f"{name}-nl")
    assert problems == []
