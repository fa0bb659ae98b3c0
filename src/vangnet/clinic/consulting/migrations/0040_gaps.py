"""Holds name their role, their day and their end; what was done about a task is kept."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("consulting", "0030_orders"),
        ("reception", "0002_guards"),
        ("registry", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TaskDone",
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
                ("key", models.CharField(max_length=160)),
                ("kind", models.CharField(max_length=40)),
                ("due_on", models.DateField()),
                ("words", models.CharField(max_length=300)),
                ("done_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="task_is_done_with_words",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="hold",
            name="ends_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="hold",
            name="lift_role",
            field=models.CharField(
                choices=[
                    ("nurse", "Nurse"),
                    ("prescriber", "Prescriber"),
                    ("medical_director", "Medical Director"),
                ],
                default="prescriber",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="lifted_because",
            field=models.CharField(max_length=300, null=True),
        ),
        migrations.AddField(
            model_name="hold",
            name="review_on",
            field=models.DateField(default=datetime.date.today),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lifted_because__isnull", True),
                    models.Q(
                        ("lifted_at__isnull", False),
                        models.Q(("lifted_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hold_is_lifted_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "soft"), ("lift_role__in", ["nurse", "prescriber"])),
                    models.Q(
                        ("kind", "hard"), ("lift_role__in", ["prescriber", "medical_director"])
                    ),
                    models.Q(("kind", "emergency"), ("lift_role", "prescriber")),
                    _connector="OR",
                ),
                name="hold_is_lifted_by_a_role_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__isnull", True),
                    models.Q(("ends_at__gt", models.F("placed_at")), ("kind", "soft")),
                    _connector="OR",
                ),
                name="hold_only_a_soft_one_ends_by_itself",
            ),
        ),
        migrations.AddField(
            model_name="taskdone",
            name="done_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="taskdone",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.patient"
            ),
        ),
        migrations.AddField(
            model_name="taskdone",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="taskdone",
            constraint=models.UniqueConstraint(fields=("unit", "key"), name="task_is_done_once"),
        ),
        run_file(__file__, "0040_gaps.sql"),
    ]
