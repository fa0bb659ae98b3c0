"""The database's own guards of this room."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0001_initial"),
        ("protocols", "0002_guards"),
    ]
    operations = [run_file(__file__, "0002_guards.sql")]
