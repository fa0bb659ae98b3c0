"""Units, rooms, and patients. Who a patient is stands in tables apart from the patient's key."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vangnet.clinic.keyed import Keyed


class WallShows(models.TextChoices):
    """What of a patient stands on the board on the wall, where other patients may see it."""

    ROOMS = "rooms"  # the room and its state only
    NUMBERS = "numbers"  # and the patient's number
    DOSES = "doses"  # and the dose: for a wall that only staff see


class Unit(Keyed):
    """A place where people come for their dose. It has its own time zone and its own clinic day."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=40)
    day_starts_at = models.TimeField()  # local; before it, the clinic day is still yesterday
    clock_skew_max = models.DurationField()  # how far an action's time may be from the database's
    is_demonstration = models.BooleanField(default=False)
    phone = models.CharField(max_length=40, blank=True)  # what other units call
    wall_shows = models.CharField(
        max_length=8, choices=WallShows, default=WallShows.NUMBERS, db_default=WallShows.NUMBERS
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wall_shows__in=WallShows.values), name="wall_shows_what_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Workplace(Keyed):
    """The unit a member of staff works at."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="workplace")
    unit = models.ForeignKey(Unit, models.PROTECT)

    def __str__(self) -> str:
        return f"{self.user_id} at {self.unit_id}"


class RoomState(models.TextChoices):
    READY = "ready"
    CLEANING = "cleaning"
    CLOSED = "closed"


class Room(Keyed):
    """A private room with a window. Whether someone is in it is reception's to know."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rooms")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=RoomState, default=RoomState.READY)
    state_since = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="room_number_is_one_room"),
            models.CheckConstraint(
                condition=Q(state__in=RoomState.values), name="room_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Room {self.number}"


class Patient(Keyed):
    """The key that everything clinical knows. Name, birth date and face are elsewhere."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="patients")
    number = models.CharField(max_length=12)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="patient_number_is_one_person"),
        ]

    def __str__(self) -> str:
        return self.number


class PatientIdentity(Keyed):
    """Who the patient is. May be forgotten; the journal keeps only a salted hash of it."""

    patient = models.OneToOneField(Patient, models.CASCADE, related_name="identity")
    family_name = models.CharField(max_length=120)
    given_names = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField(null=True, blank=True)  # not known: the desk cannot confirm it
    sex = models.CharField(max_length=10)  # FHIR administrative gender
    address_lines = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)
    telecom = models.JSONField(default=list, blank=True)
    salt = models.UUIDField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["birth_date"], name="identity_by_birth_date")]

    def __str__(self) -> str:
        return f"identity of {self.patient_id}"


class PatientIdentifier(Keyed):
    """A number of the patient's at some authority, or of the card they carry."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="identifiers")
    system = models.CharField(max_length=200)
    value = models.CharField(max_length=120)
    salt = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "value"], name="identifier_is_one_person"),
        ]

    def __str__(self) -> str:
        return f"identifier of {self.patient_id}"


class PatientPhoto(Keyed):
    """The face to compare with."""

    patient = models.OneToOneField(Patient, models.CASCADE, related_name="photo")
    image = models.BinaryField()
    content_type = models.CharField(max_length=40)
    taken_on = models.DateField()
    salt = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return f"photo of {self.patient_id}"


class AlertKind(models.TextChoices):
    ALLERGY = "allergy"
    NO_KNOWN_ALLERGIES = "no_known_allergies"
    CAUTION = "caution"


class Alert(Keyed):
    """What staff must see before anything else. "No known allergies" is recorded, never assumed."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=20, choices=AlertKind)
    words = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} of {self.patient_id}"
