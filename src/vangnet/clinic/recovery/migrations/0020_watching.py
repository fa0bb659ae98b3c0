"""Signs with their scale and what they ask for; alarms answered; who left is looked for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0010_further_dose"),
        ("recovery", "0010_every_dose"),
        ("registry", "0020_wall"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
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
                ("is_gone", models.BooleanField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AlarmAnswer",
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
                ("kind", models.CharField(max_length=20)),
                ("what", models.CharField(blank=True, max_length=40)),
                ("since", models.DateTimeField()),
                ("escalated", models.BooleanField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "overdose_sign",
                                    "left_early",
                                    "call_sign",
                                    "signal_lost",
                                    "look_late",
                                    "not_signed",
                                    "watch_sign",
                                ],
                            )
                        ),
                        name="alarm_answer_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("at__gte", models.F("since"))),
                        name="alarm_is_answered_after_it_rose",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
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
                ("due_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gte", models.F("at"))),
                        name="follow_up_is_due_after_it_began",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUpTry",
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
                ("is_reached", models.BooleanField()),
                ("words", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("request_id", models.UUIDField(unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="follow_up_try_has_words",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="observation",
            name="asks",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="observation",
            name="pulse_per_minute",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="observation",
            name="sedation_level",
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name="observation",
            name="sedation_scale",
            field=models.CharField(
                choices=[("plain", "Plain"), ("rass", "Rass"), ("poss", "Poss")],
                default="plain",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sedation_level", ""), ("sedation_scale", "plain")),
                    models.Q(
                        (
                            "sedation_level__in",
                            ("+4", "+3", "+2", "+1", "0", "-1", "-2", "-3", "-4", "-5"),
                        ),
                        ("sedation_scale", "rass"),
                    ),
                    models.Q(
                        ("sedation_level__in", ("1", "S", "2", "3", "4")),
                        ("sedation_scale", "poss"),
                    ),
                    _connector="OR",
                ),
                name="observation_level_is_of_its_scale",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sedation_level", "S"), _negated=True),
                    ("asleep", True),
                    _connector="OR",
                ),
                name="observation_read_as_asleep_says_asleep",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asks__in", ["", "normal", "not_signed", "watch", "call", "overdose"])
                ),
                name="observation_asks_what_is_known",
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.patient"
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absences",
                to="reception.visit",
            ),
        ),
        migrations.AddField(
            model_name="alarmanswer",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="alarmanswer",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.patient"
            ),
        ),
        migrations.AddField(
            model_name="alarmanswer",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
            ),
        ),
        migrations.AddField(
            model_name="alarmanswer",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alarm_answers",
                to="reception.visit",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="departure",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_up",
                to="recovery.departure",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.patient"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
            ),
        ),
        migrations.AddField(
            model_name="followuptry",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="followuptry",
            name="follow_up",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tries",
                to="recovery.followup",
            ),
        ),
        migrations.AddField(
            model_name="followuptry",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="followuptry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_reached", True)),
                fields=("follow_up",),
                name="follow_up_ends_once",
            ),
        ),
        run_file(__file__, "0020_watching.sql"),
        run_file(__file__, "0020_guards.sql"),
    ]
