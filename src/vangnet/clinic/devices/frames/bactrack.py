"""BACtrack's notifications over Bluetooth, from bytes that others wrote down; no vendor's text.

80 nn tells where a test stands; 81 is the result, 17 bytes: bytes 2 and 3, low byte first, in
ten-thousandths of a per cent of alcohol in blood. That is thousandths of a per mille.
"""

from decimal import Decimal

from vangnet.clinic.devices.frames.measured import (
    Event,
    Kind,
    Measured,
    Say,
    Told,
    Trouble,
    is_possible,
    noise,
)

CHARACTERISTIC = "FFF1"  # of 862bfff1-7d59-4359-8b59-a96db28bc679
START = bytes((0x00, 0x01))
RESULT, RESULT_BYTES = 0x81, 17
STEP, STEP_BYTES = 0x80, range(3, 7)
SAYS = {
    0x01: Say.WARMING_UP, 0x02: Say.BLOW_NOW, 0x03: Say.KEEP_BLOWING, 0x04: Say.ANALYSING,
    0x05: Say.ANALYSING, 0x06: Say.ANALYSING, 0x07: Say.CANCELLED, 0x08: Say.BLOW_ERROR,
}  # fmt: skip


def read(notification: bytes) -> list[Event]:
    if len(notification) == RESULT_BYTES and notification[0] == RESULT:
        value = Decimal(int.from_bytes(notification[2:4], "little")) / 1000
        if not is_possible(Kind.BREATH_ALCOHOL, value):
            return [noise(Trouble.IMPOSSIBLE, notification)]
        return [Measured(kind=Kind.BREATH_ALCOHOL, value=value, unit="[ppth]", raw=notification)]
    if len(notification) in STEP_BYTES and notification[0] == STEP and notification[1] in SAYS:
        return [Told(say=SAYS[notification[1]])]
    return [noise(Trouble.GARBAGE, notification)]


def result(thousandths: int) -> bytes:
    """What such a device sends; for the simulator. The bytes after the value mean nothing to us."""
    return bytes((RESULT, 0x30)) + thousandths.to_bytes(2, "little") + bytes(RESULT_BYTES - 4)


def step(number: int, seconds: int = 0) -> bytes:
    return bytes((STEP, number, seconds, 0x00, 0x15, 0xE7))
