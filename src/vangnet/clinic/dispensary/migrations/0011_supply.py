"""Doses to take home: a supply, and its bottle for each day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("consulting", "0004_ladder"),
        ("dispensary", "0010_several_orders"),
        ("protocols", "0011_supply"),
        ("reception", "0010_further_dose"),
        ("registry", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("vault", "0010_taken_home"),
    ]

    operations = [
        migrations.CreateModel(
            name="Supply",
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
                ("days", models.PositiveSmallIntegerField()),
                ("supply_mg", models.DecimalField(decimal_places=3, max_digits=9)),
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consulting.order",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplies",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplies",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1)), name="supply_has_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("allowed", True), ("reasons", [])),
                            models.Q(("allowed", False), models.Q(("reasons", []), _negated=True)),
                            _connector="OR",
                        ),
                        name="supply_refused_exactly_when_there_are_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("witness__isnull", True),
                            models.Q(("witness", models.F("by")), _negated=True),
                            ("allowed", False),
                            _connector="OR",
                        ),
                        name="supply_witness_is_another_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allowed", False),
                            models.Q(
                                ("container__isnull", False),
                                ("protocol__isnull", False),
                                ("witness__isnull", False),
                                ("witness_read_mg", models.F("supply_mg")),
                            ),
                            _connector="OR",
                        ),
                        name="supply_lacks_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bottle",
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
                ("for_on", models.DateField()),
                ("dose_mg", models.DecimalField(decimal_places=3, max_digits=9)),
                ("back_at", models.DateTimeField(null=True)),
                (
                    "back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "back_witness",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bottles",
                        to="registry.patient",
                    ),
                ),
                (
                    "supply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bottles",
                        to="dispensary.supply",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("back_at__isnull", True)),
                        fields=("patient", "drug", "for_on"),
                        name="bottle_one_dose_a_drug_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("dose_mg__gt", 0)), name="bottle_holds_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("back_at__isnull", True),
                                ("back_by__isnull", True),
                                ("back_witness__isnull", True),
                            ),
                            models.Q(
                                ("back_at__isnull", False),
                                ("back_by__isnull", False),
                                ("back_witness__isnull", False),
                                models.Q(("back_witness", models.F("back_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bottle_comes_back_before_a_witness",
                    ),
                ],
            },
        ),
        run_file(__file__, "0011_supply.sql"),
    ]
