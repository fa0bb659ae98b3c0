import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("consulting", "0010_ladder_exits"),
        ("protocols", "0002_guards"),
        ("registry", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="approval",
            name="review_on",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="EligibilityDecision",
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
                ("outcome", models.CharField(max_length=10)),
                ("approved_by", models.CharField(max_length=20)),
                ("authority", models.CharField(blank=True, max_length=80)),
                ("permit_number", models.CharField(blank=True, max_length=80)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("facts", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "assessment",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("criteria", models.PositiveSmallIntegerField()),
                ("met", models.PositiveSmallIntegerField()),
                ("waived", models.PositiveSmallIntegerField()),
                ("not_met", models.PositiveSmallIntegerField()),
                ("not_known", models.PositiveSmallIntegerField()),
                ("look_again_on", models.DateField(null=True)),
                ("request_id", models.UUIDField(unique=True)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
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
                        related_name="eligibility_decisions",
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
                    "second_by",
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["approve", "refuse", "defer"])),
                        name="decision_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__in", ["own_physician", "committee", "authority"])
                        ),
                        name="decision_approver_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "criteria",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("met"), "+", models.F("waived")
                                        ),
                                        "+",
                                        models.F("not_met"),
                                    ),
                                    "+",
                                    models.F("not_known"),
                                ),
                            )
                        ),
                        name="decision_counts_every_criterion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "approve"), _negated=True),
                            models.Q(
                                ("criteria__gt", 0),
                                ("not_known", 0),
                                ("not_met", 0),
                                ("protocol__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="decision_approves_only_when_all_is_met",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("waived", 0), ("approved_by", "authority"), _connector="OR"
                        ),
                        name="decision_waives_only_by_the_authority",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", "approve"),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="decision_against_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_by__isnull", True),
                            models.Q(("second_by", models.F("decided_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="decision_second_is_another_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "defer"), _negated=True),
                            ("look_again_on__isnull", False),
                            _connector="OR",
                        ),
                        name="decision_later_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
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
                ("made_on", models.DateField()),
                ("words", models.CharField(max_length=500)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="consulting.eligibilitydecision",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="appeal_is_in_words"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="approval",
            name="decision",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approval",
                to="consulting.eligibilitydecision",
            ),
        ),
        migrations.CreateModel(
            name="Referral",
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
                ("stage", models.CharField(max_length=10)),
                ("referred_on", models.DateField()),
                ("referrer", models.CharField(max_length=120)),
                ("drug", models.CharField(max_length=20)),
                ("salt_form", models.CharField(max_length=30)),
                ("route", models.CharField(max_length=20)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
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
                        condition=models.Q(("stage__in", ["start", "renewal"])),
                        name="referral_stage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("referrer", ""), _negated=True),
                        name="referral_says_from_whom",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="eligibilitydecision",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="consulting.referral",
            ),
        ),
        migrations.CreateModel(
            name="CriterionEvidence",
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
                ("criterion", models.CharField(max_length=40)),
                ("state", models.CharField(max_length=10)),
                ("document", models.CharField(max_length=160)),
                ("found_on", models.DateField(null=True)),
                ("found_number", models.PositiveSmallIntegerField(null=True)),
                ("per_week", models.PositiveSmallIntegerField(null=True)),
                ("authority", models.CharField(blank=True, max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("verified_on", models.DateField()),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "verified_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="consulting.referral",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["referral", "recorded_at"], name="consulting__referra_325275_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["met", "not_met", "not_known", "waived"])
                        ),
                        name="evidence_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("document", ""), _negated=True),
                        name="evidence_names_its_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "waived"), _negated=True), ("authority", "")
                            ),
                            models.Q(
                                ("state", "waived"),
                                models.Q(("authority", ""), _negated=True),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_of_an_exception_says_whose_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("per_week__isnull", True),
                            models.Q(("per_week__gte", 1), ("per_week__lte", 7)),
                            _connector="OR",
                        ),
                        name="evidence_of_days_a_week_is_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
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
                ("is_outside", models.BooleanField()),
                ("physician", models.CharField(max_length=120)),
                ("institution", models.CharField(blank=True, max_length=120)),
                ("given_on", models.DateField()),
                ("continues", models.BooleanField()),
                ("next_on", models.DateField(null=True)),
                ("document", models.CharField(max_length=160)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("request_id", models.UUIDField(unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="consulting.approval",
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("continues", True), ("next_on__gt", models.F("given_on"))),
                            models.Q(("continues", False), ("next_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="review_goes_on_until_a_day_or_not_at_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("physician", ""), _negated=True),
                            models.Q(("document", ""), _negated=True),
                            models.Q(
                                ("is_outside", False),
                                models.Q(("institution", ""), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="review_says_by_whom_and_in_which_paper",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppealAnswer",
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
                ("upheld", models.BooleanField()),
                ("words", models.CharField(max_length=500)),
                ("answered_at", models.DateTimeField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appeal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="consulting.appeal",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="appeal_answer_says_why",
                    )
                ],
            },
        ),
        run_file(__file__, "0020_approval.sql"),
    ]
