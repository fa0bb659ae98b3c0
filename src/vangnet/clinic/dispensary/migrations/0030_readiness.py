"""The unit's checks of itself, and no dose from a unit that is not ready."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file

USER = settings.AUTH_USER_MODEL
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(USER),
        ("dispensary", "0060_place"),
        ("devices", "0002_guards"),
        ("registry", "0060_moving"),
    ]
    operations = [
        migrations.CreateModel(
            name="UnitCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=vangnet.clinic.keyed.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("request_id", models.UUIDField(unique=True)),
                ("checked_at", models.DateTimeField()),
                ("naloxone", models.JSONField(default=list)),
                ("oxygen_ready", models.BooleanField()),
                ("resuscitation_kit_ready", models.BooleanField()),
                (
                    "on_duty",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                (
                    "checked_by",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to=USER),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="registry.unit"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "checked_at"], name="unit_check_by_unit_and_time")
                ],
            },
        ),
        run_file(__file__, "0030_readiness.sql"),
    ]
