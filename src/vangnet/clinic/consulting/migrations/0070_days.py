"""Days that can be true; appointments that count only by who saw the person; outsiders by name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


def foreign(to: str, related_name: str = "+") -> models.ForeignKey:
    on_delete = django.db.models.deletion.PROTECT
    return models.ForeignKey(on_delete=on_delete, related_name=related_name, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("dispensary", "0060_place"),
        ("consulting", "0061_transfer_undone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="appointmentoutcome",
            name="contact",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="consulting.contact",
            ),
        ),
        migrations.CreateModel(
            name="AppointmentSeen",
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
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", foreign(settings.AUTH_USER_MODEL)),
                ("unit", foreign("registry.unit")),
                (
                    "appointment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seen",
                        to="consulting.appointment",
                    ),
                ),
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consulting.contact",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        run_file(__file__, "0070_days.sql"),
        run_file(__file__, "0070_appointments.sql"),
        run_file(__file__, "0070_review.sql"),
    ]
