import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consulting", "0001_initial"),
        ("devices", "0001_initial"),
        ("protocols", "0001_initial"),
        ("reception", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandOver",
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
                ("clinic_day", models.DateField()),
                ("drug", models.CharField(max_length=20)),
                ("salt_form", models.CharField(max_length=30)),
                ("route", models.CharField(max_length=20)),
                ("dose_mg", models.DecimalField(decimal_places=3, max_digits=9)),
                ("number_of_day", models.PositiveSmallIntegerField(null=True)),
                ("facts", models.JSONField()),
                ("allowed", models.BooleanField()),
                ("reasons", models.JSONField()),
                ("at", models.DateTimeField()),
                ("witness_read_mg", models.DecimalField(decimal_places=3, max_digits=9, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "container",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.container",
                    ),
                ),
                (
                    "kit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.kit",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consulting.order",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="registry.patient",
                    ),
                ),
                (
                    "protocol",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="protocols.protocolversion",
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
                (
                    "visit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="reception.visit",
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["patient", "clinic_day"], name="dispensary__patient_9fe18b_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("dose_mg__gt", 0)), name="hand_over_dose_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("allowed", True), ("reasons", [])),
                            models.Q(("allowed", False), models.Q(("reasons", []), _negated=True)),
                            _connector="OR",
                        ),
                        name="hand_over_refused_exactly_when_there_are_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("witness__isnull", True),
                            models.Q(("witness", models.F("by")), _negated=True),
                            ("allowed", False),
                            _connector="OR",
                        ),
                        name="hand_over_witness_is_another_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allowed", False),
                            models.Q(
                                ("container__isnull", False),
                                ("number_of_day__isnull", False),
                                ("order__isnull", False),
                                ("protocol__isnull", False),
                                ("visit__isnull", False),
                                ("witness__isnull", False),
                                ("witness_read_mg", models.F("dose_mg")),
                            ),
                            _connector="OR",
                        ),
                        name="hand_over_lacks_nothing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("allowed", True)),
                        fields=("patient", "clinic_day", "number_of_day"),
                        name="hand_over_one_dose_a_number_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("allowed", True)),
                        fields=("kit",),
                        name="hand_over_one_dose_a_kit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PreDoseCheck",
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
                ("sedation_score", models.PositiveSmallIntegerField(null=True)),
                ("asleep", models.BooleanField()),
                (
                    "intoxication_signs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("checked_at", models.DateTimeField()),
                ("request_id", models.UUIDField(unique=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="dispensary.predosecheck",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.patient",
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
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="reception.visit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sedation_score__isnull", True),
                            ("sedation_score__lte", 3),
                            _connector="OR",
                        ),
                        name="check_score_is_on_the_scale",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Use",
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
                ("dose_mg", models.DecimalField(decimal_places=3, max_digits=9)),
                ("opened_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("given_mg", models.DecimalField(decimal_places=3, max_digits=9, null=True)),
                ("not_used_mg", models.DecimalField(decimal_places=3, max_digits=9, null=True)),
                ("spilt_mg", models.DecimalField(decimal_places=3, max_digits=9, null=True)),
                ("attempts", models.PositiveSmallIntegerField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hand_over",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="use",
                        to="dispensary.handover",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="registry.patient",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.room",
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
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="reception.visit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["patient", "opened_at"], name="dispensary__patient_e5f7e2_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("patient",),
                        name="use_one_open_dose_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                                ("given_mg__isnull", True),
                                ("not_used_mg__isnull", True),
                                ("spilt_mg__isnull", True),
                            ),
                            models.Q(
                                (
                                    "dose_mg",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("given_mg"), "+", models.F("not_used_mg")
                                        ),
                                        "+",
                                        models.F("spilt_mg"),
                                    ),
                                ),
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("given_mg__gte", 0),
                                ("not_used_mg__gte", 0),
                                ("spilt_mg__gte", 0),
                            ),
                            _connector="OR",
                        ),
                        name="use_names_every_milligram_when_it_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BreathTest",
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
                ("reading", models.DecimalField(decimal_places=3, max_digits=8)),
                ("reading_unit", models.CharField(max_length=8)),
                ("alcohol_ug_per_l", models.DecimalField(decimal_places=3, max_digits=9)),
                ("limit_ug_per_l", models.DecimalField(decimal_places=3, max_digits=9)),
                ("calibrated_on", models.DateField()),
                ("calibration_due_on", models.DateField()),
                ("taken_at", models.DateTimeField()),
                ("request_id", models.UUIDField(unique=True)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="dispensary.breathtest",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breath_tests",
                        to="registry.patient",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="devices.breathtester",
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
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breath_tests",
                        to="reception.visit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("alcohol_ug_per_l__gte", 0), ("reading__gte", 0)),
                        name="breath_reading_is_not_below_nothing",
                    )
                ],
            },
        ),
    ]
