"""What patients take beside the unit's own orders."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("consulting", "0070_days"),
        ("registry", "0020_wall"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OtherMedicine",
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
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=12)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ("amount_unit", models.CharField(blank=True, max_length=12)),
                ("prescribed_by", models.CharField(blank=True, max_length=120)),
                ("source", models.CharField(max_length=20)),
                ("from_on", models.DateField()),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="other_medicines",
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
                        fields=["patient", "from_on"], name="consulting__patient_7cd66b_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["opioid", "sedative", "alcohol", "other"])
                        ),
                        name="other_medicine_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["patient", "pharmacy_list", "letter"])),
                        name="other_medicine_source_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="other_medicine_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__isnull", True), ("amount_unit", "")),
                            models.Q(
                                ("amount__gt", 0),
                                ("amount__isnull", False),
                                (
                                    "amount_unit__in",
                                    ("mg", "ug", "g", "mL", "[IU]", "{tablet}", "{drink}"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="other_medicine_amount_has_its_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OtherMedicineEnd",
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
                ("is_void", models.BooleanField(default=False)),
                ("why", models.CharField(max_length=200)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "medicine",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="consulting.othermedicine",
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
                        condition=models.Q(("why", ""), _negated=True),
                        name="other_medicine_end_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OtherMedicinesAsked",
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
                ("source", models.CharField(max_length=20)),
                ("asked_on", models.DateField()),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_medicines",
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
                        fields=["patient", "asked_on"], name="consulting__patient_dbaa9c_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["patient", "pharmacy_list", "letter"])),
                        name="asked_medicines_source_is_known",
                    )
                ],
            },
        ),
        run_file(__file__, "0080_medicines.sql"),
    ]
