"""Whatever comes over a wire: no decoder falls over it, nor reads what was not sent."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clinic.devices.frames.test_pcd01 import MONITOR, NOW, SENT

from vangnet.clinic.devices.frames import (
    bactrack,
    lines,
    mllp,
    nonin_ascii,
    nonin_df2,
    notified,
    pcd01,
    pcd01_out,
    plx,
)
from vangnet.clinic.devices.frames.decoders import decoder_for
from vangnet.clinic.devices.frames.measured import POSSIBLE, UCUM, Measured, Noise

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
GOOD = {
    "lines": b"0.12 mg/L\r\n", "nonin_ascii": nonin_ascii.line(97, 72),
    "nonin_df2": nonin_df2.packet(97, 72), "plx": notified.line("2A5F", plx.continuous(97, 72)),
    "bactrack": notified.line("FFF1", bactrack.result(208)),
}  # fmt: skip
spoilt = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from(list(GOOD.values())),
        st.sampled_from(list(GOOD.values())).flatmap(
            lambda good: st.integers(0, len(good)).map(lambda n: good[:n])
        ),
    ),
    max_size=8,
)


def new(speaks):
    return decoder_for(speaks, pattern=lines.PATTERN_EXAMPLE, unit="mg/L", zone=AMSTERDAM)


def could_be(events):
    for one in events:
        if isinstance(one, Measured):
            lowest, highest = POSSIBLE[one.kind]
            assert lowest <= one.value <= highest
            assert one.unit in UCUM[one.kind]
            assert one.raw
        if isinstance(one, Noise):
            assert one.size >= len(one.sample)


@pytest.mark.parametrize("speaks", sorted(GOOD))
@given(parts=spoilt)
def test_nothing_that_comes_over_a_line_breaks_a_decoder(speaks, parts):
    decoder = new(speaks)
    for part in parts:
        could_be(decoder.feed(part))
    could_be(decoder.cut())
    decoder.feed(b"\r\n" * 3)
    after = [one for _ in range(2) for one in decoder.feed(GOOD[speaks])]
    assert any(isinstance(one, Measured) for one in after), "it finds its way back"


@pytest.mark.parametrize("speaks", sorted(GOOD))
@given(data=st.data())
def test_how_a_stream_is_cut_changes_nothing(speaks, data):
    stream = b"".join(data.draw(spoilt))
    at_once = [*new(speaks).feed(stream)]
    decoder, in_pieces = new(speaks), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        in_pieces += decoder.feed(stream[:size])
        stream = stream[size:]
    measured = [one for one in at_once if isinstance(one, Measured)]
    assert [one for one in in_pieces if isinstance(one, Measured)] == measured


@given(st.binary(max_size=60))
def test_no_notification_breaks_its_reader(data):
    could_be(bactrack.read(data))
    could_be(plx.read_continuous(data))
    could_be(plx.read_spot_check(data, zone=AMSTERDAM))


@given(
    st.lists(st.tuples(st.integers(0, len(MONITOR) - 1), st.binary(max_size=4)), max_size=12),
    st.binary(max_size=20),
)
def test_no_message_breaks_its_reader(changes, after):
    spoilt = bytearray(MONITOR)
    for place, put in changes:
        spoilt[place : place + len(put)] = put
    received = pcd01.read(bytes(spoilt) + after, zone=AMSTERDAM)
    could_be([event for _device, event in received.events] if received else [])


@given(st.text(max_size=80))
def test_no_text_breaks_a_message_of_ours(text):
    from dataclasses import replace

    sent = replace(SENT, patient_number=text, device=text or "d", unit_code=text)
    received = pcd01.read(pcd01_out.oru(sent, at=NOW), zone=AMSTERDAM)
    assert received is not None
    assert [event.kind for _device, event in received.events] == [SENT.kind]


@given(st.lists(st.binary(max_size=30), max_size=10))
def test_mllp_gives_messages_or_noise_for_any_bytes(parts):
    cutter = mllp.Mllp()
    for part in parts:
        for one in cutter.feed(part):
            assert isinstance(one, bytes | Noise)
            assert one if isinstance(one, bytes) else one.size
    cutter.cut()
    assert cutter.feed(mllp.wrapped(b"after"))[-1] == b"after"
