"""What this house sends as HL7: the answer to a message, and a reading in the shape of PCD-01.

No name leaves: PID-3 is the patient's number at the unit, PID-5 says that a name is withheld.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from vangnet.clinic.devices.frames.measured import PERCENT, Kind

PROFILE = "IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO"
_TERMS = {
    Kind.SPO2: "150456^MDC_PULS_OXIM_SAT_O2^MDC",
    Kind.PULSE: "149530^MDC_PULS_OXIM_PULS_RATE^MDC",
    Kind.RESPIRATORY_RATE: "151562^MDC_RESP_RATE^MDC",
    Kind.BREATH_ALCOHOL: "breath_alcohol^Alcohol in breath^99VANGNET",  # MDC has no term for it
}
_PERCENT = "262688^MDC_DIM_PERCENT^MDC"
_UNITS = {
    Kind.PULSE: "264864^MDC_DIM_BEAT_PER_MIN^MDC",
    Kind.RESPIRATORY_RATE: "264928^MDC_DIM_RESP_PER_MIN^MDC",
}
_PLACES = {
    Kind.SPO2: (1, 1, 1), Kind.PULSE: (1, 1, 2), Kind.RESPIRATORY_RATE: (2, 1, 1),
    Kind.BREATH_ALCOHOL: (3, 1, 1),
}  # fmt: skip
_ESCAPES = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "~": "\\R\\", "&": "\\T\\", "\r": " ",
            "\n": " "}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One reading to send on."""

    key: str  # the message's control id: the same reading has the same
    unit_code: str
    patient_number: str
    device: str
    kind: Kind
    value: Decimal
    ucum: str
    measured_at: datetime
    is_doubtful: bool
    is_trial: bool  # of a demonstration unit


def oru(sent: Sent, *, at: datetime) -> bytes:
    """An ORU^R01 with one value."""
    vmd, channel, metric = _PLACES[sent.kind]
    device, unit = _plain(sent.device), _unit(sent)
    when = dtm(sent.measured_at)
    number = f"{_plain(sent.patient_number)}^^^{_plain(sent.unit_code)}^PI"
    value = format(sent.value.normalize(), "f")
    flags = "~".join(
        [*(["QUES"] if sent.is_doubtful else []), *(["DEMO"] if sent.is_trial else [])]
    )
    segments = (
        f"MSH|^~\\&|VANGNET|{_plain(sent.unit_code)}|||{dtm(at)}||ORU^R01^ORU_R01|{sent.key}"
        f"|{'T' if sent.is_trial else 'P'}|2.6|||AL|NE||UNICODE UTF-8|||{PROFILE}",
        f"PID|||{number}||^^^^^^S",
        f"OBR|1||{sent.key}^VANGNET|182777000^monitoring of patient^SCT|||{when}",
        f"OBX|1|NM|{_TERMS[sent.kind]}|1.{vmd}.{channel}.{metric}|{value}|{unit}||{flags}|||R"
        f"|||{when}||||{device}",
    )
    return ("\r".join(segments) + "\r").encode("utf-8")


def from_monitor(key: str, address: str, values: Mapping[Kind, int], *, at: datetime) -> bytes:
    """What a monitor sends that names nobody; for the simulator and the bench."""
    when = dtm(at)
    signs = enumerate(values.items(), start=1)
    segments = (
        f"MSH|^~\\&|{_plain(address)}||||{when}||ORU^R01^ORU_R01|{key}|P|2.6|||AL|NE"
        f"||UNICODE UTF-8|||{PROFILE}",
        "PID|||||^^^^^^S",
        f"OBR|1||{key}|182777000^monitoring of patient^SCT|||{when}",
        *(
            f"OBX|{n}|NM|{_TERMS[kind]}|1.1.1.{n}|{value}|{_UNITS.get(kind, _PERCENT)}|||||R|||||||"
            f"{_plain(address)}"
            for n, (kind, value) in signs
        ),
    )
    return ("\r".join(segments) + "\r").encode("utf-8")


def ack(control_id: str, code: str, *, at: datetime, key: str, words: str = "") -> bytes:
    """The answer: AA kept, AE not kept and worth another try, AR not for us."""
    known = _plain(control_id)[:199]
    return (
        f"MSH|^~\\&|VANGNET||||{dtm(at)}||ACK^R01^ACK|{key}|P|2.6||||||UNICODE UTF-8\r"
        f"MSA|{code}|{known}" + (f"\rERR||||E||||{_plain(words)}" if words else "") + "\r"
    ).encode()


def answer_of(message: bytes) -> tuple[str, str]:
    """Code and control id of an answer; empty when it is none."""
    for line in message.decode("utf-8", "replace").replace("\n", "\r").split("\r"):
        fields = line.split("|")
        if fields[0] == "MSA" and len(fields) > 2:
            return fields[1].strip(), fields[2].strip()
    return "", ""


def dtm(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%d%H%M%S}.{at.microsecond // 1000:03d}+0000"


def _unit(sent: Sent) -> str:
    if sent.ucum == PERCENT:
        return _PERCENT
    return _UNITS.get(sent.kind, f"{_plain(sent.ucum)}^^UCUM")


def _plain(text: str) -> str:
    return "".join(_ESCAPES.get(sign, sign) for sign in text)
