import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("consulting", "0003_order_a_drug"),
        ("registry", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="steps_count",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Episode",
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
                ("treatment", models.CharField(max_length=30)),
                ("provider", models.CharField(blank=True, max_length=120)),
                ("started_on", models.DateField()),
                ("evidence", models.CharField(blank=True, max_length=160)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="episodes",
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "treatment__in",
                                [
                                    "methadone",
                                    "slow_release_morphine",
                                    "buprenorphine",
                                    "abstinence",
                                    "hat",
                                    "other",
                                ],
                            )
                        ),
                        name="episode_treatment_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EpisodeDose",
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
                ("from_on", models.DateField()),
                ("dose_mg", models.DecimalField(decimal_places=3, max_digits=9)),
                ("supervised_days_per_week", models.PositiveSmallIntegerField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doses",
                        to="consulting.episode",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("episode", "from_on"), name="episode_dose_one_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dose_mg__gte", 0),
                            models.Q(
                                ("supervised_days_per_week__isnull", True),
                                ("supervised_days_per_week__lte", 7),
                                _connector="OR",
                            ),
                        ),
                        name="episode_dose_is_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EpisodeEnd",
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
                ("ended_on", models.DateField()),
                ("reason", models.CharField(max_length=30)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField()),
                (
                    "episode",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="consulting.episode",
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "changed_treatment",
                                    "not_effective",
                                    "side_effects",
                                    "dropped_out",
                                    "completed",
                                    "own_choice",
                                    "excluded",
                                    "moved",
                                    "prison",
                                    "deceased",
                                ],
                            )
                        ),
                        name="episode_end_reason_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderStep",
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
                ("from_on", models.DateField()),
                ("dose_mg", models.DecimalField(decimal_places=3, max_digits=9)),
                ("doses_per_day", models.PositiveSmallIntegerField()),
                ("day_mg", models.DecimalField(decimal_places=3, max_digits=9)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="consulting.order",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "from_on"), name="order_step_one_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("day_mg__gte", models.F("dose_mg")),
                            ("dose_mg__gt", 0),
                            ("doses_per_day__gte", 1),
                        ),
                        name="order_step_amounts_are_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                ("on", models.DateField()),
                ("missed", models.BooleanField(default=False)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
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
            options={
                "indexes": [
                    models.Index(fields=["patient", "on"], name="consulting__patient_b740bf_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "dispensing",
                                    "visit",
                                    "counselling",
                                    "medical",
                                    "phone",
                                    "outreach",
                                ],
                            )
                        ),
                        name="contact_kind_is_known",
                    )
                ],
            },
        ),
        run_file(__file__, "0004_ladder.sql"),
    ]
