"""Bluetooth notifications that come over a wire: a line each, `2A5F 00 61 00 48 00`.

Many adapters hand on notifications like this. First the characteristic, then its bytes in hex.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from functools import partial

from vangnet.clinic.devices.frames import bactrack, plx
from vangnet.clinic.devices.frames.lines import Lines
from vangnet.clinic.devices.frames.measured import Event, Trouble, noise

Read = Callable[[bytes], Sequence[Event]]


def bactrack_reader() -> Lines:
    return _reader({bactrack.CHARACTERISTIC: bactrack.read})


def plx_reader(*, zone: tzinfo) -> Lines:
    return _reader(
        {
            plx.CONTINUOUS: plx.read_continuous,
            plx.SPOT_CHECK: partial(plx.read_spot_check, zone=zone),
        }
    )


def line(characteristic: str, notification: bytes) -> bytes:
    return f"{characteristic} {notification.hex(' ').upper()}\r\n".encode("ascii")


def _reader(known: Mapping[str, Read]) -> Lines:
    def read(line: bytes) -> Sequence[Event]:
        name, _space, written = line.decode("latin-1").strip().partition(" ")
        read_it = known.get(name.upper())
        try:
            notification = bytes.fromhex(written)
        except ValueError:
            return [noise(Trouble.GARBAGE, line)]
        if read_it is None or not notification:
            return [noise(Trouble.GARBAGE, line)]
        return read_it(notification)

    return Lines(read)
