"""The days a patient was dosed on, and the guards of missed sessions and the step-down table."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("dispensary", "0020_review"),
        ("consulting", "0040_gaps"),
        ("protocols", "0040_gaps"),
    ]
    operations = [run_file(__file__, "0040_gaps.sql")]
