"""The patient's page tells the story at a glance; more doses raise no more questions."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.clinic.consulting.ladder.people import begun, facts, leave
from tests.factories.history import dose, hold, lived, over_the_limit
from tests.factories.letters import make
from tests.factories.pages import signed_in
from tests.factories.world import make_world

from vangnet.clinic.board.record import breath, dose_chart, incidents, ordered
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.person import Person, Sex
from vangnet.rules.ladder import EpisodeEndReason, Follows, Treatment

DAYS = 24


@pytest.fixture(scope="module")
def some_weeks(django_db_setup, django_db_blocker):
    """A unit and somebody's days in it; its clock ends a day before that of the pages."""
    morning = (timezone.now() - timedelta(days=DAYS + 1)).replace(hour=10, minute=0)
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world(now=morning)
        patient = world.patient(dose_mg="200", doses_per_day=3)
        lived(world, patient, days=DAYS)
        yield world, patient
        transaction.set_rollback(True)


@pytest.fixture
def world(some_weeks):
    """Whatever a test does to it is undone."""
    world, _ = some_weeks
    now = world.now
    with transaction.atomic():
        yield world
        transaction.set_rollback(True)
    world.now = now


def today_of(world):
    return clinic_day_of(world.unit, at=world.now)


@pytest.fixture
def patient(world, some_weeks):
    return Patient.objects.get(pk=some_weeks[1].pk)


def page_of(client, world, patient, name="prescriber"):
    page = signed_in(client, world, name).get(reverse("registry:patient", args=[patient.pk]))
    assert page.status_code == 200
    return page.text


def panel_of(world, patient):
    known = ordered.orders_of(patient)
    (panel,) = dose_chart.panels(patient, known, on=today_of(world))
    return panel


def test_the_page_has_every_section_and_a_key_for_each(client, world, patient):
    page = page_of(client, world, patient)
    for section in ("ladder", "doses", "breath", "incidents", "checks", "timeline", "due"):
        assert page.count(f'id="{section}"') == 1, section
    for key, section in zip("ldbict", ("ladder", "doses", "breath", "incidents", "checks",
                                       "timeline"), strict=True):  # fmt: skip
        assert f'href="#{section}" data-go="{key}"' in page


@pytest.mark.parametrize("days", [28, 90])
def test_the_chart_shows_as_many_days_as_its_reader_asks_for(client, world, patient, days):
    known = ordered.orders_of(patient)
    (panel,) = dose_chart.panels(patient, known, on=today_of(world), span=days)
    assert (panel.days.count, len(panel.rows)) == (days, days)
    address = reverse("registry:patient", args=[patient.pk])
    page = signed_in(client, world, "prescriber").get(address, {"days": str(days)}).text
    assert f"Diamorphine a day, {days} days" in page
    assert 'href="?days=28#doses"' in page
    assert 'href="?days=90#doses"' in page
    assert client.get(address, {"days": "9999999"}).status_code == 200


def test_the_page_of_somebody_who_died_asks_for_nothing_and_offers_no_move(client, world, patient):
    begun(world, patient, facts(Treatment.HAT, today_of(world) - timedelta(days=60)))
    left = leave(
        world, patient, reason=EpisodeEndReason.DECEASED, follows=Follows.NOTHING,
        ended_on=today_of(world),
    )  # fmt: skip
    assert left.row, left.reasons
    page = page_of(client, world, patient)
    assert "Not in treatment here: nothing is due" in page
    assert "No unit gives a dose" in page
    for target in ("moving:permit", "moving:transfer", "consulting:hold", "consulting:order"):
        assert reverse(target, args=[patient.pk]) not in page


def test_the_chart_has_the_gaps_by_name_the_restart_and_what_was_given_after(
    client, world, patient
):
    panel = panel_of(world, patient)
    assert [one.days for one in panel.gaps] == [1, 1, 1, 3]  # the latest first
    longest = panel.gaps[-1]
    assert longest.words == "in custody"
    assert (longest.before_mg, longest.after_mg) == (200, 100)
    assert longest.restarted_on == longest.until + timedelta(days=1)
    assert [one.came for one in panel.gaps] == [1, 0, 1, 0]  # blew too high, asked for too much
    page = page_of(client, world, patient)
    assert "in custody" in page
    assert "Restart signed" in page
    assert re.search(r"Then 100\s*mg a dose, was 200\s*mg", page)


def test_every_bar_of_the_chart_is_a_row_of_its_table(world, patient):
    panel = panel_of(world, patient)
    assert len(panel.bars) == sum(1 for row in panel.rows if row.doses) == panel.given_days
    assert {row.given_mg for row in panel.rows if row.doses} == {150, 200, 100}


def test_the_ordered_line_steps_down_at_the_restart_and_up_again(world, patient):
    said = [row.says.day_mg for row in reversed(panel_of(world, patient).rows) if row.says]
    assert said[0] == said[-1] == 600
    assert 300 in said


