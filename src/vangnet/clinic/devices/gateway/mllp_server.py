"""Takes HL7 messages over MLLP. Each is answered after it was kept, or was not: never before."""

import socket
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from vangnet.clinic.devices.frames.mllp import Mllp, wrapped
from vangnet.clinic.devices.gateway.inbox import Inbox, Message

READ_BYTES = 65536
IDLE_SECONDS = 300
ANSWER_SECONDS = 20  # longer than the database is waited for
CONNECTIONS_MAX = 64


class _Connection(socketserver.BaseRequestHandler):
    server: "MllpServer"

    def handle(self) -> None:
        if not self.server.places.acquire(blocking=False):
            return
        try:
            self._serve()
        except OSError:  # the sender is gone
            pass
        finally:
            self.server.places.release()

    def _serve(self) -> None:
        line, cutter = self.request, Mllp()
        line.settimeout(IDLE_SECONDS)
        self.server.lines.add(line)
        try:
            while data := line.recv(READ_BYTES):
                for one in cutter.feed(data):
                    if isinstance(one, bytes):
                        self._take(line, one)
        finally:
            self.server.lines.discard(line)

    def _take(self, line: socket.socket, data: bytes) -> None:
        message = Message(data=data, at=self.server.clock())
        self.server.inbox.put(message)
        message.answered.wait(ANSWER_SECONDS)
        if message.answer:  # no answer makes the sender try again
            line.sendall(wrapped(message.answer))


class MllpServer(socketserver.ThreadingTCPServer):
    """Listens until `stop`."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(
        self, *, bind: str, port: int, inbox: Inbox, clock: Callable[[], datetime]
    ) -> None:
        super().__init__((bind, port), _Connection)
        self.inbox, self.clock = inbox, clock
        self.places = threading.BoundedSemaphore(CONNECTIONS_MAX)
        self.lines: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, name="mllp", daemon=True)

    @property
    def port(self) -> int:
        number: int = self.server_address[1]
        return number

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        for line in list(self.lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=5)

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing of a message goes to a log."""
