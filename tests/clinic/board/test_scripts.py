"""The small scripts of the pages, in a real browser. Every page works without them too."""

from datetime import UTC, datetime

import pytest
from tests.factories.pages import BURST

pytestmark = pytest.mark.stories

AT = datetime(2026, 11, 23, 9, 26, tzinfo=UTC)
MS = int(AT.timestamp() * 1000)


def with_script(name, body, html=""):
    head = f'<script src="/static/vangnet/{name}.js" defer></script>'
    said = '<p id="announce" data-say-5="five" data-say-1="one" data-say-0="over"></p>'
    return f"<!doctype html><html {html}><head>{head}</head><body>{body}{said}</body></html>"


def type_scan(page, code):
    page.evaluate(BURST, code)


def test_a_timer_runs_on_the_servers_time_and_says_when_it_is_over(show):
    timer = f'<p data-timer="down" data-start="{MS}" data-until="{MS + 61_000}" data-announce></p>'
    # The machine's own clock is an hour behind; the page knows better.
    page = show(
        with_script("clock", timer, f'data-server-now="{MS}"'), clock_at=(MS - 3_600_000) / 1000
    )
    assert page.inner_text("[data-timer]") in ("1:01", "1:00")
    page.clock.run_for(2_000)
    assert page.inner_text("#announce") == "one"
    page.clock.run_for(60_000)
    assert page.inner_text("[data-timer]") == "0:00"
    assert page.inner_text("#announce") == "over"


def test_a_timer_that_was_over_at_loading_is_not_announced(show):
    timer = f'<p data-timer="down" data-until="{MS - 5000}" data-announce></p>'
    page = show(with_script("clock", timer, f'data-server-now="{MS}"'), clock_at=MS / 1000)
    page.clock.run_for(3_000)
    assert page.text_content("#announce") == ""
    assert page.locator(".is-over").count() == 1


def test_a_scan_goes_to_its_field_and_not_to_the_one_with_the_focus(show):
    page = show(with_script("scan", '<input id="note"><input id="kit" data-scan="kit">'))
    page.focus("#note")
    type_scan(page, "~K:K-2061")
    assert page.input_value("#note") == ""
    assert page.input_value("#kit") == "K-2061"


def test_a_scan_never_sends_a_form_that_hands_out(show):
    form = (
        '<form method="post" action="/given/"><input data-scan="container" data-scan-send>'
        "<button data-hands-out>Hand over</button></form>"
    )
    page = show(with_script("scan", form))
    page.focus("button")
    type_scan(page, "~C:26-1107")
    assert page.input_value("input") == "26-1107"
    assert "POST /given/" not in page.asked


def test_a_scanned_pass_sends_the_search(show):
    form = '<form action="/find/"><input name="q" data-scan="patient" data-scan-send></form>'
    page = show(with_script("scan", form))
    type_scan(page, "~P:C-231")
    page.wait_for_url("**/find/?q=C-231")


def test_slow_typing_is_not_taken_for_a_scan(show):
    page = show(with_script("scan", '<input id="note">'))
    page.focus("#note")
    page.keyboard.type("~5 ml", delay=120)
    assert page.input_value("#note") == "~5 ml"


def test_a_button_pressed_twice_sends_once(show):
    waiting = []
    form = '<form method="post" action="/give/"><button name="a" value="1">Give</button></form>'
    page = show(with_script("once", form), answers={"/give/": waiting.append})
    page.evaluate(
        "[0, 150, 300].forEach("
        "after => setTimeout(() => document.querySelector('button').click(), after))"
    )
    page.wait_for_timeout(600)
    for route in waiting:
        route.fulfill(status=204)
    assert page.asked.count("POST /give/") == 1


def test_the_keys_under_a_pin_type_into_it(show):
    keys = "".join(f'<button data-digit="{d}">{d}</button>' for d in ("1", "2", "last", "all"))
    page = show(
        with_script("pin", f'<div class="pin"><input><div data-pin-keys hidden>{keys}</div></div>')
    )
    for key in ("1", "2", "last", "2"):
        page.click(f'[data-digit="{key}"]')
    assert page.input_value("input") == "12"
    page.click('[data-digit="all"]')
    assert page.input_value("input") == ""


def test_keys_find_the_search_the_tabs_and_the_emergency(show):
    body = (
        '<a data-emergency href="/emergency/">Emergency</a><a data-key="3" href="/hatch/">Hatch</a>'
        '<input data-search><a data-back href="/back/">Back</a>'
    )
    page = show(with_script("keys", body))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('[data-search]')")
    assert page.input_value("input") == ""
    page.keyboard.press("F9")
    assert page.evaluate("document.activeElement.matches('[data-emergency]')")
    page.keyboard.press("Alt+Digit3")
    page.wait_for_url("**/hatch/")


def test_escape_leaves_a_field_first_and_the_page_second(show):
    page = show(with_script("keys", '<input><a data-back href="/back/">Back</a>'))
    page.focus("input")
    page.keyboard.press("Escape")
    assert page.url == "http://unit.test/"
    page.keyboard.press("Escape")
    page.wait_for_url("**/back/")


def test_enter_does_nothing_while_the_step_is_not_ready(show):
    step = '<form action="/given/"><button aria-disabled="true" data-primary>Give</button></form>'
    page = show(with_script("keys", step))
    page.keyboard.press("Enter")
    page.click("button", force=True)
    assert page.url == "http://unit.test/"


def test_a_board_without_answers_turns_grey_and_then_hatched(show):
    answers = {"/live/": lambda route: route.abort()}
    live = '<div data-live="/live/" data-live-every="1">old</div>'
    page = show(with_script("stale", live), answers=answers, clock_at=MS / 1000)
    page.clock.run_for(5_000)
    assert page.locator("html.is-stale").count() == 0
    page.clock.run_for(7_000)
    assert page.locator("html.is-stale:not(.is-lost)").count() == 1
    page.clock.run_for(20_000)
    assert page.locator("html.is-lost").count() == 1
    assert page.inner_text("[data-live]") == "old"


def test_a_board_with_answers_is_renewed(show):
    answers = {"/live/": lambda route: route.fulfill(body="<p>new</p>")}
    live = '<div data-live="/live/" data-live-every="1">old</div>'
    page = show(with_script("stale", live), answers=answers)
    page.wait_for_selector("text=new")
    assert page.locator("html.is-stale").count() == 0