def test_nothing_of_a_chart_lies_outside_its_box(world, patient):
    panel = panel_of(world, patient)
    places = [one[key] for one in panel.bars for key in ("x", "y", "width", "height")]
    places += [place for line in (*panel.ordered, *panel.most) for place in line]
    places += [one["x"] for one in panel.bands]
    assert all(0 <= float(place.rstrip("%")) <= 100 for place in places)
    for one in panel.bars:
        assert float(one["y"].rstrip("%")) + float(one["height"].rstrip("%")) <= 100.02


def test_a_panel_a_drug(world, patient):
    world.order(patient, dose_mg="60", doses_per_day=1, drug="methadone",
                salt_form="hydrochloride", route="oral")  # fmt: skip
    drawn = dose_chart.panels(patient, ordered.orders_of(patient), on=today_of(world))
    assert [one.drug for one in drawn] == ["diamorphine", "methadone"]


def test_tests_over_the_limit_have_another_shape_and_are_counted(client, world, patient):
    seen = breath.breath(patient, on=today_of(world), at=world.now)
    assert len(seen.over) == 1
    page = page_of(client, world, patient)
    assert page.count('class="point-over"') == 2  # the point and its word
    assert "over the limit" in page


def test_refusals_locks_and_leaving_are_incidents_with_the_rules_words(client, world, patient):
    hold(world, patient, HoldKind.EMERGENCY)
    found = incidents.incidents(patient, at=timezone.now())
    assert [one.icon for one in found] == ["emergency", "refused"]
    assert "No dose" in found[1].fact
    page = page_of(client, world, patient)
    assert "Opioids are locked" in page
    assert "Lifted by a prescriber." in page


def test_what_is_due_is_linked_to_where_it_is_done(client, world, patient):
    page = page_of(client, world, patient)
    due = page[page.index('id="due"') :]
    due = due[: due.index("</section>")]
    assert reverse("care:patient", args=[patient.pk]) in due
    assert "days late" in due


def test_letters_stand_on_the_page_and_the_way_to_a_new_one(client, world, patient):
    assert make(world, patient, emergency_reason="unconscious").letter
    page = page_of(client, world, patient)
    assert reverse("letter:new", args=[patient.pk]) in page
    assert "without consent, life was at risk" in page


def test_the_page_asks_no_more_when_there_are_more_doses(client, world):
    patient = world.patient()
    dose(world, patient, "200")
    signed_in(client, world, "prescriber")
    url = reverse("registry:patient", args=[patient.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _n in range(5):
        dose(world.later(days=1), patient, "200")
    over_the_limit(world.later(days=1), patient)
    with CaptureQueriesContext(connection) as more:
        client.get(url)
    assert len(more) <= len(few) + 1, [one["sql"] for one in more]
    assert len(more) < 100


@pytest.mark.parametrize("language", ["en", "nl"])
def test_someone_before_hat_has_a_ladder_and_no_charts(client, world, language):
    patient = registry.register_patient(
        unit=world.unit, by=world.staff["desk"], at=world.now,
        person=Person(family_name="New", given_names="A", birth_date=None, sex=Sex.UNKNOWN,
                      identifiers=(("urn:vangnet:test", uuid4().hex),)),
    ).patient  # fmt: skip
    begun(world, patient, facts(Treatment.METHADONE, today_of(world) - timedelta(days=90)))
    client.cookies["django_language"] = language
    page = page_of(client, world, patient)
    assert "chart-box" not in page
    words = {"en": "Nothing was ordered or given here yet", "nl": "nog niets voorgeschreven"}
    assert words[language] in page


def test_someone_with_an_order_and_no_dose_sees_what_is_ordered(client, world):
    patient = world.patient()
    panel = panel_of(world, patient)
    assert panel.bars == []
    assert panel.ordered
    assert "Nothing is due" not in page_of(client, world, patient)


@pytest.fixture
def in_hat_here(world):
    patient = world.patient()
    since = today_of(world) - timedelta(days=20)
    begun(world, patient, facts(Treatment.HAT, since))
    return patient


def test_who_left_is_said_first(client, world, in_hat_here):
    answer = leave(world, in_hat_here, ended_on=today_of(world))
    assert answer.row, answer.reasons
    page = page_of(client, world, in_hat_here)
    assert "Left HAT on" in page[: page.index("<h1>")]


def test_after_a_death_nothing_is_offered_that_treats(client, world, in_hat_here):
    answer = leave(
        world, in_hat_here, ended_on=today_of(world), reason=EpisodeEndReason.DECEASED,
        follows=Follows.NOTHING,
    )  # fmt: skip
    assert answer.row, answer.reasons
    page = page_of(client, world, in_hat_here)
    assert "This person has died." in page[: page.index("<h1>")]
    assert reverse("consulting:order", args=[in_hat_here.pk]) not in page
    assert reverse("consulting:hold", args=[in_hat_here.pk]) not in page


def test_who_may_not_see_clinical_facts_sees_the_visits_only(client, world, patient):
    page = page_of(client, world, patient, "desk")
    assert "Checked in" in page
    for hidden in (
        "chart-box",
        "200\N{NO-BREAK SPACE}mg",
        "Incidents",
        "What is due",
        "Letter for a hospital",
    ):
        assert hidden not in page, hidden
