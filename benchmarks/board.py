"""Fifty boards that ask every two seconds: their share of a core, and how soon they show an alarm.

Over HTTP at the real server, of a unit whose rooms all have an oximeter that sends once a second.
Each board has its own session and the tag it was last given, as stale.js asks. The share is of the
CPU seconds of the server and of its own sessions in the database, not of time: other work on the
machine, and the gateway that listens to the oximeters, do not count in it.
"""

import http.client
import statistics
import threading
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from benchmarks import gateway
from benchmarks.ground import Ground, open_ground
from benchmarks.pages import _free_port, _sign_in
from benchmarks.rooms import Rooms, fill
from vangnet.keeping.server import Server

BOARDS, ASKERS = 50, 10
EVERY_S, WARM_S, FOR_S = 2.0, 20.0, 30.0
ROOMS = (16, 50)
BETWEEN_ALARMS_S, LAST_ALARM_S = 1.0, 8.0
SHARE_MAX_PERCENT = 10  # a tenth of one core
PEER, PEER_TIMES = "/ready", 500  # one question to the database and no page
TICKS = 100  # of the kernel's clock, a second
NOT_MODIFIED = 304


@dataclass(kw_only=True)
class Board:
    """One screen: where it is in its two seconds, its tag, and when it first showed each alarm."""

    cookie: str
    due: float
    tag: str = ""
    took: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    same: int = 0
    rang: dict[int, float] = field(default_factory=dict)

    def ask(self, connection: http.client.HTTPConnection) -> None:
        begun = perf_counter()
        self.late.append(begun - self.due)
        headers = {"HX-Request": "true", "Cookie": self.cookie}
        if self.tag:
            headers["If-None-Match"] = self.tag
        connection.request("GET", "/rooms/", headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        now = perf_counter()
        assert answer.status in (200, NOT_MODIFIED), answer.status
        self.tag = answer.headers.get("ETag", "")
        self.took.append(now - begun)
        self.same += answer.status == NOT_MODIFIED
        for room in text.split('data-room="')[1:]:
            if "data-sounds" in room and "_sign:oxygen" in room:
                self.rang.setdefault(int(room.partition('"')[0]), now)
        self.due = max(self.due + EVERY_S, now)


def measure(ground: Ground) -> dict[str, Any]:
    """Of a unit as large as most, and of one that is larger than any."""
    found = {}
    for rooms in ROOMS:
        kept = _of_unit(ground, rooms=rooms)
        found |= {f"{rooms}_rooms_{name}": value for name, value in kept.items()}
    return {"boards": BOARDS, "share_limit_percent": SHARE_MAX_PERCENT, **found}


def _of_unit(ground: Ground, *, rooms: int) -> dict[str, Any]:
    unit = fill(ground, rooms=rooms)
    port = _free_port()
    server = Server(home=ground.home, bind="127.0.0.1", port=port)
    with gateway.apart(unit.ground, code=unit.world.unit.code):
        server.start()
        try:
            server.await_ready()
            gateway.await_lines(unit.devices)
            unit.start()
            return _measure(server, port, unit)
        finally:
            unit.stop()
            server.stop()


def _measure(server: Server, port: int, unit: Rooms) -> dict[str, Any]:
    screens = Screens(port, unit.ground)
    screens.start()
    sleep(WARM_S)  # each has asked each process of the server, and is known to it
    screens.forget()
    before, start = _cpu_s(server), perf_counter()
    sleep(FOR_S)
    spent, seconds = _cpu_s(server) - before, perf_counter() - start
    asked = screens.counted()
    late = _alarms(screens, unit)
    screens.stop()
    peer_ms = _peer_ms(server, port)
    ms = spent / asked["questions"] * 1000
    return {
        **asked,
        "ms_cpu_a_question": round(ms, 2),
        "ms_cpu_of_the_cheapest_page": round(peer_ms, 2),
        "times_the_cheapest_page": round(ms / peer_ms, 2),
        "questions_a_s": round(asked["questions"] / seconds, 1),
        "share_of_a_core_percent": round(spent / seconds * 100, 1), **late,
    }  # fmt: skip


def _alarms(screens: "Screens", unit: Rooms) -> dict[str, Any]:
    """Each room goes under once; how long until each board shows it ringing."""
    for number in unit.wires:
        unit.go_under(number)
        sleep(BETWEEN_ALARMS_S)
    sleep(LAST_ALARM_S)
    took = [
        one.rang[number] - at
        for one in screens.boards for number, at in unit.under.items() if number in one.rang
    ]  # fmt: skip
    expected = BOARDS * len(unit.under)
    cuts = statistics.quantiles(took, n=100)
    return {
        "alarms_expected_on_boards": expected, "alarms_seen": len(took),
        "wire_to_board_p50_ms": round(cuts[49] * 1000),
        "wire_to_board_p99_ms": round(cuts[98] * 1000),
        "wire_to_board_longest_ms": round(max(took) * 1000),
    }  # fmt: skip


class Screens:
    """Fifty boards, spread over the two seconds, asked by a few threads that keep their lines."""

    def __init__(self, port: int, ground: Ground) -> None:
        now = perf_counter()
        self.boards = [
            Board(cookie=_sign_in(ground), due=now + turn * EVERY_S / BOARDS)
            for turn in range(BOARDS)
        ]
        self._port, self._over = port, threading.Event()
        self._askers = [
            threading.Thread(target=self._ask, args=(self.boards[n::ASKERS],), daemon=True)
            for n in range(ASKERS)
        ]

    def start(self) -> None:
        for one in self._askers:
            one.start()

    def stop(self) -> None:
        self._over.set()
        for one in self._askers:
            one.join(30)

    def forget(self) -> None:
        for one in self.boards:
            one.took, one.late, one.same = [], [], 0

    def counted(self) -> dict[str, Any]:
        took = [seconds for one in self.boards for seconds in one.took]
        cuts = statistics.quantiles(took, n=100)
        return {
            "questions": len(took), "not_modified": sum(one.same for one in self.boards),
            "p50_ms": round(cuts[49] * 1000, 1), "p99_ms": round(cuts[98] * 1000, 1),
        }  # fmt: skip

    def _ask(self, mine: list[Board]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        while not self._over.is_set():
            nearest = min(mine, key=lambda one: one.due)
            self._over.wait(max(0.0, nearest.due - perf_counter()))
            nearest.ask(connection)


def _peer_ms(server: Server, port: int) -> float:
    """Milliseconds of CPU for the cheapest page of the same server."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    before = _cpu_s(server)
    for _ in range(PEER_TIMES):
        connection.request("GET", PEER)
        connection.getresponse().read()
    return (_cpu_s(server) - before) / PEER_TIMES * 1000


def _cpu_s(server: Server) -> float:
    """CPU seconds so far of the server, all it started, and its sessions in the database."""
    return sum(_spent(pid) for pid in _started(server) | _sessions()) / TICKS


def _sessions() -> set[int]:
    """The database's processes that work for the server's login, and for nobody else."""
    from django.db import connection

    from vangnet.keeping.place import SERVER

    with connection.cursor() as cursor:
        cursor.execute("select pid from pg_stat_activity where usename = %s", [SERVER])
        return {pid for (pid,) in cursor.fetchall()}


def _started(server: Server) -> set[int]:
    assert server.child is not None
    parents, mine = {}, {server.child.pid}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int(_fields(int(folder.name))[1])
            except OSError:
                continue
    for _generation in range(4):
        mine |= {pid for pid, parent in parents.items() if parent in mine}
    return mine


def _fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()


def _spent(pid: int) -> int:
    """Ticks spent by the process itself, for its own work and in the kernel."""
    try:
        fields = _fields(pid)
    except OSError:
        return 0
    return sum(int(fields[place]) for place in (11, 12))


if __name__ == "__main__":
    with open_ground(ready=1) as opened:
        for name, value in measure(opened).items():
            print(f"{name:45} {value}")
