"""A patient has an order a drug, and a dose may be taken at the hatch where no room is needed."""

import django.db.models.deletion
from django.db import migrations, models

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("dispensary", "0003_hatch"),
        ("consulting", "0010_ladder_exits"),
        ("protocols", "0010_beside"),
        ("reception", "0010_further_dose"),
        ("registry", "0002_guards"),
    ]
    operations = [
        migrations.AlterField(
            "use",
            "room",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.room",
            ),
        ),
        run_file(__file__, "0010_several_orders.sql"),
    ]
