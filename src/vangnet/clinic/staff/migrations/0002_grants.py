"""The database's own guards of this room."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_initial"),
        ("journal", "0001_journal"),
    ]
    operations = [run_file(__file__, "0002_grants.sql")]
