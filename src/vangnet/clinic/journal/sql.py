"""Runs a migration's hand-written SQL file, which lies beside the migration."""

from pathlib import Path

from django.db import migrations


def run_file(migration: str, name: str) -> migrations.RunSQL:
    """The whole of `name`, beside the migration file given as `__file__`. Not reversible."""
    return migrations.RunSQL(Path(migration).with_name(name).read_text(encoding="utf-8"))
