"""Outcome interviews, with their guards."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0020_wall"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InstrumentSet",
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
                ("hash", models.CharField(max_length=64, unique=True)),
                ("content", models.TextField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Entry",
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
                ("intake_on", models.DateField()),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="outcomes.entry",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_entries",
                        to="registry.patient",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Interview",
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
                ("wave_months", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField()),
                ("held_on", models.DateField()),
                ("language", models.CharField(max_length=2)),
                (
                    "manner",
                    models.CharField(
                        choices=[("together", "Together"), ("phone", "Phone"), ("paper", "Paper")],
                        max_length=10,
                    ),
                ),
                ("request_id", models.UUIDField(unique=True)),
                ("started_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="outcomes.entry",
                    ),
                ),
                (
                    "instruments",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="outcomes.instrumentset",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_interviews",
                        to="registry.patient",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InterviewEnd",
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
                (
                    "ending",
                    models.CharField(
                        choices=[
                            ("completed", "Completed"),
                            ("broken_off", "Broken Off"),
                            ("refused", "Refused"),
                            ("not_reached", "Not Reached"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField()),
                (
                    "ended_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interview",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="outcomes.interview",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SetItem",
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
                ("place", models.PositiveSmallIntegerField()),
                ("instrument", models.CharField(max_length=40)),
                ("item", models.CharField(max_length=60)),
                ("lowest", models.DecimalField(decimal_places=2, max_digits=12)),
                ("highest", models.DecimalField(decimal_places=2, max_digits=12)),
                (
                    "instruments",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="outcomes.instrumentset",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("answered", "Answered"),
                            ("dont_know", "Dont Know"),
                            ("wont_say", "Wont Say"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("because", models.CharField(blank=True, max_length=160)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="outcomes.answer",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="outcomes.interview",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outcomes.setitem",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["unit", "intake_on"], name="entry_by_unit_and_day"),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.UniqueConstraint(
                fields=("entry", "wave_months"), name="interview_once_a_wave"
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("language__in", ["en", "nl"]), ("manner__in", ["together", "phone", "paper"])
                ),
                name="interview_manner_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ending__in", ["completed", "broken_off", "refused", "not_reached"])
                ),
                name="interview_ending_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="setitem",
            constraint=models.UniqueConstraint(
                fields=("instruments", "place"), name="set_item_place_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="setitem",
            constraint=models.UniqueConstraint(
                fields=("instruments", "instrument", "item"), name="set_item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="setitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("lowest__lt", models.F("highest")), ("place__gt", 0)),
                name="set_item_is_possible",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", True)),
                fields=("interview", "item"),
                name="answer_given_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "answered"), ("value__isnull", False)),
                    models.Q(("state__in", ["dont_know", "wont_say"]), ("value__isnull", True)),
                    _connector="OR",
                ),
                name="answer_has_a_value_or_says_why_not",
            ),
        ),
        run_file(__file__, "0001_guards.sql"),
    ]
