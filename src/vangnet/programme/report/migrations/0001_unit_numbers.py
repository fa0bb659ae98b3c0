"""Numbers that a unit sets for its own report."""

import django.db.models.deletion
import django.db.models.functions.math
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0020_wall"),
        ("staff", "0002_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnitNumber",
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
                ("key", models.CharField(max_length=30)),
                ("value", models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ("from_on", models.DateField()),
                ("words", models.CharField(max_length=200)),
                ("request_id", models.UUIDField(unique=True)),
                ("signed_at", models.DateTimeField()),
                ("signed_with", models.CharField(max_length=10)),
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
                        related_name="+",
                        to="registry.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "key", "from_on"], name="unit_number_by_key")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "key__in",
                                [
                                    "price_gram_diamorphine",
                                    "price_gram_hydromorphone",
                                    "price_gram_methadone",
                                    "price_gram_morphine",
                                    "price_gram_buprenorphine",
                                    "price_dose",
                                    "price_visit",
                                    "price_year",
                                    "region_inhabitants",
                                    "places",
                                    "aim_wait_minutes",
                                    "aim_application_days",
                                ],
                            )
                        ),
                        name="unit_number_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True), ("value__gte", 0), _connector="OR"
                        ),
                        name="unit_number_is_not_below_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "key__in",
                                    [
                                        "region_inhabitants",
                                        "places",
                                        "aim_wait_minutes",
                                        "aim_application_days",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("value__isnull", True),
                            ("value", django.db.models.functions.math.Floor("value")),
                            _connector="OR",
                        ),
                        name="unit_number_is_whole_where_it_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="unit_number_says_whence",
                    ),
                ],
            },
        ),
        run_file(__file__, "0001_unit_numbers.sql"),
    ]
