"""An approval whose review is overdue holds the dose back: in the hatch's reading, and as a guard."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("dispensary", "0011_supply"),
        ("consulting", "0020_approval"),
    ]
    operations = [run_file(__file__, "0020_review.sql")]
