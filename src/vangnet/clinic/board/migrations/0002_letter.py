"""Letters for a hospital: the log and its paper."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("board", "0001_grants"),
        ("consulting", "0050_care"),
        ("registry", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
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
                ("recipient", models.CharField(max_length=120)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("emergency_department", "Emergency Department"),
                            ("admission", "Admission"),
                            ("operation", "Operation"),
                            ("outpatient", "Outpatient"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("phone", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=2)),
                ("emergency_reason", models.CharField(blank=True, max_length=300)),
                ("sha256", models.CharField(max_length=64)),
                ("request_id", models.UUIDField(unique=True)),
                ("made_at", models.DateTimeField()),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consulting.consent",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
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
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["patient", "made_at"], name="board_lette_patient_86aeb7_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "purpose__in",
                                [
                                    "emergency_department",
                                    "admission",
                                    "operation",
                                    "outpatient",
                                    "other",
                                ],
                            )
                        ),
                        name="letter_purpose_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("en", "nl"))),
                        name="letter_language_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recipient", ""), _negated=True),
                            models.Q(("phone", ""), _negated=True),
                        ),
                        name="letter_names_both_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("consent__isnull", False), ("emergency_reason", "")),
                            models.Q(
                                ("consent__isnull", True),
                                models.Q(("emergency_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="letter_has_consent_or_a_written_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="letter_hash_is_a_hash",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterPaper",
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
                ("pdf", models.BinaryField()),
                ("salt", models.UUIDField(unique=True)),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="paper",
                        to="board.letter",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        run_file(__file__, "0002_letter.sql"),
    ]
