"""Nobody is released against what a device says; every clock runs from the end of the last dose."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("recovery", "0040_incidents"), ("devices", "0010_readings")]
    operations = [run_file(__file__, "0050_devices_at_the_door.sql")]
