"""An approval is as old as it may be; what the hatch reads and asks stands whole in one place."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("dispensary", "0030_readiness"),
        ("consulting", "0090_enrolled"),
    ]

    operations = [
        run_file(__file__, "0070_consulted.sql"),
        run_file(__file__, "0070_whole.sql"),
    ]
