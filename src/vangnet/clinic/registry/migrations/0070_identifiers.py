"""Germany and Canada: one health number is one person, too."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("registry", "0020_wall")]

    operations = [run_file(__file__, "0070_identifiers.sql")]
