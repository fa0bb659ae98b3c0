"""When interviews are due: intake, 2, 6 and 12 months, then each year."""

from datetime import date

from vangnet.rules.outcomes import kit
from vangnet.rules.outcomes.schedule import WaveState, waves

SHIPPED = kit.load().schedule
MADE_UP = kit.load(kit.DEMONSTRATION).schedule
INTAKE = date(2024, 2, 29)


def test_waves_go_on_each_year_after_the_first():
    found = waves(SHIPPED, intake_on=INTAKE, until=date(2027, 3, 1))
    assert [one.months for one in found] == [0, 2, 6, 12, 24, 36, 48]
    assert [one.on.isoformat() for one in found][:5] == [
        "2024-02-29", "2024-04-29", "2024-08-29", "2025-02-28", "2026-02-28",
    ]  # fmt: skip


def test_a_wave_is_due_within_its_days_and_late_after_them():
    wave = waves(MADE_UP, intake_on=date(2026, 1, 10), until=date(2026, 1, 10))[1]
    assert (wave.since, wave.on, wave.until) == (
        date(2026, 2, 24), date(2026, 3, 10), date(2026, 4, 7)
    )  # fmt: skip
    assert [wave.state(day) for day in (
        date(2026, 2, 23), date(2026, 2, 24), date(2026, 4, 7), date(2026, 4, 8)
    )] == [WaveState.COMING, WaveState.DUE, WaveState.DUE, WaveState.LATE]  # fmt: skip


def test_where_nobody_set_a_window_nothing_is_called_late():
    wave = waves(SHIPPED, intake_on=INTAKE, until=INTAKE)[0]
    assert (wave.since, wave.until) == (INTAKE, None)
    assert wave.state(date(2030, 1, 1)) is WaveState.DUE


def test_the_intake_is_not_due_before_it():
    assert waves(MADE_UP, intake_on=INTAKE, until=INTAKE)[0].since == INTAKE
