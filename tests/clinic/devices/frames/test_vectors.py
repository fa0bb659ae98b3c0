"""Bytes that others published, and what they mean."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from vangnet.clinic.devices.frames import bactrack, lines, nonin_ascii, nonin_df2, notified, plx
from vangnet.clinic.devices.frames.measured import Flag, Kind, Measured, Noise, Say, Told, Trouble

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# From the tests of Pufferfish, an open ventilator: one packet of a Nonin OEM III, Apache-2.0.
PUFFERFISH = bytes.fromhex(
    "0181010083 01800148CA 01800161E3 01800130B2 0180010082 0180010082 0180010082 0180010082"
    "01800161E3 01800161E3 01800161E3 0180010082 0180010082 0180010082 01800148CA 01800161E3"
    "01800161E3 0180010082 0180010082 0180010082 01800148CA 0180010082 01800148CA 0180010082"
    "0180010082"
)


def values(events):
    return {one.kind: one.value for one in events if isinstance(one, Measured)}


def test_the_published_packet_of_a_nonin_says_72_and_97():
    assert len(PUFFERFISH) == 125
    events = nonin_df2.Df2().feed(PUFFERFISH)
    assert values(events) == {Kind.SPO2: 97, Kind.PULSE: 72}
    assert all(one.raw == PUFFERFISH and not one.flags for one in events)
    assert [one.unit for one in events] == ["%", "/min"]


def test_a_packet_of_ours_is_the_published_one():
    # Only the pulse of the extended average differs in its place of nothing: both read the same.
    assert values(nonin_df2.Df2().feed(nonin_df2.packet(97, 72))) == {
        Kind.SPO2: 97, Kind.PULSE: 72,
    }  # fmt: skip


@pytest.mark.parametrize("pieces", [1, 3, 5, 7, 124])
def test_a_packet_may_come_in_any_pieces(pieces):
    decoder = nonin_df2.Df2()
    events = []
    for start in range(0, len(PUFFERFISH), pieces):
        events += decoder.feed(PUFFERFISH[start : start + pieces])
    assert values(events) == {Kind.SPO2: 97, Kind.PULSE: 72}
    assert decoder.cut() == []


def test_a_heart_rate_above_127_needs_both_bytes():
    assert values(nonin_df2.Df2().feed(nonin_df2.packet(88, 187)))[Kind.PULSE] == 187


def test_missing_is_no_value_and_a_sensor_that_is_off_says_so():
    assert nonin_df2.Df2().feed(nonin_df2.packet(None, None)) == [Told(say=Say.NO_VALUE)]
    off = nonin_df2.packet(97, 72, status=nonin_df2.DISCONNECTED)
    assert nonin_df2.Df2().feed(off) == [Told(say=Say.SENSOR_OFF)]
    doubted = nonin_df2.Df2().feed(nonin_df2.packet(97, 72, status=nonin_df2.ARTEFACT))
    assert {one.flags for one in doubted} == {(Flag.QUESTIONABLE,)}


def test_a_packet_with_one_bad_byte_is_lost_and_the_next_is_read():
    broken = bytearray(PUFFERFISH)
    broken[13] ^= 0xFF
    events = nonin_df2.Df2().feed(bytes(broken) + PUFFERFISH)
    assert values(events) == {Kind.SPO2: 97, Kind.PULSE: 72}
    assert sum(isinstance(one, Measured) for one in events) == 2
    assert any(isinstance(one, Noise) and one.trouble is Trouble.HALF_FRAME for one in events)


def test_ascii_lines_of_a_nonin():
    decoder = nonin_ascii.reader()
    assert values(decoder.feed(b"SPO2=097 HR=072\r\n")) == {Kind.SPO2: 97, Kind.PULSE: 72}
    assert decoder.feed(b"SPO2=--- HR=---\r\n") == [Told(say=Say.SENSOR_OFF)]
    assert values(decoder.feed(b"SPO2=--- HR=072\r\n")) == {Kind.PULSE: 72}
    [wrong] = decoder.feed(b"SPO2=127 HR=072\r\n")
    assert wrong.trouble is Trouble.IMPOSSIBLE


@pytest.mark.parametrize(
    ("bytes_", "per_mille"),
    [
        ("8130D00000D4014800EF058B0A31061A00", "0.208"),
        ("81DC070000CF010B009F056409B8050000", "0.007"),
    ],
)
def test_published_results_of_a_bactrack(bytes_, per_mille):
    [one] = bactrack.read(bytes.fromhex(bytes_))
    assert (one.kind, one.value, one.unit) == (Kind.BREATH_ALCOHOL, Decimal(per_mille), "[ppth]")


@pytest.mark.parametrize(
    ("bytes_", "say"),
    [
        ("8001050015E7", Say.WARMING_UP), ("8002000015E7", Say.BLOW_NOW),
        ("8003040015E7", Say.KEEP_BLOWING), ("8004000015E7", Say.ANALYSING),
        ("8007000015E7", Say.CANCELLED), ("8008000015E7", Say.BLOW_ERROR),
    ],
)  # fmt: skip
def test_published_steps_of_a_bactrack(bytes_, say):
    assert bactrack.read(bytes.fromhex(bytes_)) == [Told(say=say)]


def test_a_result_that_is_cut_short_is_no_result():
    [one] = bactrack.read(bytes.fromhex("8130D00000"))
    assert isinstance(one, Noise)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        (0x0061, "97"), (0xF3CA, "97.0"), (0x0800, None), (0x07FF, None), (0x07FE, None),
        (0x0802, None), (0x0801, None), (0x0FFF, "-1"), (0x1007, "7E+1"),
    ],
)  # fmt: skip
def test_sfloat(word, number):
    assert plx.sfloat(word) == (None if number is None else Decimal(number))


def test_continuous_plx_with_and_without_its_optional_fields():
    assert values(plx.read_continuous(bytes.fromhex("0061004800"))) == {
        Kind.SPO2: 97, Kind.PULSE: 72,
    }  # fmt: skip
    full = bytes.fromhex("1F 61004800 62004900 60004700 0000 200000 0A00")
    events = plx.read_continuous(full)
    assert values(events) == {Kind.SPO2: 97, Kind.PULSE: 72}
    assert {one.flags for one in events} == {(Flag.LOW_SIGNAL,)}
    off = plx.continuous(97, 72, sensor=1 << 11)
    assert plx.read_continuous(off) == [Told(say=Say.SENSOR_OFF)]
    assert plx.read_continuous(plx.continuous(None, None)) == [Told(say=Say.NO_VALUE)]
    [half] = plx.read_continuous(full[:9])
    assert half.trouble is Trouble.HALF_FRAME


def test_a_spot_check_has_its_time_unless_the_clock_was_never_set():
    check = bytes.fromhex("01 61004800 EA07 03 02 09 1E 05")
    events = plx.read_spot_check(check, zone=AMSTERDAM)
    assert {one.measured_at for one in events} == {datetime(2026, 3, 2, 8, 30, 5, tzinfo=UTC)}
    unset = plx.read_spot_check(b"\x11" + check[1:], zone=AMSTERDAM)
    assert {one.measured_at for one in unset} == {None}
    [wrong] = plx.read_spot_check(bytes.fromhex("01 61004800 EA07 0D 02 09 1E 05"), zone=AMSTERDAM)
    assert wrong.trouble is Trouble.IMPOSSIBLE


def test_notifications_over_a_wire():
    decoder = notified.plx_reader(zone=AMSTERDAM)
    assert values(decoder.feed(b"2a5f 00 61 00 48 00\r\n")) == {Kind.SPO2: 97, Kind.PULSE: 72}
    assert isinstance(decoder.feed(b"2A37 00 61\r\n")[0], Noise)
    assert isinstance(decoder.feed(b"2A5F 0g\r\n")[0], Noise)
    result = notified.line("FFF1", bactrack.result(208))
    assert values(notified.bactrack_reader().feed(result)) == {
        Kind.BREATH_ALCOHOL: Decimal("0.208")
    }


DATED = (
    r"(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d{4}) (?P<hour>\d\d):(?P<minute>\d\d)"
    r" +no (?P<number>\d+) +(?P<value>\d+[.,]\d+) ?(?P<unit>\S+)"
)


def reader(pattern=DATED):
    return lines.line_reader(pattern, unit="ug/L", zone=AMSTERDAM)


def test_a_line_of_a_breath_tester_by_the_units_own_pattern():
    [one] = reader().feed(b"02-03-2026 09:30 no 0417   0,12 mg/L\r\n")
    assert (one.value, one.unit, one.number) == (Decimal("0.12"), "mg/L", "0417")
    assert one.measured_at == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert one.raw == b"02-03-2026 09:30 no 0417   0,12 mg/L"
    [other] = reader(r"BrAC (?P<value>\d+)").feed(b"BrAC 220\n")
    assert (other.value, other.unit, other.measured_at) == (220, "ug/L", None)


@pytest.mark.parametrize(
    "line",
    [
        "02-03-2026 09:30 no 1 0,12 oz", "31-02-2026 09:30 no 1 0,12 mg/L",
        "02-03-0026 09:30 no 1 0,12 mg/L", "02-03-2026 09:30 no 1 0,12345 mg/L",
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_is_said_to_be_that(line):
    [one] = reader().feed(line.encode() + b"\n")
    assert one.trouble is Trouble.IMPOSSIBLE


def test_a_line_without_an_end_is_not_kept_for_ever():
    decoder = reader()
    assert decoder.feed(b"x" * 5000) == []
    [one] = decoder.feed(b"\n")
    assert (one.trouble, one.size, len(one.sample)) == (Trouble.GARBAGE, 5000, 64)
    assert isinstance(decoder.feed(b"02-03-2026 09:30 no 1 0,12 mg/L\n")[0], Measured)


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(", "syntax"), (r"\d+", "no_value"), (r"(?P<value>\d*)", "matches_nothing"),
        (lines.PATTERN_EXAMPLE, ""),
    ],
)  # fmt: skip
def test_a_pattern_is_looked_at_before_it_is_used(pattern, problem):
    assert lines.problem_of(pattern) == problem
