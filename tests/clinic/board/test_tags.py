"""How the ward writes numbers and times, and the drawings. No database here."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from vangnet.clinic.board.templatetags import drawing, formats
from vangnet.clinic.board.templatetags.vangnet import ICONS, TONES, icon

AT = datetime(2026, 11, 23, 9, 26, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_amsterdam():
    with timezone.override("Europe/Amsterdam"), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2.0", "2"), ("220", "220"), ("0.50", "0.5"), (".25", "0.25"), ("16950", "16\u202f950"),
        ("1234567.5", "1\u202f234\u202f567.5"), ("0", "0"), ("-12", "\u221212"),
        ("1E+3", "1\u202f000"),
    ],
)  # fmt: skip
def test_an_amount_has_no_trailing_zero_and_a_leading_one(value, text):
    assert formats.amount(Decimal(value)) == text


def test_an_amount_and_its_unit_do_not_part():
    assert formats.mg(Decimal("200.0")) == "200\u00a0mg"


def test_dutch_writes_a_comma():
    with translation.override("nl"):
        assert formats.mg(Decimal("2.5")) == "2,5\u00a0mg"


def test_the_register_shows_which_way_an_amount_went():
    assert formats.signed(Decimal(4000)) == "+4\u202f000"
    assert formats.signed(Decimal(-220)) == "\u2212220"
    assert formats.signed(Decimal(0)) == "0"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("0", "[ppth]", "0.00\u00a0‰"), ("0.61", "[ppth]", "0.61\u00a0‰"),
        ("265", "ug/L", "265\u00a0µg/L"), ("0.2", "mg/L", "0.20\u00a0mg/L"),
        ("0.504", "[ppth]", "0.504\u00a0‰"), ("1E+2", "ug/L", "100\u00a0µg/L"),
    ],
)  # fmt: skip
def test_a_reading_keeps_every_digit_it_was_measured_with(value, unit, text):
    assert formats.reading(Decimal(value), unit) == text


def test_a_reading_in_an_unknown_unit_is_not_shown_as_if_it_were_known():
    with pytest.raises(KeyError):
        formats.reading(Decimal(1), "%")


@pytest.mark.parametrize(
    "write",
    [formats.amount, formats.mg, formats.signed, formats.clock, formats.day, formats.weekday,
     formats.minutes, formats.duration, formats.digits],
)  # fmt: skip
def test_what_is_not_known_is_no_number(write):
    assert write(None) == ""


def test_the_clock_is_the_units_own():
    assert formats.clock(AT) == "10:26"
    assert formats.clock_seconds(AT) == "10:26:04"
    assert formats.clock(AT, "Europe/London") == "09:26"


def test_the_day_of_a_moment_is_the_units_own_day():
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert formats.day(late) == "24 Nov 2026"
    assert formats.day(date(2026, 11, 23)) == "23 Nov 2026"
    assert formats.weekday(AT) == "Mon 23 Nov 2026"


def test_dutch_writes_its_months_small():
    with translation.override("nl"):
        assert formats.day(date(1974, 3, 14)) == "14 mrt 1974"
        assert formats.weekday(AT) == "ma 23 nov 2026"


def test_a_duration_is_cut_and_never_rounded_up():
    assert formats.minutes(timedelta(minutes=14, seconds=59)) == "14\u00a0min"
    assert formats.duration(timedelta(hours=3, minutes=9, seconds=59)) == "3\u00a0h\u00a09\u00a0min"
    assert formats.duration(timedelta(hours=2)) == "2\u00a0h"
    assert formats.duration(timedelta(0)) == "0\u00a0min"


def test_a_timer_never_shows_less_than_nothing():
    assert formats.digits(timedelta(minutes=4, seconds=21)) == "4:21"
    assert formats.digits(timedelta(hours=1, minutes=4, seconds=1)) == "1:04:01"
    assert formats.digits(timedelta(seconds=-5)) == "0:00"


def test_age_changes_on_the_birthday():
    born = date(1974, 3, 14)
    assert formats.age(born, date(2026, 3, 13)) == 51
    assert formats.age(born, date(2026, 3, 14)) == 52


def test_initials_are_the_first_and_the_last_word():
    assert [formats.initials(n) for n in ("S. de Vries", "Anna", "")] == ["SV", "A", ""]


def test_every_word_of_the_ward_has_a_picture():
    assert all("<svg" in icon(name) and 'aria-hidden="true"' in icon(name) for name in ICONS)
    assert set(TONES) <= set(ICONS)


def test_a_drawing_has_no_inline_style():
    drawn = (
        drawing.ring(0.25)
        + drawing.bar(0.61, top=1, limit=0.5, limit_text="Limit", ticks=[(0, "0")], label="a")
        + drawing.sparkline([93, 96], alarm=90, label="b")
    )
    assert "style" not in drawn


def test_a_ring_is_never_more_than_full_or_less_than_empty():
    assert 'stroke-dasharray="100.00 100"' in drawing.ring(1.7)
    assert 'stroke-dasharray="0.00 100"' in drawing.ring(-1)


def test_a_bar_is_as_long_as_its_value_and_marks_its_limit():
    drawn = drawing.bar(Decimal("0.61"), top=1, limit=Decimal("0.5"), label="0.61 of 0.50")
    assert 'width="61.00%"' in drawn
    assert 'x1="50.00%"' in drawn
    assert 'aria-label="0.61 of 0.50"' in drawn


def test_a_limit_of_zero_is_drawn():
    assert "bar-mark" in drawing.bar(1, top=2, limit=0, label="")
    assert "bar-mark" not in drawing.bar(1, top=2, label="")


def test_words_from_outside_cannot_become_markup():
    assert "<b>" not in drawing.bar(1, top=2, limit=1, limit_text="<b>", label="<b>")


def test_a_line_of_one_or_no_readings_can_be_drawn():
    assert drawing.sparkline([], label="") == ""
    assert drawing.sparkline([5], label="one").count("<circle") == 1


def test_a_timer_counts_up_to_its_end_or_down_to_it():
    source = "{% load vangnet %}{% timer_digits now start until counts='WAY' %}"
    moments = {"now": AT, "start": AT - timedelta(minutes=19), "until": AT + timedelta(minutes=11)}
    assert Template(source.replace("WAY", "up")).render(Context(moments)) == "19:00"
    assert Template(source.replace("WAY", "down")).render(Context(moments)) == "11:00"


def test_a_card_wraps_the_work_and_escapes_its_title():
    page = Template("{% load vangnet %}{% card title tone='ok' %}<p>work</p>{% endcard %}")
    drawn = page.render(Context({"title": "<i>Last doses"}))
    assert "<p>work</p>" in drawn
    assert "&lt;i&gt;Last doses" in drawn
    assert 'class="card tone-ok"' in drawn
