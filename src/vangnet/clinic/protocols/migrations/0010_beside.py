"""What the guards of the hatch need for methadone: a room or none, and the most beside HAT."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protocols", "0002_guards")]
    operations = [
        migrations.AddField("protocollimit", "room_needed", models.BooleanField(null=True)),
        migrations.AddField(
            "protocollimit",
            "co_methadone_day_mg_max",
            models.DecimalField(decimal_places=3, max_digits=9, null=True),
        ),
    ]
