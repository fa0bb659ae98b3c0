"""The unit's protocol: a draft that may change, and signed versions that never do."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Unit

MAY_HAVE_NO_LIMIT = (
    "dose_mg_max",
    "day_mg_max",
    "day_doses_max",
    "interval_shortest",
    "exit_oxygen_percent_lowest",
)


class ProtocolDraft(Keyed):
    """The unit's own values and acceptances, until they are signed."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="protocol_draft")
    site = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"draft of {self.unit_id}"


class ProtocolVersion(Keyed):
    """What the medical director signed, whole, named by the hash of its content."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="protocol_versions")
    version = models.CharField(max_length=64)
    content = models.JSONField()
    in_force_from = models.DateTimeField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    limits_count = models.PositiveSmallIntegerField()  # so many rows of limits belong to it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "in_force_from"], name="protocol_one_version_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(in_force_from__gte=models.F("signed_at")),
                name="protocol_is_not_in_force_before_it_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.version[:8]


class ProtocolLimit(Keyed):
    """The limits of one drug, salt form and route, repeated from the version's content

    for the database's own guards. Null only where `no_limit` names the column, and in the two
    columns of gaps that a unit need not sign.
    """

    version = models.ForeignKey(ProtocolVersion, models.PROTECT, related_name="limits")
    drug = models.CharField(max_length=20)
    salt_form = models.CharField(max_length=30)
    route = models.CharField(max_length=20)
    dose_mg_max = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    day_mg_max = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    day_doses_max = models.PositiveSmallIntegerField(null=True)
    interval_shortest = models.DurationField(null=True)
    exit_oxygen_percent_lowest = models.PositiveSmallIntegerField(null=True)
    breath_alcohol_max_ug_per_l = models.DecimalField(max_digits=8, decimal_places=3)
    breath_test_valid = models.DurationField()
    breath_retest_wait = models.DurationField()
    sedation_score_max = models.PositiveSmallIntegerField()
    pre_dose_check_valid = models.DurationField()
    hand_over_valid = models.DurationField()
    clock_skew_max = models.DurationField()
    growth_at_once_dose_mg_max = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    day_total_factors = models.JSONField(default=dict)  # salt form → 1 mg of it counts as so many
    gap_days_max = models.PositiveSmallIntegerField()
    gap_sessions_max = models.PositiveSmallIntegerField(null=True)  # null: not signed
    gap_step_down = models.JSONField(null=True)  # rows of days and share; null: not signed
    kit_needed = models.BooleanField()
    room_needed = models.BooleanField(null=True)  # null: not set, so a room is needed
    supply_days_longest = models.PositiveSmallIntegerField(null=True)  # null: none to take home
    # Null: not set, or no cap at all where `no_limit` names it.
    co_methadone_day_mg_max = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    observation_shortest = models.DurationField()
    exit_check_valid = models.DurationField()
    exit_sedation_score_max = models.PositiveSmallIntegerField()
    no_limit = ArrayField(models.CharField(max_length=30), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "drug", "salt_form", "route"], name="limit_one_a_product"
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{column}__isnull": False}) & ~Q(no_limit__contains=[column])
                    | Q(**{f"{column}__isnull": True}) & Q(no_limit__contains=[column]),
                    name=f"limit_{column}_set_or_said_none",
                )
                for column in MAY_HAVE_NO_LIMIT
            ],
        ]

    def __str__(self) -> str:
        return f"{self.drug} {self.salt_form} {self.route}"
