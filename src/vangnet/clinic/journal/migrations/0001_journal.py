"""The journal and the guards every room uses."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [run_file(__file__, "0001_journal.sql")]
