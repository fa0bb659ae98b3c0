"""The database's own guards of this room."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("dispensary", "0001_initial"),
        ("consulting", "0002_guards"),
        ("vault", "0002_guards"),
        ("devices", "0002_guards"),
    ]
    operations = [
        run_file(__file__, "0002_guards.sql"),
        run_file(__file__, "0002_guards_use.sql"),
    ]
