"""An accepted transfer may be ended before the record goes over."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


def _to(where: str, name: str = "+") -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to=where
    )


class Migration(migrations.Migration):
    dependencies = [
        ("consulting", "0060_moving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TransferUndone",
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
                ("undone_at", models.DateTimeField()),
                ("signed_with", models.CharField(max_length=10)),
                (
                    "transfer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone",
                        to="consulting.transfer",
                    ),
                ),
                ("undone_by", _to(settings.AUTH_USER_MODEL)),
                ("unit", _to("registry.unit")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="transfer_undone_says_why",
                    )
                ],
            },
        ),
        run_file(__file__, "0061_transfer_undone.sql"),
    ]
