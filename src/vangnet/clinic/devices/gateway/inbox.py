"""What listeners hand to the engine: bytes and times in one queue, so that one thread decides."""

import queue
import threading
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

INBOX_MAX = 20_000  # pieces that wait while the database does not answer; then the newest are lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Bytes of a serial line, as they came."""

    device: UUID
    data: bytes
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A serial line was opened, or lost."""

    device: UUID
    is_open: bool
    at: datetime


@dataclass(slots=True, kw_only=True)
class Message:
    """An HL7 message and its answer, for which the connection waits."""

    data: bytes
    at: datetime
    answer: bytes = b""
    answered: threading.Event = field(default_factory=threading.Event)

    def reply(self, answer: bytes) -> None:
        self.answer = answer
        self.answered.set()


Item = Piece | Line | Message


class Inbox:
    """A bounded queue that is read in batches."""

    def __init__(self) -> None:
        self._items: queue.Queue[Item] = queue.Queue(INBOX_MAX)
        self.lost = 0

    def put(self, item: Item) -> None:
        try:
            self._items.put_nowait(item)
        except queue.Full:
            self.lost += 1

    def batch(self, *, wait_seconds: float, most: int = 500) -> list[Item]:
        """What has come; waits a moment for the first."""
        try:
            items = [self._items.get(timeout=wait_seconds)]
        except queue.Empty:
            return []
        while len(items) < most:
            try:
                items.append(self._items.get_nowait())
            except queue.Empty:
                break
        return items
