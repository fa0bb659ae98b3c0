"""Stepped care: what was tried, how much, how often the person came, and why it ended.

Never edited. What another clinic did is told by its papers: `provider` and `evidence` say whose.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.ladder import ContactKind, EpisodeEndReason, Treatment

USER = settings.AUTH_USER_MODEL


class Episode(Keyed):
    """One rung of the ladder for some time, here or elsewhere."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="episodes")
    treatment = models.CharField(max_length=30)  # rules.ladder.Treatment
    provider = models.CharField(max_length=120, blank=True)  # blank: this unit
    started_on = models.DateField()
    evidence = models.CharField(max_length=160, blank=True)  # which paper says so
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(treatment__in=[one.value for one in Treatment]),
                name="episode_treatment_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.treatment} from {self.started_on}"


class EpisodeDose(Keyed):
    """From this day on the episode's dose was this many mg a day of the treatment's own drug."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="doses")
    from_on = models.DateField()
    dose_mg = models.DecimalField(max_digits=9, decimal_places=3)  # a day; 0: none from here on
    supervised_days_per_week = models.PositiveSmallIntegerField(null=True)  # null: not known
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "from_on"], name="episode_dose_one_a_day"),
            models.CheckConstraint(
                condition=Q(dose_mg__gte=0)
                & (Q(supervised_days_per_week__isnull=True) | Q(supervised_days_per_week__lte=7)),
                name="episode_dose_is_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dose_mg} mg from {self.from_on}"


class EpisodeEnd(Keyed):
    """The last day of an episode, and why it ended."""

    episode = models.OneToOneField(Episode, models.PROTECT, related_name="end")
    ended_on = models.DateField()
    reason = models.CharField(max_length=30)  # rules.ladder.EpisodeEndReason
    words = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=[one.value for one in EpisodeEndReason]),
                name="episode_end_reason_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"end of {self.episode_id}"


class Contact(Keyed):
    """The person was seen or spoken to; what a country counts before it lets someone into HAT."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=20)  # rules.ladder.ContactKind
    on = models.DateField()
    missed = models.BooleanField(default=False)  # it was agreed, and nobody came
    words = models.CharField(max_length=300, blank=True)
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in ContactKind]),
                name="contact_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
