"""Doses a second: the real action, a process a writer, and pgbench beside it on the same server."""

import json
import multiprocessing
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

from benchmarks.ground import Ground
from vangnet.keeping import binaries, place

WRITERS = (1, 8, 32)
ONE_FUNCTION = "select bench_dose(:n, '{actor}');\n"
STATEMENTS = """begin;
select dispensary_at_the_hatch('{actor}', gen_random_uuid(), visit, orders, container, kit,
                               now())
  from bench_ready where n = :n;
select dispensary_keep_answer(bench_answer_for(r)) from bench_ready r where n = :n;
commit;
"""


@dataclass(slots=True, kw_only=True)
class Supply:
    """Who is waiting, handed out once."""

    next: int = 1

    def take(self, number: int) -> int:
        first, self.next = self.next, self.next + number
        return first


def needed(doses: int) -> int:
    """How many must wait at the hatch for a whole run of `doses` a measurement."""
    return 1 + 3 * doses * len(WRITERS)


def measure_action(ground: Ground, *, doses: int, supply: Supply) -> list[float]:
    """Doses a second of the real action, for each number of writers."""
    _prepare_answer(ground, supply.take(1))
    return [
        _by_action(ground, writers, max(1, doses // writers), supply.take(doses))
        for writers in WRITERS
    ]


def measure_limit(
    ground: Ground, *, action: list[float], doses: int, supply: Supply
) -> list[dict[str, Any]]:
    """The same writes by pgbench, and what share of it the action reached. Comes last: the rows

    it writes are copies of one answer, and `verify` would rightly call them false.
    """
    pairs = zip(WRITERS, action, strict=True)
    return [_row(ground, writers, per_s, doses, supply) for writers, per_s in pairs]


def _row(ground: Ground, writers: int, action: float, doses: int, supply: Supply) -> dict[str, Any]:
    each = max(1, doses // writers)
    function = _by_pgbench(ground, ONE_FUNCTION, writers, each, supply.take(doses))
    statements = _by_pgbench(ground, STATEMENTS, writers, each, supply.take(doses))
    return {
        "writers": writers,
        "action_per_s": round(action, 1),
        "pgbench_function_per_s": round(function, 1),
        "pgbench_statements_per_s": round(statements, 1),
        "share_of_function": round(action / function, 3),
        "share_of_statements": round(action / statements, 3),
    }


def _prepare_answer(ground: Ground, n: int) -> None:
    """One real hand-over; its kept row is what pgbench writes again and again."""
    from django.db import connection

    from vangnet.clinic.dispensary.models import HandOver

    _one_dose(_Writer(ground), n)
    row = HandOver.objects.values().latest("at")
    with connection.cursor() as cursor:
        cursor.execute("insert into bench_answer values (%s)", [json.dumps(row, default=str)])


def _by_action(ground: Ground, writers: int, each: int, first: int) -> float:
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(writers + 1), context.Queue()
    people = [
        context.Process(target=_write, args=(ground, first + number * each, each, barrier, answers))
        for number in range(writers)
    ]
    for one in people:
        one.start()
    barrier.wait(timeout=120)
    start = perf_counter()
    done = [answers.get(timeout=600) for _ in people]
    seconds = perf_counter() - start
    for one in people:
        one.join()
    wrong = [one for one in done if one != each]
    assert not wrong, f"of {each} doses a writer wrote: {wrong}"
    return writers * each / seconds


class _Writer:
    """A nurse and a witness, with their rows in hand as a signed-in page has them."""

    def __init__(self, ground: Ground) -> None:
        from vangnet.clinic.registry.models import Unit
        from vangnet.clinic.staff.models import User

        self.unit = Unit.objects.get(pk=ground.unit)
        self.nurse = User.objects.get(pk=ground.nurse)
        self.witness = User.objects.get(pk=ground.witness)


def _write(ground: Ground, first: int, each: int, barrier: Any, answers: Any) -> None:
    import django

    os.environ.pop("VANGNET_AS_OWNER", None)  # as the server does: the login with fewer rights
    django.setup()
    writer = _Writer(ground)
    barrier.wait(timeout=120)
    try:
        answers.put(sum(_one_dose(writer, first + number) for number in range(each)))
    except Exception as error:
        answers.put(str(error))
        raise


def _one_dose(writer: _Writer, n: int) -> bool:
    from decimal import Decimal

    from django.db import connection
    from django.utils import timezone

    from vangnet.clinic.consulting.models import Order
    from vangnet.clinic.dispensary.actions import Request, hand_over
    from vangnet.clinic.reception.models import Visit
    from vangnet.clinic.staff.actions import Signature
    from vangnet.clinic.vault.models import Container, Kit

    with connection.cursor() as cursor:
        cursor.execute("select visit, orders, container, kit from bench_ready where n = %s", [n])
        visit, order, container, kit = cursor.fetchone()
    at = timezone.now()
    kept = hand_over(
        Request(
            visit=Visit(pk=visit, unit=writer.unit),
            order=Order(pk=order, drug="diamorphine"), dose_mg=Decimal(200),
            container=Container(pk=container, unit=writer.unit), kit=Kit(pk=kit, unit=writer.unit),
            by=writer.nurse,
            witness=Signature(user=writer.witness, at=at, method="pin"),
            witness_read_mg=Decimal(200), at=at, request_id=uuid4(),
        )
    )  # fmt: skip
    assert kept.allowed, kept.reasons
    return True


def _by_pgbench(ground: Ground, script: str, writers: int, each: int, first: int) -> float:
    entry = place.database(ground.home, owner=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dose.sql"
        path.write_text(
            f"\\set i :i + 1\n\\set n {first - 1} + :client_id * {each} + :i\n"
            + script.format(actor=ground.nurse)
        )
        command = [
            str(binaries.installed() / "bin" / "pgbench"), "--no-vacuum", "--file", str(path),
            "--client", str(writers), "--jobs", str(min(writers, 2)), "--transactions", str(each),
            "--define", "i=0", "--protocol", "prepared",
            "--host", entry["HOST"], "--port", str(entry["PORT"]), "--username", entry["USER"],
            entry["NAME"],
        ]  # fmt: skip
        answer = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=600,
            env={**os.environ, "PGPASSWORD": entry["PASSWORD"]},
        )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    found = re.search(r"tps = ([\d.]+) \(without", answer.stdout)
    assert found, answer.stdout + answer.stderr
    assert "number of failed transactions: 0 " in answer.stdout, answer.stdout
    return float(found.group(1))
