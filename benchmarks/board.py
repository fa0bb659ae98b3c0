"""Fifty boards that ask every two seconds: what share of a core the server and database spend.

Over HTTP at the real server, each board with its own session and the tag it was last given, as
stale.js asks. The share is of CPU seconds, not of time, so other work on the machine counts little.
"""

import http.client
import os
import time
from pathlib import Path
from typing import Any

from benchmarks.ground import Ground, open_ground
from benchmarks.pages import _free_port, _sign_in
from vangnet.keeping.server import Server

BOARDS = 50
EVERY_S = 2.0
ROUNDS = 15
TICKS = 100  # of the kernel's clock, a second
NOT_MODIFIED = 304


def measure(ground: Ground) -> dict[str, Any]:
    """Share of one core for fifty boards of a unit with people in its rooms."""
    port, cookie = _free_port(), _sign_in(ground)
    server = Server(home=ground.home, bind="127.0.0.1", port=port)
    server.start()
    try:
        server.await_ready()
        tags: list[str] = [""] * BOARDS
        _round(port, cookie, tags, pause_s=0)  # warm
        before, took, same = _cpu_s(server), [], 0
        start = time.perf_counter()
        for _ in range(ROUNDS):
            answered = _round(port, cookie, tags, pause_s=EVERY_S / BOARDS)
            same += sum(status == NOT_MODIFIED for status, _ in answered)
            took += [seconds for _, seconds in answered]
        seconds = time.perf_counter() - start
        share = (_cpu_s(server) - before) / seconds
    finally:
        server.stop()
    took.sort()
    return {
        "boards": BOARDS,
        "questions": len(took),
        "not_modified": same,
        "seconds": round(seconds, 1),
        "share_of_a_core_percent": round(share * 100, 1),
        "ms_cpu_a_question": round(share * seconds / len(took) * 1000, 2),
        "p50_ms": round(took[len(took) // 2] * 1000, 1),
        "p99_ms": round(took[int(len(took) * 0.99)] * 1000, 1),
    }


def _round(port: int, cookie: str, tags: list[str], *, pause_s: float) -> list[tuple[int, float]]:
    """Each board asks once, spread over the time between two questions of one board."""
    answered = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for turn, tag in enumerate(tags):
        begun = time.perf_counter()
        headers = {"HX-Request": "true", "Cookie": cookie} | ({"If-None-Match": tag} if tag else {})
        connection.request("GET", "/rooms/", headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status in (200, NOT_MODIFIED), answer.status
        tags[turn] = answer.headers.get("ETag", "")
        spent = time.perf_counter() - begun
        answered.append((answer.status, spent))
        time.sleep(max(pause_s - spent, 0))
    return answered


def _cpu_s(server: Server) -> float:
    """CPU seconds so far of the server and of the database of its home, with all they started."""
    return sum(_spent(pid) for pid in _started(server)) / TICKS


def _started(server: Server) -> set[int]:
    assert server.child is not None
    parents, mine = {}, {server.child.pid}
    database = f"{server.home}/postgres".encode()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "cmdline").read_bytes()
            parents[int(folder.name)] = int(_fields(int(folder.name))[1])
        except OSError:
            continue
        if database in words:
            mine.add(int(folder.name))
    for _generation in range(4):
        mine |= {pid for pid, parent in parents.items() if parent in mine}
    return mine - {os.getpid()}


def _fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()


def _spent(pid: int) -> int:
    """Ticks spent by the process and by children it has waited for."""
    try:
        fields = _fields(pid)
    except OSError:
        return 0
    return sum(int(fields[place]) for place in (11, 12))


if __name__ == "__main__":
    from benchmarks.rooms import fill

    with open_ground(ready=1) as opened:
        print(measure(fill(opened)))
