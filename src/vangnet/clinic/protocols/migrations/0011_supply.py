"""For how many days at once a product may be taken home."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protocols", "0010_beside")]
    operations = [
        migrations.AddField(
            "protocollimit", "supply_days_longest", models.PositiveSmallIntegerField(null=True)
        ),
    ]
