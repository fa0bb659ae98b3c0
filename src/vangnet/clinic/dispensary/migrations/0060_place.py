"""A dose is given by one unit a day: the home, the guest unit, or the one somebody moved to."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("dispensary", "0050_checks"), ("consulting", "0060_moving")]
    operations = [run_file(__file__, "0060_place.sql")]
