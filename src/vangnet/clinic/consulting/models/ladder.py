"""Stepped care: what was tried, how much, how often the person came, and why it ended.

Never edited. What another clinic did is told by its papers: `provider` and `evidence` say whose.
A correction is a new row that names the one it stands for; an episode is corrected as a whole,
with its doses and its end. A row nothing corrects, and that is not withdrawn, is what counts.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.ladder import ContactKind, EpisodeEndReason, Follows, Treatment

USER = settings.AUTH_USER_MODEL
WITHOUT_PROVIDER = [Follows.METHADONE_HERE.value, Follows.NOTHING.value]


class Correctable(Keyed):
    """Can be replaced by a later row, or taken back by one that says it should not be there."""

    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    withdrawn = models.BooleanField(default=False)
    why_corrected = models.CharField(max_length=160, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, withdrawn=False)
                | (Q(corrects__isnull=False) & ~Q(why_corrected="")),
                name="%(class)s_correction_says_why",
            ),
        ]


class Episode(Correctable):
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
            *Correctable.Meta.constraints,
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


class Contact(Correctable):
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
            *Correctable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in ContactKind]),
                name="contact_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class TreatmentExit(Keyed):
    """Someone left HAT here: what was stopped in the same moment, and who gives methadone since."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="exits")
    end = models.OneToOneField(EpisodeEnd, models.PROTECT, related_name="exit")
    follows = models.CharField(max_length=30)  # rules.ladder.Follows
    provider = models.CharField(max_length=120, blank=True)
    request_id = models.UUIDField(unique=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(follows__in=[one.value for one in Follows]),
                name="treatment_exit_follows_is_known",
            ),
            models.CheckConstraint(
                condition=Q(follows__in=WITHOUT_PROVIDER, provider="")
                | (~Q(follows__in=WITHOUT_PROVIDER) & ~Q(provider="")),
                name="treatment_exit_names_who_follows",
            ),
        ]

    def __str__(self) -> str:
        return f"exit by {self.end_id}"


class ExitTakenBack(Keyed):
    """An exit was a mistake. Its episode runs on; approval and orders are asked for anew."""

    exit = models.OneToOneField(TreatmentExit, models.PROTECT, related_name="taken_back")
    why = models.CharField(max_length=160)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.exit_id} taken back"
