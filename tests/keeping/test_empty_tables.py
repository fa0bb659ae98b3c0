"""What one test run made for its database serves the next, and never serves other tables."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vangnet.keeping import embedded, empty_tables

pytestmark = pytest.mark.slow


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CI", raising=False)
    return tmp_path / "cache" / "vangnet" / "empty-tables"


def made(home: Path, database: str) -> bool:
    """Furnishes by a table of its own in place of all migrations."""

    def migrate() -> None:
        server = embedded.of(home)
        assert server is not None
        with server.connect() as connection:
            connection.autocommit = True
            connection.execute(f"create database {database} owner vangnet_owner".encode())
        with server.connect(database) as connection:
            connection.execute("create table proof (one int)")

    return empty_tables.furnish(home, database, migrate=migrate)


def tables(home: Path, database: str) -> object:
    server = embedded.of(home)
    assert server is not None
    with server.connect(database) as connection:
        found = connection.execute("select to_regclass('proof')::text").fetchone()
    return found and found[0]


def test_the_second_worker_and_the_next_run_get_copies(cache: Path, homes: Callable[[str], Path]):
    first, second = homes("first"), homes("second")
    empty_tables.lend(first)
    embedded.start(first, durable=False)
    assert made(first, "test_one") is True
    assert made(first, "test_two") is False
    assert tables(first, "test_two") == "proof"
    empty_tables.keep(first)
    assert [one.name for one in cache.iterdir()] == [empty_tables._hash()]
    empty_tables.lend(second)
    embedded.start(second, durable=False)
    assert made(second, "test_one") is False
    assert tables(second, "test_one") == "proof"


def test_other_tables_and_ci_are_lent_nothing(
    cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    kept = cache / empty_tables._hash()
    (kept / "postgres").mkdir(parents=True)
    (kept / "database.json").write_text('{"socket": "here"}', encoding="utf-8")
    monkeypatch.setenv("CI", "true")
    empty_tables.lend(tmp_path / "in-ci")
    assert not (tmp_path / "in-ci").exists()
    monkeypatch.delenv("CI")
    empty_tables.lend(tmp_path / "same")
    assert (tmp_path / "same" / "database.json").read_text(encoding="utf-8") == "{}"
    monkeypatch.setattr(empty_tables, "_hash", lambda: "others")
    empty_tables.lend(tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_a_changed_migration_has_another_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    source = tmp_path / "src" / "vangnet"
    (source / "clinic/room/migrations").mkdir(parents=True)
    migration = source / "clinic/room/migrations/0001_guards.sql"
    migration.write_text("create table a ();", encoding="utf-8")
    monkeypatch.setattr(empty_tables, "SOURCE", source)
    before = empty_tables._hash()
    assert empty_tables._hash() == before
    migration.write_text("create table b ();", encoding="utf-8")
    assert empty_tables._hash() != before
