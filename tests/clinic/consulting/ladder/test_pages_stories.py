"""The ladder's pages in a real Chromium: clean for axe, and inside a desk, a tablet and a phone."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.board.conftest import browser, show  # noqa: F401
from tests.clinic.consulting.ladder.people import METHADONE_ORDER, begun, facts, leave, written
from tests.clinic.looking import look, look_at_every_size
from tests.factories.pages import at_present, signed_in

from vangnet.clinic.consulting.ladder import actions
from vangnet.clinic.consulting.ladder.facts import standing_episodes
from vangnet.rules.ladder import ContactKind, DoseSpan, EpisodeEndReason, Treatment

PAGES = ["people", "patient", "empty", "left", "begin", "dose", "correct", "contact", "leave"]
DAY = timedelta(days=1)


@pytest.fixture(scope="module", autouse=True)
def _database_beside_the_browser():
    """The browser keeps an event loop in this thread; the pages are asked for in the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def climbed(trial):
    """Someone who went all the way up, someone who left again, and people who did not begin."""
    unit = at_present(trial, hours=1)
    patient, left, _new = unit.patient(), unit.patient(), unit.patient()
    for one in _tried():
        begun(unit, patient, one)
    hat = standing_episodes(patient=patient, treatment="hat").get()
    later = DoseSpan(from_on=_ago(40), mg_per_day=Decimal(660))
    assert actions.record_dose(episode=hat, dose=later, **written(unit)).row
    unit.order(patient, **METHADONE_ORDER)
    begun(unit, left, facts(Treatment.HAT, _ago(200), (_ago(200), "400")))
    leave(unit, left, ended_on=_ago(1), reason=EpisodeEndReason.COMPLETED)
    for days, kind, missed in ((9, ContactKind.PHONE, True), (3, ContactKind.COUNSELLING, False)):
        new = actions.NewContact(kind=kind, on=_ago(days), missed=missed, words="housing letter")
        told = {"patient": patient, "new": new, "request_id": uuid4(), **written(unit)}
        assert actions.record_contact(**told).row
    unit.check_in(patient)
    return {"unit": unit, "patient": patient, "left": left, "empty": _new, "hat": hat}


def _ago(days):
    return timezone.localdate() - (days + 1) * DAY


def _tried():
    failed, side = EpisodeEndReason.NOT_EFFECTIVE, EpisodeEndReason.SIDE_EFFECTS
    changed = EpisodeEndReason.CHANGED_TREATMENT
    north = {"provider": "North clinic", "evidence": "letter of 3 Feb 2017"}
    return [
        facts(Treatment.METHADONE, _ago(4000), (_ago(4000), "60"), ended_on=_ago(3000),
              end_reason=failed, **north),
        facts(Treatment.BUPRENORPHINE, _ago(2900), (_ago(2900), "16"), ended_on=_ago(2865),
              end_reason=side, provider="South clinic"),
        facts(Treatment.SLOW_RELEASE_MORPHINE, _ago(2800), (_ago(2800), "800"),
              ended_on=_ago(91), end_reason=changed, **north),
        facts(Treatment.HAT, _ago(90), (_ago(90), "300")),
        facts(Treatment.METHADONE, _ago(90), (_ago(90), "60")),
    ]  # fmt: skip


def address(climbed, page):
    patient, hat = climbed["patient"].pk, climbed["hat"].pk
    return {
        "people": lambda: reverse("ladder:people"),
        "patient": lambda: reverse("ladder:patient", args=[patient]),
        "empty": lambda: reverse("ladder:patient", args=[climbed["empty"].pk]),
        "left": lambda: reverse("ladder:patient", args=[climbed["left"].pk]),
        "begin": lambda: reverse("ladder:begin", args=[patient]),
        "dose": lambda: reverse("ladder:dose", args=[hat]),
        "correct": lambda: reverse("ladder:correct", args=[hat]),
        "contact": lambda: reverse("ladder:contact", args=[patient]),
        "leave": lambda: reverse("ladder:leave", args=[patient]),
    }[page]()


@pytest.mark.stories
def test_every_page_is_clean_and_stays_inside(client, show, climbed):  # noqa: F811
    problems = []
    for page in PAGES:
        answer = signed_in(client, climbed["unit"], "prescriber").get(address(climbed, page))
        assert answer.status_code == 200, page
        problems += look_at_every_size(show(answer.text), page)
    assert problems == []


@pytest.mark.stories
def test_the_pages_fit_in_dutch(client, show, climbed):  # noqa: F811
    client.cookies["django_language"] = "nl"
    problems = []
    for page in ("people", "patient", "left", "leave"):
        answer = signed_in(client, climbed["unit"], "prescriber").get(address(climbed, page))
        problems += look(show(answer.text, width=820, height=1180), f"{page}-nl")
    assert problems == []
