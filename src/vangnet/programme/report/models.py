"""Numbers that a unit sets for its report: prices, its region, its aims. Signed, never edited."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Floor

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Unit
from vangnet.programme.report.keys import KINDS, UnitKey


class UnitNumber(Keyed):
    """One number, from a day on, and where it comes from. The newest of its day counts.

    A null value takes the number back: from then on it is not set.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    key = models.CharField(max_length=30)  # report.keys.UnitKey
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    from_on = models.DateField()
    words = models.CharField(max_length=200)  # where it comes from: a contract, a count
    request_id = models.UUIDField(unique=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_with = models.CharField(max_length=10)

    class Meta:
        indexes = [models.Index(fields=["unit", "key", "from_on"], name="unit_number_by_key")]
        constraints = [
            models.CheckConstraint(
                condition=Q(key__in=[one.value for one in UnitKey]), name="unit_number_is_known"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="unit_number_is_not_below_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(key__in=[key.value for key, kind in KINDS.items() if kind.whole])
                | Q(value__isnull=True)
                | Q(value=Floor("value")),
                name="unit_number_is_whole_where_it_counts",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="unit_number_says_whence"),
        ]

    def __str__(self) -> str:
        return f"{self.key} from {self.from_on}"
