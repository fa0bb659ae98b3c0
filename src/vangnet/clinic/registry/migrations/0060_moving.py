"""A telephone for each unit; one national number is one person."""

from django.db import migrations, models

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="phone",
            field=models.CharField(blank=True, max_length=40),
        ),
        run_file(__file__, "0060_moving.sql"),
    ]
