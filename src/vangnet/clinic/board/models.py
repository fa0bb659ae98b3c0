"""The letters that left the house. The log is final; the paper, with its name, may be forgotten."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vangnet.clinic.consulting.models import Consent
from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit

LANGUAGES = ("en", "nl")


class LetterPurpose(models.TextChoices):
    """What the hospital needs it for. Stored by value."""

    EMERGENCY_DEPARTMENT = "emergency_department"
    ADMISSION = "admission"
    OPERATION = "operation"
    OUTPATIENT = "outpatient"
    OTHER = "other"


class Letter(Keyed):
    """Who made a letter, when, for which hospital and why, and the hash of what it was. Final.

    With the patient's consent, or because life was at risk, with the reason: never both.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="letters")
    recipient = models.CharField(max_length=120)  # the hospital
    purpose = models.CharField(max_length=20, choices=LetterPurpose)
    phone = models.CharField(max_length=40)  # of the unit, as the letter says it
    language = models.CharField(max_length=2)
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+", null=True)
    emergency_reason = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64)  # of the PDF, in hex
    request_id = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "made_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=LetterPurpose.values), name="letter_purpose_is_known"
            ),
            models.CheckConstraint(
                condition=Q(language__in=LANGUAGES), name="letter_language_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(recipient="") & ~Q(phone=""), name="letter_names_both_ends"
            ),
            models.CheckConstraint(
                condition=Q(consent__isnull=False, emergency_reason="")
                | Q(consent__isnull=True) & ~Q(emergency_reason=""),
                name="letter_has_consent_or_a_written_reason",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="letter_hash_is_a_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.id}"

    @property
    def is_emergency(self) -> bool:
        return self.consent_id is None


class LetterPaper(Keyed):
    """The PDF as it went out. It names the patient: of it the journal has a hash."""

    letter = models.OneToOneField(Letter, models.CASCADE, related_name="paper")
    pdf = models.BinaryField()
    salt = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return f"paper of {self.letter_id}"
