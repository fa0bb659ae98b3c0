"""What a unit may sign about gaps: missed sessions, and a step-down table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protocols", "0011_supply")]
    operations = [
        migrations.AddField(
            model_name="protocollimit",
            name="gap_sessions_max",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="protocollimit",
            name="gap_step_down",
            field=models.JSONField(null=True),
        ),
    ]
