"""Is a process still at work? A zombie is not: in a container nobody may ever collect it."""

import time
from collections.abc import Iterable

import psutil


def at_work(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def await_end(processes: Iterable[psutil.Process], *, seconds: float) -> list[psutil.Process]:
    """Those that are still at work when the time is over."""
    left = list(processes)
    until = time.monotonic() + seconds
    while (left := [one for one in left if at_work(one)]) and time.monotonic() < until:
        time.sleep(0.05)
    return left
