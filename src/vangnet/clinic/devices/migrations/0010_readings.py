import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0002_guards"),
        ("reception", "0010_further_dose"),
        ("registry", "0060_moving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeviceState",
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
                ("is_connected", models.BooleanField(default=False)),
                ("since", models.DateTimeField()),
                ("heard_at", models.DateTimeField(null=True)),
                ("told", models.CharField(blank=True, max_length=20)),
                ("frames", models.PositiveBigIntegerField(default=0)),
                ("repeats", models.PositiveBigIntegerField(default=0)),
                ("out_of_order", models.PositiveBigIntegerField(default=0)),
                ("half_frames", models.PositiveBigIntegerField(default=0)),
                ("garbage_bytes", models.PositiveBigIntegerField(default=0)),
                ("garbage_at", models.DateTimeField(null=True)),
                ("garbage_sample", models.BinaryField(default=b"")),
                ("clock_off_seconds", models.IntegerField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Gateway",
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
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("strangers", models.JSONField(default=dict)),
                ("forwarded_id", models.UUIDField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reading",
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
                ("unbound_because", models.CharField(blank=True, max_length=20)),
                ("kind", models.CharField(max_length=20)),
                ("value", models.DecimalField(decimal_places=3, max_digits=9)),
                ("ucum", models.CharField(max_length=8)),
                ("measured_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField()),
                ("calibrated_on", models.DateField(null=True)),
                ("calibration_due_on", models.DateField(null=True)),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("raw", models.BinaryField()),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["spo2", "pulse", "respiratory_rate", "breath_alcohol"])
                        ),
                        name="reading_kind_is_known",
                    )
                ],
            },
        ),
        migrations.AlterField(
            model_name="calibration",
            name="tester",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calibrations",
                to="devices.breathtester",
            ),
        ),
        migrations.CreateModel(
            name="Device",
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
                ("name", models.CharField(max_length=20)),
                ("serial", models.CharField(max_length=40, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("breath_tester", "Breath Tester"),
                            ("pulse_oximeter", "Pulse Oximeter"),
                            ("monitor", "Monitor"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "speaks",
                    models.CharField(
                        choices=[
                            ("lines", "Lines"),
                            ("bactrack", "Bactrack"),
                            ("nonin_ascii", "Nonin Ascii"),
                            ("nonin_df2", "Nonin Df2"),
                            ("plx", "Plx"),
                            ("pcd01", "Pcd01"),
                        ],
                        max_length=20,
                    ),
                ),
                ("address", models.CharField(max_length=120)),
                ("baud", models.PositiveIntegerField(default=9600)),
                ("pattern", models.CharField(blank=True, max_length=200)),
                ("goes_by_own_clock", models.BooleanField(default=False)),
                ("in_service", models.BooleanField(default=True)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tester",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plugged_in",
                        to="devices.breathtester",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="registry.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["breath_tester", "pulse_oximeter", "monitor"]),
                            (
                                "speaks__in",
                                ["lines", "bactrack", "nonin_ascii", "nonin_df2", "plx", "pcd01"],
                            ),
                        ),
                        name="device_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "breath_tester"), ("tester__isnull", False)),
                            models.Q(
                                ("tester__isnull", True),
                                models.Q(("kind", "breath_tester"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="device_names_its_breath_tester",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("speaks", "lines"), models.Q(("pattern", ""), _negated=True)),
                            models.Q(models.Q(("speaks", "lines"), _negated=True), ("pattern", "")),
                            _connector="OR",
                        ),
                        name="device_has_a_pattern_exactly_for_lines",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("in_service", True)),
                        fields=("unit", "address"),
                        name="device_one_an_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Binding",
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
                ("bound_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("request_id", models.UUIDField(unique=True)),
                (
                    "bound_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "room",
                    models.ForeignKey(
                        null=True,
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
                        related_name="bindings",
                        to="reception.visit",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bindings",
                        to="devices.device",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("device",),
                        name="binding_one_patient_a_device",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="binding_is_ended_by_somebody",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="calibration",
            name="device",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calibrations",
                to="devices.device",
            ),
        ),
        migrations.AddConstraint(
            model_name="calibration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("device__isnull", True), ("tester__isnull", False)),
                    models.Q(("device__isnull", False), ("tester__isnull", True)),
                    _connector="OR",
                ),
                name="calibration_is_of_one_device",
            ),
        ),
        migrations.AddField(
            model_name="devicestate",
            name="device",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="heard",
                to="devices.device",
            ),
        ),
        migrations.AddField(
            model_name="gateway",
            name="unit",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="gateway",
                to="registry.unit",
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="binding",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="readings",
                to="devices.binding",
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="device",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="readings",
                to="devices.device",
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="visit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="readings",
                to="reception.visit",
            ),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["visit", "kind", "received_at"], name="reading_of_a_visit"),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["device", "received_at"], name="reading_of_a_device"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("binding__isnull", False),
                        ("unbound_because", ""),
                        ("visit__isnull", False),
                    ),
                    models.Q(
                        ("binding__isnull", True),
                        (
                            "unbound_because__in",
                            [
                                "no_binding",
                                "visit_closed",
                                "before_binding",
                                "clock_off",
                                "someone_else",
                                "trial",
                            ],
                        ),
                        ("visit__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="reading_is_bound_or_says_why_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("fingerprint", ""), _negated=True),
                fields=("device", "fingerprint"),
                name="reading_is_kept_once",
            ),
        ),
        run_file(__file__, "0010_readings.sql"),
    ]
