"""Simulated devices, each on a pseudo-terminal, sending the frames that real ones send.

For a demonstration unit and for tests: they can fall silent, send garbage, cut frames in half, send
twice, or have their clock two hours off.
"""

import contextlib
import os
import pty
import select
import threading
import tty
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, auto
from pathlib import Path

from vangnet.clinic.devices.frames import bactrack, nonin_ascii, nonin_df2, notified, plx

LINES_PATTERN = (
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d) (?P<hour>\d\d):(?P<minute>\d\d):"
    r"(?P<second>\d\d) no (?P<number>\d+) (?P<value>\d+(?:\.\d+)?)"
)
GARBAGE = bytes(range(128, 192)) + b"\x01\x80\r\n"


class Fault(StrEnum):
    """What can be wrong with a device."""

    NONE = auto()
    SILENT = auto()
    GARBAGE = auto()
    HALF_FRAME = auto()
    REPEAT = auto()
    CLOCK_OFF = auto()
    SENSOR_OFF = auto()


@dataclass(slots=True, kw_only=True)
class Simulated:
    """One device. Set its values and its fault while it runs."""

    speaks: str
    every: timedelta
    clock: Callable[[], datetime]
    spo2: int | None = 97
    pulse: int | None = 72
    alcohol: int = 0  # as the breath tester prints it
    fault: Fault = Fault.NONE
    path: str = ""
    _master: int = -1
    _slave: int = -1
    _number: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def plug_in(self, link: Path | None = None) -> str:
        """Open the terminal; the path that a gateway opens. `link` gives it a name that lasts."""
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.path = os.ttyname(self._slave)
        if link is not None:
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(self.path)
            self.path = str(link)
        return self.path

    def start(self) -> None:
        name = f"simulated {self.speaks}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread:
            self._thread.join(timeout=5)
        for end in (self._master, self._slave):
            with contextlib.suppress(OSError):
                os.close(end)
        if self.path and Path(self.path).is_symlink():
            Path(self.path).unlink(missing_ok=True)

    def send(self, data: bytes) -> None:
        """Write bytes now. Where nobody listens they are lost, as on a wire."""
        with contextlib.suppress(BlockingIOError):
            if select.select([], [self._master], [], 0)[1]:
                os.write(self._master, data)

    def send_once(self) -> None:
        """Send what the values and the fault make of this moment."""
        match self.fault:
            case Fault.SILENT:
                return
            case Fault.GARBAGE:
                self.send(GARBAGE)
            case Fault.HALF_FRAME:
                frame = self.frame()
                self.send(frame[: len(frame) // 2])
            case Fault.REPEAT:
                self.send(self.frame() * 2)
            case _:
                self.send(self.frame())

    def frame(self) -> bytes:
        off = self.fault is Fault.SENSOR_OFF
        spo2, pulse = (None, None) if off else (self.spo2, self.pulse)
        match self.speaks:
            case "nonin_ascii":
                return nonin_ascii.line(spo2, pulse)
            case "nonin_df2":
                status = nonin_df2.DISCONNECTED if off else 0
                return nonin_df2.packet(spo2, pulse, status=status)
            case "plx":
                sensor = 1 << 11 if off else None
                return notified.line(plx.CONTINUOUS, plx.continuous(spo2, pulse, sensor=sensor))
            case "bactrack":
                steps = b"".join(
                    notified.line(bactrack.CHARACTERISTIC, bactrack.step(one)) for one in (1, 2, 4)
                )
                result = bactrack.result(self.alcohol)
                return steps + notified.line(bactrack.CHARACTERISTIC, result)
            case "lines":
                self._number += 1
                at = self.clock()
                if self.fault is Fault.CLOCK_OFF:
                    at += timedelta(hours=2)
                return f"{at:%Y-%m-%d %H:%M:%S} no {self._number} {self.alcohol}\r\n".encode()
        raise AssertionError(f"no simulation of {self.speaks}")

    def _run(self) -> None:
        while not self._over.wait(self.every.total_seconds()):
            self.send_once()


def one_of_each(clock: Callable[[], datetime], *, folder: Path | None = None) -> list[Simulated]:
    """A device of each language on a serial line, plugged in but not started."""
    every = {
        "nonin_ascii": timedelta(seconds=1), "nonin_df2": timedelta(seconds=1 / 3),
        "plx": timedelta(seconds=1), "bactrack": timedelta(seconds=30),
        "lines": timedelta(seconds=20),
    }  # fmt: skip
    made = [Simulated(speaks=name, every=pause, clock=clock) for name, pause in every.items()]
    for one in made:
        one.plug_in(folder / one.speaks if folder else None)
    return made
