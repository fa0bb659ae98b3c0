"""An alarm is seen and heard, answered by name, and escalates; a lost connection is no silence."""

from datetime import timedelta

import pytest

pytestmark = pytest.mark.stories
WITHIN_MS = 5_000
SILENT_MS = 11_000
RINGING = "document.documentElement.dataset.ringing"


def rings(hands, what):
    """Waits until the screen rings so; the policy of the pages lets no script be made of text."""
    ringing = hands.page.locator(f"html[data-ringing='{what}']")
    ringing.wait_for(state="attached", timeout=WITHIN_MS)


@pytest.fixture
def low(present):
    """Twenty minutes after a dose; the next look will ask for a call."""
    present.now -= timedelta(minutes=26)
    present.visit = present.at_the_hatch(present.patient())
    present.use(present.hand_over(present.visit))
    present.later(minutes=18).observe(present.visit, spo2_percent=95)
    present.later(minutes=3)
    return present


def test_an_alarm_is_on_every_screen_within_five_seconds_and_answered_by_name(hands, low):
    nurse, wall, bedside = hands("nurse"), hands(""), hands("second_nurse")
    nurse.page.goto("/rooms/")
    wall.page.goto(f"/rooms/wall/{low.unit.pk}/")
    bedside.page.goto(f"/recovery/{low.visit.pk}/")
    assert nurse.page.evaluate(RINGING) == ""
    low.observe(low.visit, spo2_percent=76)
    for one in (nurse, wall, bedside):
        one.page.locator("[data-live] [data-sounds]").first.wait_for(timeout=WITHIN_MS)
        rings(one, "high")
        one.picture(f"alarm-{('board', 'wall', 'bedside')[(nurse, wall, bedside).index(one)]}")
    assert "76" not in wall.page.inner_text("main")
    nurse.click("button:has-text('I go')")
    nurse.page.locator("text=in your name").wait_for()
    bedside.page.locator("text=Answered").wait_for(timeout=WITHIN_MS)
    rings(bedside, "")


def test_what_nobody_answers_says_so_on_every_screen(hands, low):
    low.now -= timedelta(seconds=61)
    low.observe(low.visit, spo2_percent=76)
    wall = hands("")
    wall.page.goto(f"/rooms/wall/{low.unit.pk}/")
    wall.page.locator(".is-escalated").wait_for(timeout=WITHIN_MS)
    assert "Not answered!" in wall.page.inner_text("main")


def test_a_screen_that_cannot_be_heard_says_so_until_it_is_touched(hands, low):
    nurse = hands("nurse")
    nurse.page.goto("/rooms/")
    note = nurse.page.locator("[data-sound-note]")
    note.wait_for(state="visible")
    nurse.page.mouse.click(5, 400)
    note.wait_for(state="hidden")


def test_a_lost_connection_is_seen_and_heard_and_ends_by_itself(hands, low):
    nurse = hands("nurse")
    nurse.page.clock.install()
    nurse.page.goto("/rooms/")
    stale = nurse.page.get_by_role("alert").filter(has_text="Not up to date since")
    nurse.page.context.set_offline(True)
    nurse.page.clock.fast_forward(SILENT_MS)
    stale.wait_for(state="visible", timeout=WITHIN_MS)
    nurse.page.clock.run_for(2_000)
    assert nurse.page.evaluate(RINGING) == "lost"
    nurse.picture("board-lost")
    nurse.page.context.set_offline(False)
    nurse.page.clock.run_for(4_000)
    stale.wait_for(state="hidden", timeout=WITHIN_MS)
    nurse.page.clock.run_for(2_000)
    assert nurse.page.evaluate(RINGING) == ""
