"""The board is live, says when it no longer is, and tells the wall neither dose nor reading."""

import re

import pytest

pytestmark = pytest.mark.stories
LIVE_WITHIN_MS = 4_000
SILENT_MS = 11_000


def test_a_change_on_the_unit_is_on_the_board_within_four_seconds(hands, present):
    nurse = hands("nurse")
    nurse.page.goto("/rooms/")
    patient = present.patient()
    assert patient.number not in nurse.page.inner_text("main")
    visit = present.check_in(patient)
    seen = nurse.page.locator(f".waiting >> text={patient.number}")
    seen.wait_for(timeout=LIVE_WITHIN_MS)
    present.hand_over(present.room(present.check(present.blow(visit))))
    room = nurse.page.locator(f".rooms li:has-text('{patient.number}')")
    room.wait_for(timeout=LIVE_WITHIN_MS)


def test_a_board_whose_server_stopped_says_it_is_not_up_to_date(hands, present, server):
    nurse = hands("nurse")
    nurse.page.clock.install()
    nurse.page.goto("/rooms/")
    stale = nurse.page.get_by_role("alert").filter(has_text="Not up to date since")
    nurse.page.wait_for_timeout(500)
    assert not stale.is_visible()
    server.stop()
    # An answer that was on its way when the server stopped is still heard: silence begins after it.
    nurse.page.wait_for_timeout(LIVE_WITHIN_MS)
    nurse.page.clock.fast_forward(SILENT_MS)
    stale.wait_for(state="visible", timeout=LIVE_WITHIN_MS)


def test_the_wall_shows_no_dose_no_reading_and_no_name(hands, present):
    present.hand_over(present.at_the_hatch(present.patient()))
    blown = present.blow(present.check_in(present.patient()), "61")
    wall, nurse = hands(""), hands("nurse")
    for one, url in ((wall, f"/rooms/wall/{present.unit.pk}/"), (nurse, "/rooms/")):
        with one.page.expect_response(lambda answer: "hx-request" in answer.request.headers):
            one.page.goto(url)
        one.picture("wall" if one is wall else "board-busy")
    shown, known = wall.page.inner_text("body"), nurse.page.inner_text("main")
    assert blown.patient.number in shown
    assert re.search(r"\b200\b", known)
    assert re.search(r"\b61\b", known)
    assert not re.search(r"\b(200|61|mg|µg/L)\b", shown)
    assert "Test" not in shown.replace(present.unit.name, "")
    assert wall.page.locator("main a, main button, main form").count() == 0


def test_what_the_unit_chose_is_on_the_wall_at_its_next_question(hands, present):
    visit = present.check_in(present.patient())
    present.hand_over(present.room(present.check(present.blow(visit))))
    wall, manager = hands(""), hands("manager")
    wall.page.goto(f"/rooms/wall/{present.unit.pk}/")
    number = wall.page.locator(f"main >> text={visit.patient.number}")
    number.first.wait_for(timeout=LIVE_WITHIN_MS)
    manager.page.goto("/rooms/wall/")
    manager.page.check("input[value=rooms]")
    manager.click(".action-bar button:has-text('Show this')")
    manager.page.locator("text=The wall shows this from now on.").wait_for()
    number.first.wait_for(state="detached", timeout=LIVE_WITHIN_MS)
    assert visit.patient.number not in wall.page.inner_text("main")
    wall.picture("wall-rooms-only")
