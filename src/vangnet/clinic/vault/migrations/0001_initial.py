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
            name="KitLot",
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
                ("number", models.CharField(max_length=40)),
                ("route", models.CharField(max_length=20)),
                ("contents", models.CharField(max_length=120)),
                ("expires_on", models.DateField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kit_lots",
                        to="registry.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "number"), name="kit_lot_number_is_one_lot"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Kit",
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
                ("code", models.CharField(max_length=40)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kits",
                        to="registry.unit",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kits",
                        to="vault.kitlot",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "code"), name="kit_code_is_one_kit")
                ],
            },
        ),
        migrations.CreateModel(
            name="Lot",
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
                ("number", models.CharField(max_length=40)),
                ("drug", models.CharField(max_length=20)),
                ("salt_form", models.CharField(max_length=30)),
                (
                    "routes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                (
                    "strength_mg_per_ml",
                    models.DecimalField(decimal_places=2, max_digits=7, null=True),
                ),
                ("expires_on", models.DateField()),
                ("supplier", models.CharField(max_length=80)),
                ("gtin", models.CharField(blank=True, max_length=14)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="registry.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "number"), name="lot_number_is_one_lot")
                ],
            },
        ),
        migrations.CreateModel(
            name="Container",
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
                ("code", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("quarantined", "Quarantined"),
                            ("emptied", "Emptied"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("usable_until", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="containers",
                        to="registry.unit",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="containers",
                        to="vault.lot",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "code"), name="container_code_is_one_container"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
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
                ("clinic_day", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receipt", "Receipt"),
                            ("dose", "Dose"),
                            ("given", "Given"),
                            ("not_used", "Not Used"),
                            ("spilt", "Spilt"),
                            ("waste", "Waste"),
                            ("return", "Return"),
                            ("destruction", "Destruction"),
                            ("difference", "Difference"),
                            ("counter", "Counter"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "from_account",
                    models.CharField(
                        choices=[
                            ("supplier", "Supplier"),
                            ("stock", "Stock"),
                            ("in_use", "In Use"),
                            ("residue", "Residue"),
                            ("administered", "Administered"),
                            ("wasted", "Wasted"),
                            ("returned", "Returned"),
                            ("destroyed", "Destroyed"),
                            ("difference", "Difference"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_account",
                    models.CharField(
                        choices=[
                            ("supplier", "Supplier"),
                            ("stock", "Stock"),
                            ("in_use", "In Use"),
                            ("residue", "Residue"),
                            ("administered", "Administered"),
                            ("wasted", "Wasted"),
                            ("returned", "Returned"),
                            ("destroyed", "Destroyed"),
                            ("difference", "Difference"),
                        ],
                        max_length=12,
                    ),
                ),
                ("salt_form", models.CharField(max_length=30)),
                ("mg", models.DecimalField(decimal_places=3, max_digits=10)),
                ("at", models.DateTimeField()),
                ("about", models.UUIDField(null=True)),
                ("reason", models.CharField(blank=True, max_length=120)),
                ("request_id", models.UUIDField(unique=True)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="vault.container",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="vault.posting",
                    ),
                ),
                (
                    "second_witness",
                    models.ForeignKey(
                        null=True,
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
                    models.Index(fields=["container"], name="vault_posti_contain_55785e_idx"),
                    models.Index(
                        fields=["unit", "clinic_day"], name="vault_posti_unit_id_5a0ddc_idx"
                    ),
                    models.Index(fields=["about"], name="vault_posti_about_c788c6_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mg__gt", 0)), name="posting_moves_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_account", models.F("to_account")), _negated=True),
                        name="posting_moves_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "from_account__in",
                                [
                                    "supplier",
                                    "stock",
                                    "in_use",
                                    "residue",
                                    "administered",
                                    "wasted",
                                    "returned",
                                    "destroyed",
                                    "difference",
                                ],
                            ),
                            (
                                "to_account__in",
                                [
                                    "supplier",
                                    "stock",
                                    "in_use",
                                    "residue",
                                    "administered",
                                    "wasted",
                                    "returned",
                                    "destroyed",
                                    "difference",
                                ],
                            ),
                        ),
                        name="posting_accounts_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("witness__isnull", True),
                            models.Q(("witness", models.F("by")), _negated=True),
                            _connector="OR",
                        ),
                        name="posting_witness_is_another_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_witness__isnull", True),
                            models.Q(
                                ("witness__isnull", False),
                                models.Q(("second_witness", models.F("by")), _negated=True),
                                models.Q(("second_witness", models.F("witness")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="posting_second_witness_is_a_third_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["waste", "destruction"]), _negated=True),
                            ("second_witness__isnull", False),
                            _connector="OR",
                        ),
                        name="posting_waste_has_two_witnesses",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["given", "not_used", "spilt"]),
                            ("witness__isnull", False),
                            _connector="OR",
                        ),
                        name="posting_is_witnessed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects__isnull", False), ("kind", "counter")),
                            models.Q(
                                models.Q(("kind", "counter"), _negated=True),
                                ("corrects__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="posting_counter_names_what_it_corrects",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Count",
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
                ("clinic_day", models.DateField()),
                ("counted_mg", models.DecimalField(decimal_places=3, max_digits=10)),
                ("book_mg", models.DecimalField(decimal_places=3, max_digits=10)),
                ("at", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="vault.container",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("counted_mg__gte", 0)),
                        name="count_is_not_below_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("witness", models.F("by")), _negated=True),
                        name="count_witness_is_another_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayClose",
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
                ("clinic_day", models.DateField()),
                ("at", models.DateTimeField()),
                ("totals", models.JSONField()),
                (
                    "by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "clinic_day"), name="day_is_closed_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("witness", models.F("by")), _negated=True),
                        name="close_witness_is_another_person",
                    ),
                ],
            },
        ),
    ]
