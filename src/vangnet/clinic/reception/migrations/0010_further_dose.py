"""After a dose of one drug a visit may come back to the hatch for another."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("reception", "0002_guards")]
    operations = [run_file(__file__, "0010_further_dose.sql")]
