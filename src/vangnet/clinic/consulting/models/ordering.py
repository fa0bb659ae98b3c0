"""Each question whether an order may be written, its answer, and all it was answered from."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vangnet.clinic.consulting.models.orders import Order
from vangnet.clinic.keyed import Keyed
from vangnet.clinic.protocols.models import ProtocolVersion
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.dosing.facts import OrderKind

USER = settings.AUTH_USER_MODEL


class OrderDecision(Keyed):
    """The rule was asked with a signature under it. Refusals are kept as well. Never edited."""

    request_id = models.UUIDField(unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="order_decisions")
    order = models.OneToOneField(Order, models.PROTECT, related_name="decision", null=True)
    kind = models.CharField(max_length=20)  # rules.dosing.OrderKind
    facts = models.JSONField()  # with the version: replayable
    protocol = models.ForeignKey(ProtocolVersion, models.PROTECT, related_name="+", null=True)
    allowed = models.BooleanField()
    reasons = models.JSONField()
    written_reason = models.CharField(max_length=300, blank=True)  # why it changes so much
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_with = models.CharField(max_length=10)  # how `by` proved who they are

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in OrderKind]),
                name="order_decision_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(allowed=True, reasons=[], order__isnull=False, protocol__isnull=False)
                | Q(allowed=False, order__isnull=True) & ~Q(reasons=[]),
                name="order_decision_refused_exactly_when_there_are_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.id}"
