"""What the board on the wall shows of a patient is the unit's choice, kept and journaled."""

from django.db import migrations, models

from vangnet.clinic.journal.sql import run_file

SHOWN = ["rooms", "numbers", "doses"]


class Migration(migrations.Migration):
    dependencies = [("registry", "0060_moving")]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="wall_shows",
            field=models.CharField(
                choices=[("rooms", "Rooms"), ("numbers", "Numbers"), ("doses", "Doses")],
                db_default="numbers",
                default="numbers",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("wall_shows__in", SHOWN)), name="wall_shows_what_is_known"
            ),
        ),
        run_file(__file__, "0020_wall.sql"),
    ]
