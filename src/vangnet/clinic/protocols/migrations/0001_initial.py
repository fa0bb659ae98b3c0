import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProtocolDraft",
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
                ("site", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protocol_draft",
                        to="registry.unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProtocolVersion",
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
                ("version", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("in_force_from", models.DateTimeField()),
                ("signed_at", models.DateTimeField()),
                ("limits_count", models.PositiveSmallIntegerField()),
                (
                    "signed_by",
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
                        related_name="protocol_versions",
                        to="registry.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "in_force_from"), name="protocol_one_version_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("in_force_from__gte", models.F("signed_at"))),
                        name="protocol_is_not_in_force_before_it_is_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProtocolLimit",
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
                ("drug", models.CharField(max_length=20)),
                ("salt_form", models.CharField(max_length=30)),
                ("route", models.CharField(max_length=20)),
                ("dose_mg_max", models.DecimalField(decimal_places=3, max_digits=9, null=True)),
                ("day_mg_max", models.DecimalField(decimal_places=3, max_digits=9, null=True)),
                ("day_doses_max", models.PositiveSmallIntegerField(null=True)),
                ("interval_shortest", models.DurationField(null=True)),
                ("exit_oxygen_percent_lowest", models.PositiveSmallIntegerField(null=True)),
                (
                    "breath_alcohol_max_ug_per_l",
                    models.DecimalField(decimal_places=3, max_digits=8),
                ),
                ("breath_test_valid", models.DurationField()),
                ("sedation_score_max", models.PositiveSmallIntegerField()),
                ("pre_dose_check_valid", models.DurationField()),
                ("breath_retest_wait", models.DurationField()),
                ("hand_over_valid", models.DurationField()),
                ("clock_skew_max", models.DurationField()),
                (
                    "growth_at_once_dose_mg_max",
                    models.DecimalField(decimal_places=3, max_digits=9, null=True),
                ),
                ("day_total_factors", models.JSONField(default=dict)),
                ("gap_days_max", models.PositiveSmallIntegerField()),
                ("kit_needed", models.BooleanField()),
                ("observation_shortest", models.DurationField()),
                ("exit_check_valid", models.DurationField()),
                ("exit_sedation_score_max", models.PositiveSmallIntegerField()),
                (
                    "no_limit",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="limits",
                        to="protocols.protocolversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "drug", "salt_form", "route"), name="limit_one_a_product"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dose_mg_max__isnull", False),
                                models.Q(("no_limit__contains", ["dose_mg_max"]), _negated=True),
                            ),
                            models.Q(
                                ("dose_mg_max__isnull", True),
                                ("no_limit__contains", ["dose_mg_max"]),
                            ),
                            _connector="OR",
                        ),
                        name="limit_dose_mg_max_set_or_said_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("day_mg_max__isnull", False),
                                models.Q(("no_limit__contains", ["day_mg_max"]), _negated=True),
                            ),
                            models.Q(
                                ("day_mg_max__isnull", True), ("no_limit__contains", ["day_mg_max"])
                            ),
                            _connector="OR",
                        ),
                        name="limit_day_mg_max_set_or_said_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("day_doses_max__isnull", False),
                                models.Q(("no_limit__contains", ["day_doses_max"]), _negated=True),
                            ),
                            models.Q(
                                ("day_doses_max__isnull", True),
                                ("no_limit__contains", ["day_doses_max"]),
                            ),
                            _connector="OR",
                        ),
                        name="limit_day_doses_max_set_or_said_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("interval_shortest__isnull", False),
                                models.Q(
                                    ("no_limit__contains", ["interval_shortest"]), _negated=True
                                ),
                            ),
                            models.Q(
                                ("interval_shortest__isnull", True),
                                ("no_limit__contains", ["interval_shortest"]),
                            ),
                            _connector="OR",
                        ),
                        name="limit_interval_shortest_set_or_said_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("exit_oxygen_percent_lowest__isnull", False),
                                models.Q(
                                    ("no_limit__contains", ["exit_oxygen_percent_lowest"]),
                                    _negated=True,
                                ),
                            ),
                            models.Q(
                                ("exit_oxygen_percent_lowest__isnull", True),
                                ("no_limit__contains", ["exit_oxygen_percent_lowest"]),
                            ),
                            _connector="OR",
                        ),
                        name="limit_exit_oxygen_percent_lowest_set_or_said_none",
                    ),
                ],
            },
        ),
    ]
