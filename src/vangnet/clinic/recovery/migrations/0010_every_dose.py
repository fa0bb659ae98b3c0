"""Leaving waits for the clock of every dose of the visit, not of the last alone."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("recovery", "0002_guards"), ("dispensary", "0010_several_orders")]
    operations = [run_file(__file__, "0010_every_dose.sql")]
