"""An overdose is an incident, once, that names its record; who writes here works here."""

from django.db import migrations, models

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("recovery", "0050_devices_at_the_door"), ("consulting", "0010_ladder_exits")]
    operations = [
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", True), ("emergency_key__isnull", False)),
                fields=("emergency_key",),
                name="incident_once_an_emergency",
            ),
        ),
        run_file(__file__, "0051_incident_of_an_emergency.sql"),
    ]
