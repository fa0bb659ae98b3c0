"""What somebody did about a thing that was due. What is due itself is never stored."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit

USER = settings.AUTH_USER_MODEL


class TaskDone(Keyed):
    """One task, by its key, was done. Written once; what raised it may raise the next key."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    key = models.CharField(max_length=160)  # Due.key
    kind = models.CharField(max_length=40)  # Due.kind
    due_on = models.DateField()
    words = models.CharField(max_length=300)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "key"], name="task_is_done_once"),
            models.CheckConstraint(condition=~Q(words=""), name="task_is_done_with_words"),
        ]

    def __str__(self) -> str:
        return self.key
