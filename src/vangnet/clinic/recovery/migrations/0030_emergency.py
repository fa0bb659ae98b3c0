"""Overdose mode: the emergency record, its review and paper, and naloxone on the shelf."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("consulting", "0060_moving"),
        ("dispensary", "0060_place"),
        ("protocols", "0040_gaps"),
        ("reception", "0010_further_dose"),
        ("recovery", "0020_watching"),
        ("registry", "0060_moving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Emergency",
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
                ("request_id", models.UUIDField(unique=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("ambulance", "Ambulance"),
                            ("observation", "Observation"),
                            ("no_overdose", "No Overdose"),
                        ],
                        max_length=12,
                        null=True,
                    ),
                ),
                ("ended_because", models.CharField(max_length=300, null=True)),
                ("watch_until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "no_overdose"), _negated=True),
                            models.Q(("ended_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="emergency_by_mistake_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("watch_until__isnull", True),
                            models.Q(
                                ("outcome", "observation"),
                                ("watch_until__gte", models.F("ended_at")),
                            ),
                            _connector="OR",
                        ),
                        name="emergency_watches_only_who_stays",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyAct",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ambulance_called", "Ambulance Called"),
                            ("airway", "Airway"),
                            ("breaths", "Breaths"),
                            ("oxygen", "Oxygen"),
                            ("naloxone", "Naloxone"),
                            ("reading", "Reading"),
                            ("cpr", "Cpr"),
                            ("shock", "Shock"),
                            ("breathing", "Breathing"),
                            ("doctor_here", "Doctor Here"),
                            ("ambulance_here", "Ambulance Here"),
                            ("note", "Note"),
                        ],
                        max_length=20,
                    ),
                ),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("amount_mg", models.DecimalField(decimal_places=3, max_digits=8, null=True)),
                ("spo2_percent", models.PositiveSmallIntegerField(null=True)),
                ("breaths_per_minute", models.PositiveSmallIntegerField(null=True)),
                ("pulse", models.PositiveSmallIntegerField(null=True)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("is_void", models.BooleanField(default=False)),
                ("request_id", models.UUIDField(unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "ambulance_called",
                                    "airway",
                                    "breaths",
                                    "oxygen",
                                    "naloxone",
                                    "reading",
                                    "cpr",
                                    "shock",
                                    "breathing",
                                    "doctor_here",
                                    "ambulance_here",
                                    "note",
                                ],
                            )
                        ),
                        name="act_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_mg__isnull", True),
                            models.Q(("amount_mg__gt", 0), ("kind", "naloxone")),
                            _connector="OR",
                        ),
                        name="act_amount_is_of_naloxone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("breaths_per_minute__isnull", True),
                                ("pulse__isnull", True),
                                ("spo2_percent__isnull", True),
                            ),
                            ("kind", "reading"),
                            _connector="OR",
                        ),
                        name="act_reading_has_readings",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("spo2_percent__isnull", True),
                            ("spo2_percent__lte", 100),
                            _connector="OR",
                        ),
                        name="act_spo2_is_a_percentage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "note"), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            ("is_void", True),
                            _connector="OR",
                        ),
                        name="act_note_has_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyPaper",
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
                ("language", models.CharField(max_length=2)),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("request_id", models.UUIDField(unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("en", "nl"))),
                        name="emergency_paper_language_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="emergency_paper_hash_is_a_hash",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyPaperFile",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EmergencyReview",
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
                ("releases", models.BooleanField()),
                ("words", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("request_id", models.UUIDField(unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="review_says_what_was_found",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RescueLot",
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
                ("article", models.CharField(default="naloxone", max_length=20)),
                ("number", models.CharField(max_length=40)),
                ("form", models.CharField(max_length=60)),
                ("piece_mg", models.DecimalField(decimal_places=3, max_digits=8)),
                ("expires_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("article__in", ["naloxone"])),
                        name="rescue_lot_article_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("piece_mg__gt", 0),
                            models.Q(("number", ""), _negated=True),
                            models.Q(("form", ""), _negated=True),
                        ),
                        name="rescue_lot_is_described",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RescuePosting",
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
                ("article", models.CharField(default="naloxone", max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("used", "Used"),
                            ("wasted", "Wasted"),
                            ("counted", "Counted"),
                            ("counter", "Counter"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "from_place",
                    models.CharField(
                        choices=[
                            ("supplier", "Supplier"),
                            ("shelf", "Shelf"),
                            ("patient", "Patient"),
                            ("waste", "Waste"),
                            ("difference", "Difference"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "to_place",
                    models.CharField(
                        choices=[
                            ("supplier", "Supplier"),
                            ("shelf", "Shelf"),
                            ("patient", "Patient"),
                            ("waste", "Waste"),
                            ("difference", "Difference"),
                        ],
                        max_length=10,
                    ),
                ),
                ("pieces", models.PositiveSmallIntegerField()),
                ("words", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("request_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("request_id", "kind"), name="rescue_posting_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("from_place", "supplier"),
                                ("kind", "received"),
                                ("to_place", "shelf"),
                            ),
                            models.Q(
                                ("from_place", "shelf"), ("kind", "used"), ("to_place", "patient")
                            ),
                            models.Q(
                                ("from_place", "difference"),
                                ("kind", "used"),
                                ("to_place", "patient"),
                            ),
                            models.Q(
                                ("from_place", "shelf"), ("kind", "wasted"), ("to_place", "waste")
                            ),
                            models.Q(
                                ("from_place", "shelf"),
                                ("kind", "counted"),
                                ("to_place", "difference"),
                            ),
                            models.Q(
                                ("from_place", "difference"),
                                ("kind", "counted"),
                                ("to_place", "shelf"),
                            ),
                            models.Q(
                                ("from_place", "patient"),
                                ("kind", "counter"),
                                ("to_place", "shelf"),
                            ),
                            models.Q(
                                ("from_place", "patient"),
                                ("kind", "counter"),
                                ("to_place", "difference"),
                            ),
                            _connector="OR",
                        ),
                        name="rescue_posting_moves_as_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pieces__gt", 0)), name="rescue_posting_moves_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["wasted", "counted"]), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="rescue_posting_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_place", models.F("to_place")), _negated=True),
                        name="rescue_posting_goes_somewhere",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="departure",
            name="departure_is_released_exactly_without_reasons",
        ),
        migrations.AlterField(
            model_name="departure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("released", "Released"),
                    ("against_advice", "Against Advice"),
                    ("ambulance", "Ambulance"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="departure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("exit_check__isnull", False), ("kind", "released"), ("reasons", [])),
                    models.Q(("kind", "against_advice"), models.Q(("reasons", []), _negated=True)),
                    models.Q(("exit_check__isnull", True), ("kind", "ambulance")),
                    _connector="OR",
                ),
                name="departure_is_released_exactly_without_reasons",
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="ended_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="hold",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="emergency",
                to="consulting.hold",
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="emergencies",
                to="registry.patient",
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="protocol",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="protocols.protocolversion",
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="started_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="visit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="emergencies",
                to="reception.visit",
            ),
        ),
        migrations.AddField(
            model_name="emergencyact",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="emergencyact",
            name="corrects",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="recovery.emergencyact",
            ),
        ),
        migrations.AddField(
            model_name="emergencyact",
            name="emergency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts",
                to="recovery.emergency",
            ),
        ),
        migrations.AddField(
            model_name="emergencyact",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.patient"
            ),
        ),
        migrations.AddField(
            model_name="emergencyact",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
            ),
        ),
        migrations.AddField(
            model_name="emergencypaper",
            name="emergency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="recovery.emergency",
            ),
        ),
        migrations.AddField(
            model_name="emergencypaper",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="emergencypaper",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.patient"
            ),
        ),
        migrations.AddField(
            model_name="emergencypaper",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
            ),
        ),
        migrations.AddField(
            model_name="emergencypaperfile",
            name="paper",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="file",
                to="recovery.emergencypaper",
            ),
        ),
        migrations.AddField(
            model_name="emergencyreview",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="emergencyreview",
            name="emergency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="recovery.emergency",
            ),
        ),
        migrations.AddField(
            model_name="emergencyreview",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.patient"
            ),
        ),
        migrations.AddField(
            model_name="emergencyreview",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
            ),
        ),
        migrations.AddField(
            model_name="rescuelot",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rescuelot",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rescue_lots",
                to="registry.unit",
            ),
        ),
        migrations.AddField(
            model_name="rescueposting",
            name="act",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="postings",
                to="recovery.emergencyact",
            ),
        ),
        migrations.AddField(
            model_name="rescueposting",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rescueposting",
            name="corrects",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="recovery.rescueposting",
            ),
        ),
        migrations.AddField(
            model_name="rescueposting",
            name="lot",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="postings",
                to="recovery.rescuelot",
            ),
        ),
        migrations.AddField(
            model_name="rescueposting",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="emergency",
            index=models.Index(
                fields=["patient", "started_at"], name="recovery_em_patient_6fd08f_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("patient",),
                name="emergency_one_runs_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True),
                        ("ended_because__isnull", True),
                        ("ended_by__isnull", True),
                        ("outcome__isnull", True),
                        ("watch_until__isnull", True),
                    ),
                    models.Q(
                        ("ended_at__gte", models.F("started_at")),
                        ("ended_because__isnull", False),
                        ("ended_by__isnull", False),
                        ("outcome__in", ["ambulance", "observation", "no_overdose"]),
                    ),
                    _connector="OR",
                ),
                name="emergency_ends_at_once_or_not",
            ),
        ),
        migrations.AddIndex(
            model_name="emergencyact",
            index=models.Index(
                fields=["emergency", "happened_at"], name="recovery_em_emergen_e1d52e_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_void", False), ("corrects__isnull", False), _connector="OR"
                ),
                name="act_void_names_what_did_not_happen",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyreview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("releases", True)),
                fields=("emergency",),
                name="review_releases_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="rescuelot",
            constraint=models.UniqueConstraint(
                fields=("unit", "article", "number"), name="rescue_lot_once_a_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="rescueposting",
            index=models.Index(fields=["unit", "article"], name="recovery_re_unit_id_f687c7_idx"),
        ),
        migrations.AddConstraint(
            model_name="rescueposting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("act__isnull", False)),
                fields=("act", "kind"),
                name="rescue_posting_once_an_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="rescueposting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("lot__isnull", False),
                        models.Q(("from_place", "difference"), ("kind", "used"), _negated=True),
                        models.Q(("kind", "counter"), ("to_place", "difference"), _negated=True),
                    ),
                    models.Q(("from_place", "difference"), ("kind", "used"), ("lot__isnull", True)),
                    models.Q(
                        ("kind", "counter"), ("lot__isnull", True), ("to_place", "difference")
                    ),
                    _connector="OR",
                ),
                name="rescue_posting_names_its_lot",
            ),
        ),
        migrations.AddConstraint(
            model_name="rescueposting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act__isnull", False), ("kind__in", ["used", "counter"])),
                    models.Q(
                        models.Q(("kind__in", ["used", "counter"]), _negated=True),
                        ("act__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="rescue_posting_of_an_act_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="rescueposting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects__isnull", False), ("kind", "counter")),
                    models.Q(
                        models.Q(("kind", "counter"), _negated=True), ("corrects__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="rescue_posting_counter_names_the_old",
            ),
        ),
        run_file(__file__, "0030_emergency.sql"),
        run_file(__file__, "0030_emergency_stock.sql"),
    ]
