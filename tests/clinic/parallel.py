"""Several people at once: each in a thread with a connection of its own, let go together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Answer = TypeVar("Answer")


def at_once(calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """The answers in order. An exception of any of them is the test's."""
    start = Barrier(len(calls))

    def one(call: Callable[[], Answer]) -> Answer:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [waiting.result() for waiting in [pool.submit(one, call) for call in calls]]
