"""A dose waits for the health checks that the signed protocol names."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("dispensary", "0040_gaps"), ("consulting", "0050_care")]
    operations = [run_file(__file__, "0050_checks.sql")]
