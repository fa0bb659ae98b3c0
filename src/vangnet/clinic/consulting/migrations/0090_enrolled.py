"""Who is enrolled keeps their numbers, and is nobody enrolled elsewhere; holds, guests, the dead."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


def _to(table, related_name="+"):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=table
    )


class Migration(migrations.Migration):
    dependencies = [
        ("consulting", "0080_medicines"),
        ("registry", "0070_identifiers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NotTheSame",
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
                ("words", models.CharField(max_length=300)),
                ("said_at", models.DateTimeField()),
                ("signed_with", models.CharField(max_length=10)),
                ("other", _to("registry.patient")),
                ("patient", _to("registry.patient", "not_the_same")),
                ("said_by", _to(settings.AUTH_USER_MODEL)),
                ("unit", _to("registry.unit")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("patient", "other"), name="not_the_same_is_said_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("patient", models.F("other")), _negated=True),
                        name="not_the_same_are_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="not_the_same_says_how",
                    ),
                ],
            },
        ),
        run_file(__file__, "0090_enrolled.sql"),
        run_file(__file__, "0090_guards.sql"),
    ]
