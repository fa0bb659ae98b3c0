"""HL7 in the shape of IHE PCD-01, as published and as two other libraries read and write it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import hl7
import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message

from vangnet.clinic.devices.frames import mllp, pcd01, pcd01_out
from vangnet.clinic.devices.frames.measured import Flag, Kind, Measured, Noise, Told, Trouble

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# Shaped as in GE's manual of the B40, with a made-up patient.
MONITOR = "\r".join(
    [
        r"MSH|^~\&|VSP^080019FFFE134535^EUI-64|GE Healthcare|||20260302093005+0100||ORU^R01^ORU_R01"
        "|m-1|P|2.6|||NE|AL||UNICODE UTF-8|||PCD_DEC_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO",
        "PID|||C-012^^^west^PI||^^^^^^S",
        "OBR|1|a^VSP|a^VSP|182777000^monitoring of patient^SCT|||20260302093005+0100",
        "OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X",
        "OBX|4|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.6.1.1|98|262688^MDC_DIM_PERCENT^MDC|||||R"
        "|||||||080019fffe134535^B1X5_GE",
        "OBX|5|NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1.6.1.2|76|264864^MDC_DIM_BEAT_PER_MIN^MDC"
        "|||||R",
        "OBX|6|NM|151578^MDC_TTHOR_RESP_RATE^MDC|1.7.1.1|14|264928^MDC_DIM_RESP_PER_MIN^MDC|||||R"
        "|||20260302093004+0100",
        "",
    ]
).encode()
SENT = pcd01_out.Sent(
    key="0198c0de", unit_code="west", patient_number="C-012", device="T|1", kind=Kind.SPO2,
    value=Decimal("97.000"), ucum="%", measured_at=datetime(2026, 3, 2, 8, 30, 5, tzinfo=UTC),
    is_doubtful=False, is_trial=False,
)  # fmt: skip
NOW = datetime(2026, 3, 2, 8, 30, 6, tzinfo=UTC)


def read(message=MONITOR):
    received = pcd01.read(message, zone=AMSTERDAM)
    assert received is not None
    return received


def test_a_monitors_message_gives_three_signs_of_one_device():
    received = read()
    assert received.is_ours
    assert received.control_id == "m-1"
    signs = [(address, one.kind, one.value, one.measured_at) for address, one in received.events]
    at = datetime(2026, 3, 2, 8, 30, 5, tzinfo=UTC)
    device = "080019FFFE134535"
    assert signs == [
        (device, Kind.SPO2, 98, at), (device, Kind.PULSE, 76, at),
        (device, Kind.RESPIRATORY_RATE, 14, at - timedelta(seconds=1)),
    ]  # fmt: skip


def test_whom_it_names_is_handed_on_but_not_in_the_frame():
    for _address, one in read().events:
        assert one.about == "C-012"
        assert b"C-012" not in one.raw
        assert b"PID" not in one.raw


@pytest.mark.parametrize(
    ("was", "becomes", "event"),
    [
        ("|98|", "|-100|", Noise), ("|98|", "||", Noise), ("|98|", "|NaN|", Noise),
        ("|98|262688^MDC_DIM_PERCENT^MDC|||||R", "|98|262688^MDC_DIM_PERCENT^MDC|||||X", Told),
        ("|98|262688^MDC_DIM_PERCENT^MDC||", "|98|262688^MDC_DIM_PERCENT^MDC||INV", Told),
        ("262688^MDC_DIM_PERCENT", "264864^MDC_DIM_BEAT_PER_MIN", Noise),
        ("OBX|4|NM", "OBX|4|ST", Noise),
        ("20260302093005+0100\rOBX|1", "yesterday\rOBX|1", Noise),
    ],
)  # fmt: skip
def test_what_is_no_value_is_not_made_one(was, becomes, event):
    changed = MONITOR.decode().replace(was, becomes, 1).encode()
    assert changed != MONITOR
    assert isinstance(read(changed).events[0][1], event)


def test_doubt_and_demonstration_are_flags():
    for word, flag in (("QUES", Flag.QUESTIONABLE), ("DEMO", Flag.TRIAL)):
        marked = MONITOR.decode().replace("PERCENT^MDC|||||R", f"PERCENT^MDC||{word}|||R").encode()
        assert read(marked).events[0][1].flags == (flag,)


def test_a_time_without_an_offset_is_the_units():
    plain = MONITOR.decode().replace("+0100", "").encode()
    assert read(plain).events[0][1].measured_at == datetime(2026, 3, 2, 8, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "data", [b"", b"PID|", b"MSH|^~\\&", b"MSH|||||", b"\x00" * 40, b"MSHabcdefghi"]
)
def test_what_is_no_message_is_none(data):
    assert pcd01.read(data, zone=AMSTERDAM) is None or pcd01.read(data, zone=AMSTERDAM).events == ()


def test_messages_are_cut_out_of_a_stream_in_any_pieces():
    stream = b"junk" + mllp.wrapped(b"one") + b"\r\n" + mllp.wrapped(b"two") + b"\x0bhalf"
    stream += mllp.wrapped(b"three")
    for size in (1, 2, 5, 100):
        cutter, found = mllp.Mllp(), []
        for start in range(0, len(stream), size):
            found += cutter.feed(stream[start : start + size])
        messages = [one for one in found if isinstance(one, bytes)]
        assert messages == [b"one", b"two", b"three"]
        assert {one.trouble for one in found if isinstance(one, Noise)} == {
            Trouble.GARBAGE, Trouble.HALF_FRAME,
        }  # fmt: skip


def test_a_message_without_an_end_is_let_go():
    cutter = mllp.Mllp()
    found = cutter.feed(b"\x0b" + b"x" * (mllp.MESSAGE_BYTES_MAX + 2))
    assert [one.trouble for one in found] == [Trouble.HALF_FRAME]
    assert cutter.feed(mllp.wrapped(b"next")) == [b"next"]


def test_what_we_send_is_what_we_read():
    [(device, one)] = read(pcd01_out.oru(SENT, at=NOW)).events
    assert isinstance(one, Measured)
    assert (device, one.kind, one.value, one.about) == ("T|1", Kind.SPO2, 97, "C-012")
    assert one.measured_at == SENT.measured_at


def test_a_simulated_monitor_sends_what_a_monitor_sends():
    signs = {Kind.SPO2: 96, Kind.PULSE: 68, Kind.RESPIRATORY_RATE: 14}
    message = pcd01_out.from_monitor("k-1", "SIM-1", signs, at=NOW)
    events = read(message).events
    assert {one.kind: one.value for _device, one in events} == signs
    assert {(device, one.measured_at, one.about) for device, one in events} == {("SIM-1", NOW, "")}
    assert str(hl7.parse(message.decode())["OBX"][2][3][0][0]) == "151562"


def test_hl7apy_finds_our_message_strictly_in_order():
    text = pcd01_out.oru(SENT, at=NOW).decode()
    message = parse_message(text, validation_level=VALIDATION_LEVEL.STRICT)
    assert message.validate()
    assert message.msh.msh_21.to_er7().endswith("1.3.6.1.4.1.19376.1.6.1.1.1^ISO")


def test_hl7_reads_our_message_and_our_answer():
    message = hl7.parse(pcd01_out.oru(SENT, at=NOW).decode())
    assert str(message["OBX"][0][3][0][0]) == "150456"
    assert str(message["OBX"][0][5]) == "97"
    assert hl7.ishl7(pcd01_out.ack("m-1", "AA", at=NOW, key="k").decode())
    answer = hl7.parse(pcd01_out.ack("m-1", "AE", at=NOW, key="k", words="not | kept").decode())
    assert (str(answer["MSA"][0][1]), str(answer["MSA"][0][2])) == ("AE", "m-1")


def test_an_answer_is_read():
    assert pcd01_out.answer_of(b"MSH|^~\\&|x\rMSA|AA|k-1\r") == ("AA", "k-1")
    assert pcd01_out.answer_of(b"\xff\x00") == ("", "")
