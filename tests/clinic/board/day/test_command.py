"""`vangnet day` as it is typed: the same seed, the same bytes; nothing is left behind."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from vangnet.clinic.board.day import scratch
from vangnet.keeping import place
from vangnet.keeping.trouble import TroubleError


def vangnet(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "vangnet.cli", *words], capture_output=True, text=True,
        timeout=200, check=False, env={**os.environ, **environment},
    )  # fmt: skip


def scratch_databases() -> list[str]:
    with scratch._owner() as owner:
        rows = owner.execute("select datname from pg_database").fetchall()
    return [name for (name,) in rows if name.startswith(scratch.PREFIX)]


def test_the_same_seed_gives_the_same_bytes_also_side_by_side():
    with ThreadPoolExecutor(2) as both:
        first, second = both.map(
            lambda zone: vangnet("day", "--patients", "8", "--seed", "7", "--json", TZ=zone),
            ("UTC", "Asia/Tokyo"),
        )
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["balanced"] is True
    other = vangnet("day", "--patients", "8", "--seed", "8", "--json")
    assert other.stdout != first.stdout
    assert scratch_databases() == []


def test_in_words_it_says_whether_the_register_balances():
    answer = vangnet("day", "--patients", "2", "--timing")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines()[0] == "A made-up day: 2026-03-02, 2 patients, seed 7"
    assert answer.stdout.endswith("Balanced.\n")


@pytest.mark.parametrize(
    ("option", "value", "range_of_it"),
    [
        ("--patients", "0", "1 to 500"),
        ("--patients", "-3", "1 to 500"),
        ("--patients", "100000", "1 to 500"),
        ("--patients", "forty", "1 to 500"),
        ("--seed", "x", "0 to"),
        ("--date", "2026-02-30", "2026-03-02"),
    ],
)
def test_an_option_that_does_not_do_gets_one_sentence(option: str, value: str, range_of_it: str):
    answer = vangnet("day", option, value)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr
    assert option in answer.stderr
    assert range_of_it in answer.stderr


def test_what_a_killed_run_left_behind_is_dropped():
    with scratch._owner() as owner:
        scratch._make(owner, f"{scratch.PREFIX}left")
    with scratch._owner() as running, scratch._owner() as next_run:
        scratch._hold(running, f"{scratch.PREFIX}running")
        scratch._make(running, f"{scratch.PREFIX}running")
        scratch._sweep(next_run)
        assert scratch_databases() == [f"{scratch.PREFIX}running"]
        scratch._drop(running, f"{scratch.PREFIX}running")


def test_a_login_that_may_not_make_databases_is_told_what_to_do():
    entry = place.database(place.home(), owner=False)
    login = psycopg.connect(
        dbname=entry["NAME"], user=entry["USER"], password=entry["PASSWORD"],
        host=entry["HOST"], port=entry["PORT"], autocommit=True,
    )  # fmt: skip
    with login, pytest.raises(TroubleError) as trouble:
        scratch._make(login, f"{scratch.PREFIX}forbidden")
    assert entry["USER"] in trouble.value.sentence
    assert "CREATEDB" in trouble.value.way_out
