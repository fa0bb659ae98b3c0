import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vangnet.clinic.keyed
from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("consulting", "0004_ladder"),
        ("registry", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExitTakenBack",
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
                ("why", models.CharField(max_length=160)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TreatmentExit",
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
                ("follows", models.CharField(max_length=30)),
                ("provider", models.CharField(blank=True, max_length=120)),
                ("request_id", models.UUIDField(unique=True)),
                ("signed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "follows__in",
                                [
                                    "methadone_here",
                                    "other_provider",
                                    "prison_medical_service",
                                    "nothing",
                                ],
                            )
                        ),
                        name="treatment_exit_follows_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("follows__in", ["methadone_here", "nothing"]), ("provider", "")
                            ),
                            models.Q(
                                models.Q(
                                    ("follows__in", ["methadone_here", "nothing"]), _negated=True
                                ),
                                models.Q(("provider", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="treatment_exit_names_who_follows",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="contact",
            name="corrects",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="consulting.contact",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="why_corrected",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="contact",
            name="withdrawn",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="episode",
            name="corrects",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="consulting.episode",
            ),
        ),
        migrations.AddField(
            model_name="episode",
            name="why_corrected",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="episode",
            name="withdrawn",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects__isnull", True), ("withdrawn", False)),
                    models.Q(
                        ("corrects__isnull", False), models.Q(("why_corrected", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="contact_correction_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="episode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects__isnull", True), ("withdrawn", False)),
                    models.Q(
                        ("corrects__isnull", False), models.Q(("why_corrected", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="episode_correction_says_why",
            ),
        ),
        migrations.AddField(
            model_name="exittakenback",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="treatmentexit",
            name="end",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exit",
                to="consulting.episodeend",
            ),
        ),
        migrations.AddField(
            model_name="treatmentexit",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exits",
                to="registry.patient",
            ),
        ),
        migrations.AddField(
            model_name="treatmentexit",
            name="signed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="treatmentexit",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
            ),
        ),
        migrations.AddField(
            model_name="exittakenback",
            name="exit",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_back",
                to="consulting.treatmentexit",
            ),
        ),
        run_file(__file__, "0010_ladder_exits.sql"),
    ]
