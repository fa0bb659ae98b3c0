"""What of a device is kept, and what its state says: repeats, thinning, order, clock."""

from datetime import UTC, datetime, timedelta

from tests.factories.devices import measured

from vangnet.clinic.devices.frames.measured import Flag, Noise, Say, Told, Trouble
from vangnet.clinic.devices.frames.session import Session, State

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def session(*, is_stream=True, own=False):
    return Session(
        is_stream=is_stream, goes_by_own_clock=own, clock_skew_max=60 * SECOND,
        state=State(since=NOON),
    )  # fmt: skip


def kept(one, *events, after=0.0):
    return [k.measured.value for k in one.take(events, at=NOON + after * SECOND)]


def test_a_stream_is_kept_once_a_second_and_once_in_five_when_it_says_the_same():
    one = session()
    assert kept(one, measured(97)) == [97]
    assert kept(one, measured(96), after=0.4) == []
    assert kept(one, measured(96), after=1) == [96]
    assert kept(one, measured(96), after=5.9) == []
    assert kept(one, measured(96), after=6) == [96]
    assert one.state.frames == 5
    assert one.state.repeats == 0


def test_a_fall_is_kept_within_a_second_of_the_frame_that_shows_it():
    one = session()
    times = [n / 3 for n in range(60)]
    shown = [
        (at, value)
        for at in times
        for value in kept(one, measured(97 if at < 10 else 80), after=at)
    ]
    assert next(at for at, value in shown if value == 80) < 11


def test_a_numbered_reading_that_comes_again_is_kept_once():
    one = session(is_stream=False)
    reading = measured(0, number="17")
    assert kept(one, reading) == [0]
    assert kept(one, reading, after=60) == []
    assert kept(one, measured(1, number="17"), after=61) == [1], "another value is another reading"
    assert one.state.repeats == 1


def test_the_echo_of_a_line_is_one_reading_and_the_next_test_is_another():
    one = session(is_stream=False)
    assert kept(one, measured(0)) == [0]
    assert kept(one, measured(0), after=1) == []
    assert kept(one, measured(0), after=30) == [0]
    assert one.state.repeats == 1


def test_what_comes_late_is_kept_and_marked():
    one = session(own=True)
    first = one.take([measured(97, at=NOON, number="2")], at=NOON)
    late = one.take([measured(90, at=NOON - 5 * SECOND, number="1")], at=NOON + SECOND)
    assert [k.measured.flags for k in (*first, *late)] == [(), (Flag.OUT_OF_ORDER,)]
    assert one.state.out_of_order == 1


def test_a_clock_two_hours_off_is_said_and_put_right_again():
    one = session(own=True)
    [ahead] = one.take([measured(97, at=NOON + 7200 * SECOND, number="1")], at=NOON)
    assert ahead.measured.flags == (Flag.CLOCK_OFF,)
    assert one.state.clock_off_seconds == 7200
    one.take([measured(97, at=NOON + SECOND, number="2")], at=NOON + SECOND)
    assert one.state.clock_off_seconds is None


def test_a_clock_that_is_not_gone_by_is_marked_as_that():
    [keep] = session().take([measured(97, at=NOON, number="1")], at=NOON)
    assert keep.measured.flags == (Flag.CLOCK_IGNORED,)


def test_noise_and_what_is_told_are_counted_and_shown():
    one = session()
    one.take(
        [Noise(trouble=Trouble.GARBAGE, size=9, sample=b"x"), Told(say=Say.SENSOR_OFF),
         Noise(trouble=Trouble.HALF_FRAME, size=4)], at=NOON,
    )  # fmt: skip
    assert (one.state.garbage_bytes, one.state.half_frames, one.state.told) == (13, 1, "sensor_off")
    one.take([measured()], at=NOON)
    assert one.state.told == ""
