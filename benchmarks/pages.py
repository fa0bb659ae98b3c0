"""Whole hand-overs over HTTP: the real server, a signed-in nurse, the PIN of the witness."""

import http.client
import statistics
import threading
from time import perf_counter
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.doses import Supply
from benchmarks.ground import Ground
from vangnet.keeping.server import Server

CLIENTS = 8
TOKEN = "b" * 32  # sent in the cookie and in the form, as a browser does
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SEE_OTHER = 302


def measure(ground: Ground, *, requests: int, supply: Supply) -> dict[str, Any]:
    """Requests a second from eight clients at once, and how long one takes."""
    port = _free_port()
    server = Server(home=ground.home, bind="127.0.0.1", port=port)
    cookie = _sign_in(ground)
    each = max(1, requests // CLIENTS)
    forms = _forms(ground, supply.take(CLIENTS * (each + 1)), CLIENTS * (each + 1))
    server.start()
    try:
        server.await_ready()
        _all_at_once(port, cookie, [forms[n::CLIENTS][:1] for n in range(CLIENTS)])  # warm
        start = perf_counter()
        took = _all_at_once(port, cookie, [forms[n::CLIENTS][1:] for n in range(CLIENTS)])
        seconds = perf_counter() - start
    finally:
        server.stop()
    cuts = statistics.quantiles(took, n=100)
    return {
        "clients": CLIENTS,
        "requests": len(took),
        "per_s": round(len(took) / seconds, 1),
        "p50_ms": round(cuts[49] * 1000, 1),
        "p99_ms": round(cuts[98] * 1000, 1),
    }


def _all_at_once(port: int, cookie: str, forms: list[list[tuple[str, bytes]]]) -> list[float]:
    took: list[float] = []
    wrong: list[str] = []

    def client(mine: list[tuple[str, bytes]]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for path, body in mine:
            start = perf_counter()
            connection.request("POST", path, body, {**FORM, "Cookie": cookie})
            answer = connection.getresponse()
            page = answer.read()
            took.append(perf_counter() - start)
            if answer.status != SEE_OTHER:
                wrong.append(f"{answer.status}: {page[:200]!r}")

    clients = [threading.Thread(target=client, args=(mine,)) for mine in forms]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    assert not wrong, f"{len(wrong)} hand-overs did not go through: {wrong[0]}"
    return took


def _forms(ground: Ground, first: int, number: int) -> list[tuple[str, bytes]]:
    """The address and the sent form of each hand-over, as the page would fill them."""
    from django.db import connection
    from django.urls import reverse
    from tests.factories.world import PIN

    with connection.cursor() as cursor:
        cursor.execute(
            "select r.visit, r.orders, r.room, c.code, k.code from bench_ready r"
            " join vault_container c on c.id = r.container join vault_kit k on k.id = r.kit"
            " where n >= %s and n < %s order by n",
            [first, first + number],
        )
        rows = cursor.fetchall()
    return [
        (
            reverse("dispensary:visit-hatch", args=[visit]),
            urlencode(
                {
                    "csrfmiddlewaretoken": TOKEN, "request_id": uuid4(), "giver": ground.nurse,
                    "order": order,
                    "dose_mg": "200", "room": room, "container": container, "kit": kit,
                    "witness": ground.witness, "witness_read_mg": "200", "pin": PIN,
                }
            ).encode(),
        )
        for visit, order, room, container, kit in rows
    ]  # fmt: skip


def _sign_in(ground: Ground) -> str:
    from django.test import Client

    from vangnet.clinic.staff.models import User

    client = Client()
    client.force_login(
        User.objects.get(pk=ground.nurse), "django.contrib.auth.backends.ModelBackend"
    )
    return f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"


def _free_port() -> int:
    import socket

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
    return port
