"""A typed breath reading counts once it was read back; one that a device sent names it."""

import django.db.models.deletion
from django.db import migrations, models

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("dispensary", "0070_consulted"), ("devices", "0010_readings")]
    operations = [
        migrations.AddField(
            model_name="breathtest",
            name="read_back",
            field=models.DecimalField(decimal_places=3, max_digits=8, null=True),
        ),
        migrations.AddField(
            model_name="breathtest",
            name="sent",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="breath_test",
                to="devices.reading",
            ),
        ),
        run_file(__file__, "0080_read_back.sql"),
    ]
