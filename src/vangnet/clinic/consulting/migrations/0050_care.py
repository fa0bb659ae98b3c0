import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("consulting", "0040_gaps"),
        ("protocols", "0002_guards"),
        ("registry", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
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
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("room", models.CharField(blank=True, max_length=40)),
                ("is_cancelled", models.BooleanField(default=False)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
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
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="consulting.appointment",
                    ),
                ),
                (
                    "staff",
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
                    models.Index(
                        fields=["staff", "starts_at"], name="consulting__staff_i_a93c65_idx"
                    ),
                    models.Index(
                        fields=["unit", "starts_at"], name="consulting__unit_id_454011_idx"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["medical", "counselling", "social", "phone"])
                        ),
                        name="appointment_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0), ("minutes__lte", 1440)),
                        name="appointment_has_a_length",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_cancelled", False), ("replaces__isnull", False), _connector="OR"
                        ),
                        name="appointment_that_is_cancelled_was_made",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppointmentOutcome",
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
                ("came", models.BooleanField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "appointment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CheckPlan",
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
                ("kind", models.CharField(max_length=30)),
                ("every_months", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.CharField(max_length=120)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_plans",
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
                    models.Index(
                        fields=["patient", "kind", "recorded_at"],
                        name="consulting__patient_0dea0d_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "weight",
                                    "blood_pressure",
                                    "hiv",
                                    "hepatitis_b",
                                    "hepatitis_c",
                                    "injection_sites",
                                    "ecg",
                                    "urine",
                                    "prescriber_review",
                                    "psychosocial",
                                ],
                            )
                        ),
                        name="check_plan_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("every_months__isnull", True), ("every_months__gt", 0), _connector="OR"
                        ),
                        name="check_plan_is_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
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
                ("received_on", models.DateField()),
                ("words", models.TextField(max_length=4000)),
                ("answer_by_on", models.DateField(null=True)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
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
                        condition=models.Q(("words", ""), _negated=True),
                        name="complaint_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer_by_on__isnull", True),
                            ("answer_by_on__gte", models.F("received_on")),
                            _connector="OR",
                        ),
                        name="complaint_is_answered_after_it_came",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplaintStep",
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
                ("move", models.CharField(max_length=10)),
                ("words", models.TextField(blank=True, max_length=4000)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="consulting.complaint",
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
                        condition=models.Q(("move__in", ["taken_up", "answered", "closed"])),
                        name="complaint_move_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("move", "answered"), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="complaint_answer_says_something",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("move", "closed")),
                        fields=("complaint",),
                        name="complaint_closes_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
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
                ("scope", models.CharField(max_length=20)),
                ("is_given", models.BooleanField()),
                ("on", models.DateField()),
                ("form_version", models.CharField(blank=True, max_length=40)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
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
                        fields=["patient", "scope", "on"], name="consulting__patient_b46c3c_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "scope__in",
                                [
                                    "treatment",
                                    "hospital_letter",
                                    "research",
                                    "relatives",
                                    "data_exchange",
                                    "photo",
                                ],
                            )
                        ),
                        name="consent_scope_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_given", False),
                            models.Q(
                                ("witness__isnull", False),
                                models.Q(("form_version", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="consent_is_given_on_a_form_before_a_witness",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("witness__isnull", True),
                            models.Q(("witness", models.F("recorded_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="consent_witness_is_another_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
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
                ("about_at", models.DateTimeField()),
                ("words", models.TextField(max_length=4000)),
                ("late_after_minutes", models.PositiveIntegerField(null=True)),
                ("is_late", models.BooleanField()),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "addendum_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="consulting.note",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
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
                    models.Index(
                        fields=["patient", "about_at"], name="consulting__patient_1ac4db_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["clinical", "counselling", "own_words"])),
                        name="note_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="note_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("about_at__lte", models.F("recorded_at"))),
                        name="note_is_about_what_was",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Result",
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
                ("kind", models.CharField(max_length=30)),
                ("taken_on", models.DateField()),
                ("value", models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ("second", models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ("value_unit", models.CharField(blank=True, max_length=12)),
                ("finding", models.CharField(blank=True, max_length=12)),
                ("method", models.CharField(blank=True, max_length=12)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("parts_count", models.PositiveSmallIntegerField(default=0)),
                ("is_void", models.BooleanField(default=False)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="consulting.result",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
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
                    models.Index(
                        fields=["patient", "kind", "taken_on"],
                        name="consulting__patient_fc3a3b_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "weight",
                                    "blood_pressure",
                                    "hiv",
                                    "hepatitis_b",
                                    "hepatitis_c",
                                    "injection_sites",
                                    "ecg",
                                    "urine",
                                    "prescriber_review",
                                    "psychosocial",
                                ],
                            )
                        ),
                        name="result_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("corrects__isnull", False),
                                ("is_void", True),
                                ("parts_count", 0),
                                ("second__isnull", True),
                                ("value__isnull", True),
                                ("value_unit", ""),
                                ("finding", ""),
                                ("method", ""),
                            ),
                            models.Q(
                                ("is_void", False),
                                models.Q(
                                    models.Q(
                                        ("kind__in", ["weight", "ecg"]),
                                        ("second__isnull", True),
                                        ("value__gt", 0),
                                        ("value__isnull", False),
                                        models.Q(("value_unit", ""), _negated=True),
                                        ("finding", ""),
                                        ("method", ""),
                                        ("parts_count", 0),
                                    ),
                                    models.Q(
                                        ("kind__in", ["blood_pressure"]),
                                        ("second__isnull", False),
                                        ("value__isnull", False),
                                        ("parts_count", 0),
                                        ("second__gt", 0),
                                        ("value__gt", models.F("second")),
                                        models.Q(("value_unit", ""), _negated=True),
                                        ("finding", ""),
                                        ("method", ""),
                                    ),
                                    models.Q(
                                        ("kind__in", ["hiv", "hepatitis_b", "hepatitis_c"]),
                                        ("second__isnull", True),
                                        ("value__isnull", True),
                                        ("value_unit", ""),
                                        ("finding__in", ["positive", "negative", "unclear"]),
                                        ("parts_count", 0),
                                        ("method__in", ["antibody", "antigen", "virus", "rapid"]),
                                    ),
                                    models.Q(
                                        ("kind__in", ["injection_sites"]),
                                        ("second__isnull", True),
                                        ("value__isnull", True),
                                        ("value_unit", ""),
                                        ("finding", ""),
                                        ("method", ""),
                                        ("parts_count__gt", 0),
                                    ),
                                    models.Q(
                                        ("kind__in", ["urine"]),
                                        ("second__isnull", True),
                                        ("value__isnull", True),
                                        ("value_unit", ""),
                                        ("finding", ""),
                                        ("method", ""),
                                        ("parts_count__gt", 0),
                                    ),
                                    models.Q(
                                        ("kind__in", ["urine"]),
                                        ("second__isnull", True),
                                        ("value__isnull", True),
                                        ("value_unit", ""),
                                        ("method", ""),
                                        ("parts_count", 0),
                                        ("finding__in", ["refused", "not_possible"]),
                                    ),
                                    models.Q(
                                        ("kind__in", ["prescriber_review", "psychosocial"]),
                                        ("second__isnull", True),
                                        ("value__isnull", True),
                                        ("value_unit", ""),
                                        ("finding", ""),
                                        ("method", ""),
                                        ("parts_count", 0),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="result_holds_what_its_kind_holds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResultPart",
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
                ("code", models.CharField(max_length=30)),
                ("finding", models.CharField(max_length=12)),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="consulting.result",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("result", "code"), name="result_part_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "finding__in",
                                [
                                    "positive",
                                    "negative",
                                    "unclear",
                                    "good",
                                    "sore",
                                    "inflamed",
                                    "closed",
                                ],
                            )
                        ),
                        name="result_part_finding_is_known",
                    ),
                ],
            },
        ),
        run_file(__file__, "0050_care.sql"),
    ]
