"""1,000 hand-overs over HTTP into a durable database, and a SIGKILL in the middle of them.

A program of its own, because it needs settings of its own: `python -m tests.stories.killing server`
(or `database`). Prints what was acknowledged and what is there, as JSON.
"""

import http.client
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.ground import Ground, open_ground

from vangnet.keeping import embedded
from vangnet.keeping.server import Server

DOSES = 1000
CLIENTS = 8
KILL_AFTER = 300
LONGEST_SECONDS = 240
TOKEN = "k" * 32  # sent in the cookie and in the form, as a browser does
SEE_OTHER = 302


class Desk:
    """Clients that press "Hand over", and press again when no answer came."""

    def __init__(self, port: int, cookie: str, forms: list[tuple[str, str, bytes]]) -> None:
        self.port, self.cookie, self.forms = port, cookie, forms
        self.acknowledged: list[str] = []
        self.pressed_again = 0
        self.enough = threading.Event()
        self.until = time.monotonic() + LONGEST_SECONDS
        self.lock = threading.Lock()

    def begin(self) -> list[threading.Thread]:
        clients = [
            threading.Thread(target=self._client, args=(self.forms[n::CLIENTS],))
            for n in range(CLIENTS)
        ]
        for one in clients:
            one.start()
        return clients

    def _client(self, mine: list[tuple[str, str, bytes]]) -> None:
        for request, path, body in mine:
            while not self._press(path, body):
                if time.monotonic() > self.until:
                    return
                with self.lock:
                    self.pressed_again += 1
                time.sleep(0.2)
            with self.lock:
                self.acknowledged.append(request)
                if len(self.acknowledged) >= KILL_AFTER:
                    self.enough.set()

    def _press(self, path: str, body: bytes) -> bool:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", path, body, headers)
            return connection.getresponse().status == SEE_OTHER
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def kill_server(ground: Ground, server: Server) -> None:
    """The server and its workers at once, as a machine that loses them."""
    assert server.child is not None
    os.killpg(server.child.pid, signal.SIGKILL)
    server.child.wait()
    time.sleep(0.5)
    server.start()


def kill_database(ground: Ground, server: Server) -> None:
    """The postmaster; its children end with it. Starting again recovers from the log."""
    found = embedded.of(ground.home)
    process = found.process() if found else None
    assert process is not None
    process.kill()
    process.wait(10)
    time.sleep(0.5)
    embedded.start(ground.home)


KILLS: dict[str, Callable[[Ground, Server], None]] = {
    "server": kill_server, "database": kill_database,
}  # fmt: skip


def forms(ground: Ground) -> list[tuple[str, str, bytes]]:
    """Request id, address and sent form of each hand-over."""
    from django.db import connection
    from django.urls import reverse
    from tests.factories.world import PIN

    with connection.cursor() as cursor:
        cursor.execute(
            "select r.visit, r.orders, r.room, c.code, k.code from bench_ready r"
            " join vault_container c on c.id = r.container join vault_kit k on k.id = r.kit"
            " order by n"
        )
        rows = cursor.fetchall()
    made = []
    for visit, order, room, container, kit in rows:
        request = str(uuid4())
        fields = {
            "csrfmiddlewaretoken": TOKEN, "request_id": request, "order": order,
            "giver": ground.nurse,
            "dose_mg": "200", "room": room, "container": container, "kit": kit,
            "witness": ground.witness, "witness_read_mg": "200", "pin": PIN,
        }  # fmt: skip
        path = reverse("dispensary:visit-hatch", args=[visit])
        made.append((request, path, urlencode(fields).encode()))
    return made


def cookie_of(ground: Ground) -> str:
    from django.test import Client

    from vangnet.clinic.staff.models import User

    client = Client()
    nurse = User.objects.get(pk=ground.nurse)
    client.force_login(nurse, "django.contrib.auth.backends.ModelBackend")
    return f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"


def what_is_there(acknowledged: list[str]) -> dict[str, Any]:
    from django.db import connection

    from vangnet.clinic.dispensary.models import HandOver, Use
    from vangnet.clinic.vault import facts as vault

    connection.close()  # that of before the kill may be dead
    kept = {str(key) for key in HandOver.objects.filter(allowed=True).values_list(
        "request_id", flat=True)}  # fmt: skip
    people = HandOver.objects.filter(allowed=True).values("patient").distinct().count()
    mg = vault.totals(HandOver.objects.latest("at").unit)
    return {
        "lost": len(set(acknowledged) - kept),
        "kept": len(kept),
        "people": people,
        "uses": Use.objects.count(),
        "in_use_mg": str(mg["in_use"].normalize()),
        "balanced": vault.balance().balanced,
    }


def main(what: str) -> None:
    with open_ground(ready=DOSES) as ground:
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            port = held.getsockname()[1]
        server = Server(home=ground.home, bind="127.0.0.1", port=port)
        server.start()
        try:
            server.await_ready()
            desk = Desk(port, cookie_of(ground), forms(ground))
            clients = desk.begin()
            assert desk.enough.wait(LONGEST_SECONDS), "the hand-overs did not get going"
            before = len(desk.acknowledged)
            KILLS[what](ground, server)
            for one in clients:
                one.join()
        finally:
            server.stop()
        found = what_is_there(desk.acknowledged)
        from vangnet.clinic.board.verify.command import run

        found["wrong"] = [problem.to_json() for check in run() for problem in check.problems]
    acknowledged = {"before": before, "acknowledged": len(desk.acknowledged)}
    print(json.dumps({**acknowledged, "pressed_again": desk.pressed_again, **found}))


if __name__ == "__main__":
    main(sys.argv[1])
