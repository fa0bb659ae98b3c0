"""The database's own guards of this room."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0001_initial"),
        ("staff", "0002_grants"),
    ]
    operations = [run_file(__file__, "0002_guards.sql")]
