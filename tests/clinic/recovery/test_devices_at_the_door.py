"""What a device measures keeps a patient and releases nobody: by rule, database and page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.attempts import BOTH, insert
from tests.clinic.recovery.test_guards import departure
from tests.factories.devices import keep, oximeter, put_on
from tests.factories.gaps import sign_values
from tests.factories.pages import at_present, signed_in

from vangnet.clinic.devices import actions as devices
from vangnet.clinic.devices.frames.measured import PER_MINUTE, Flag, Kind
from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.recovery.models import Observation
from vangnet.rules.decision import Reason

GUARD = "release_weighs_what_a_device_says"
LOWEST = {"exit_oxygen_percent_lowest": "%"}
LOST = timedelta(seconds=20)  # the demonstration's time without a signal


@pytest.fixture
def worn(trial):
    """Observed long enough, with an oximeter on; the unit asks for 90 % at the door."""
    return wear(trial)


@pytest.fixture
def seen_now(trial):
    """The same, on the clock of the pages."""
    world = wear(at_present(trial, minutes=50))
    world.now = timezone.now()
    return world


def wear(world):
    sign_values(world.later(minutes=1), LOWEST, exit_oxygen_percent_lowest=90)
    world.later(minutes=1).visit = world.at_the_hatch(world.patient())
    world.use(world.hand_over(world.visit))
    world.device = oximeter(world)
    world.binding = put_on(world, world.visit, world.device)
    return world.later(minutes=31)


def send(world, value, **changes):
    keep(world.later(seconds=1), world.device, value=value, **changes)
    return world


def check(world):
    world.observe(world.visit, exit_check=True)
    return Observation.objects.filter(visit=world.visit, is_exit_check=True).latest("at")


def both_say(world, found, role):
    """The rule's reasons, and the guard's answer to the same departure."""
    reasons = recovery.may_go(visit=world.visit, at=world.now).reasons
    return reasons, insert(role, "recovery_departure", departure(world, found))


TOO_LOW = (Reason.EXIT_DEVICE_OXYGEN_TOO_LOW,)


@BOTH
@pytest.mark.parametrize(("value", "reasons", "guard"), [(90, (), None), (89, TOO_LOW, GUARD)])
def test_a_value_since_the_check_keeps_the_patient_from_the_limit_on(
    worn, value, reasons, guard, role
):
    found = check(worn)
    assert both_say(send(worn, value), found, role) == (reasons, guard)


@BOTH
def test_a_dip_in_a_run_of_equal_values_is_seen_wherever_the_check_falls_in_it(worn, role):
    send(send(worn, 84), 84)
    found = check(worn)
    send(send(send(worn, 84), 84), 97)
    assert both_say(worn, found, role) == (TOO_LOW, GUARD)


@BOTH
@pytest.mark.parametrize(
    ("age", "reasons", "guard"),
    [(LOST - timedelta(seconds=1), TOO_LOW, GUARD), (LOST, (), None)],
)
def test_the_last_word_before_the_check_counts_while_it_is_fresh(worn, age, reasons, guard, role):
    send(worn, 84).now += age
    assert both_say(worn, check(worn), role) == (reasons, guard)


@BOTH
def test_a_device_that_measures_better_now_stands_no_more_in_the_way(worn, role):
    send(send(worn, 84), 97)
    assert both_say(worn, check(worn), role) == ((), None)


@BOTH
def test_what_the_device_itself_doubts_is_no_value(worn, role):
    found = check(worn)
    send(worn, 40, flags=(Flag.LOW_SIGNAL,))
    assert both_say(worn, found, role) == ((), None)


@BOTH
def test_a_pulse_that_asks_for_help_keeps_the_patient_as_well(worn, role):
    found = check(worn)
    send(worn, 190, kind=Kind.PULSE, unit=PER_MINUTE)
    assert both_say(worn, found, role) == ((Reason.EXIT_VALUE_ASKS_FOR_HELP,), GUARD)


def test_taking_it_off_does_not_unsay_what_it_said_since_the_check(worn):
    check(worn)
    send(worn, 84)
    devices.take_off(binding=worn.binding, by=worn.nurse, at=worn.now)
    kept = recovery.release(visit=worn.visit, by=worn.nurse, at=worn.now)
    assert kept.decision.reasons == TOO_LOW
    check(worn.later(minutes=1))
    assert recovery.release(visit=worn.visit, by=worn.nurse, at=worn.now).departure


@BOTH
def test_a_good_device_does_not_stand_in_for_the_oxygen_of_the_check(worn, role):
    send(worn, 99).observe(worn.visit, exit_check=True, spo2_percent=None)
    found = Observation.objects.get(visit=worn.visit, is_exit_check=True)
    assert both_say(worn, found, role) == (
        (Reason.EXIT_OXYGEN_NOT_MEASURED,), "release_needs_the_exit_check",
    )  # fmt: skip


def page(client, world):
    shown = signed_in(client, world).get(reverse("recovery:visit", args=[world.visit.pk]))
    return " ".join(shown.content.decode().split())


def test_the_page_shows_what_the_device_measures_and_its_age(seen_now, client):
    assert "device-values" in page(client, seen_now)
    assert "Oximeter 1 has sent nothing yet." in page(client, seen_now)
    keep(seen_now, seen_now.device, value=84)
    shown = page(client, seen_now)
    assert '84<span class="unit"> %</span>' in shown
    assert "Under 90 %: stays" in shown
    assert "seconds ago" in shown
    assert "is-old" not in shown


def test_an_old_value_is_grey_with_words_and_a_doubted_one_too(seen_now, client):
    keep(seen_now.later(minutes=-3), seen_now.device, value=84)
    shown = page(client, seen_now)
    assert 'class="device-value is-old"' in shown
    assert "old, 3 min ago. Measure by hand." in shown
    assert "stays" not in shown.split("device-values")[1].split("</section>")[0]
    seen_now.now = timezone.now()
    keep(seen_now, seen_now.device, value=91, flags=(Flag.LOW_SIGNAL,))
    assert "Oximeter 1 doubts it" in page(client, seen_now)


def test_without_a_device_the_page_says_nothing_of_one(trial, client):
    trial.visit = at_present(trial).at_the_hatch(trial.patient())
    trial.use(trial.hand_over(trial.visit), minutes=0)
    assert "device-values" not in page(client, trial)
