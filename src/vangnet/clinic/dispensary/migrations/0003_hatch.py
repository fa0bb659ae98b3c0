"""The two statements of the hatch: one locked read, one write."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("dispensary", "0002_guards")]
    operations = [run_file(__file__, "0003_hatch.sql")]
