"""One serial port in a thread of its own: opened, read, and opened again when it is lost."""

import threading
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import serial

from vangnet.clinic.devices.gateway.inbox import Inbox, Line, Piece

READ_SECONDS = 0.2  # how soon a thread sees that it should stop
AGAIN_SECONDS = (0.5, 1, 2, 5)  # between tries to open; the last one over and over
READ_BYTES = 4096


class SerialLine(threading.Thread):
    """Reads `path` until told to stop. Trouble with the port is a lost line, never an end."""

    def __init__(
        self, *, device: UUID, path: str, baud: int, inbox: Inbox, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(name=f"line {path}", daemon=True)
        self.device, self.path, self.baud = device, path, baud
        self._inbox, self._clock = inbox, clock
        self._over = threading.Event()

    def stop(self) -> None:
        self._over.set()

    def run(self) -> None:
        tries = 0
        while not self._over.is_set():
            try:
                # Exclusive: a second gateway on the same port would have half of each frame.
                with serial.Serial(
                    self.path, self.baud, timeout=READ_SECONDS, exclusive=True
                ) as port:
                    tries = 0
                    self._say(is_open=True)
                    self._read(port)
            except (OSError, ValueError):  # pyserial's own error is an OSError
                pass
            self._say(is_open=False)
            self._over.wait(AGAIN_SECONDS[min(tries, len(AGAIN_SECONDS) - 1)])
            tries += 1

    def _read(self, port: serial.Serial) -> None:
        while not self._over.is_set():
            data = port.read(1)
            if data:
                data += port.read(min(port.in_waiting, READ_BYTES))
                self._inbox.put(Piece(device=self.device, data=data, at=self._clock()))

    def _say(self, *, is_open: bool) -> None:
        self._inbox.put(Line(device=self.device, is_open=is_open, at=self._clock()))
