"""The people who work here, and the PIN with which each signs. What they may do: roles.py."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from vangnet.clinic.keyed import Keyed, new_key
from vangnet.clinic.staff.roles import NotAllowed, Role, Task, role_may

ROLE_NAMES = {
    Role.DESK: _("Desk"),
    Role.NURSE: _("Nurse"),
    Role.PRESCRIBER: _("Prescriber"),
    Role.PHARMACIST: _("Pharmacist"),
    Role.MANAGER: _("Manager"),
    Role.AUDITOR: _("Auditor"),
}


class User(AbstractUser):
    """Someone who signs in. Left staff are made inactive, never removed: the record names them."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    role = models.CharField(max_length=16, choices=[(r.value, r.value) for r in Role])
    display_name = models.CharField(max_length=80)
    badge = models.CharField(max_length=40, unique=True, null=True, blank=True)
    is_medical_director = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[r.value for r in Role]), name="user_role_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(display_name=""), name="user_has_a_name_to_show"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def role_name(self) -> str:
        """The role as pages name it, in the language of the page."""
        return str(ROLE_NAMES[Role(self.role)])

    def may(self, task: Task) -> bool:
        """Whether this person may do `task` today."""
        if task is Task.SIGN_PROTOCOL:
            return self.is_active and self.is_medical_director
        return self.is_active and role_may(self.role, task)

    def must(self, task: Task) -> None:
        """Stop here unless this person may do `task`."""
        if not self.may(task):
            raise NotAllowed(f"{self.role} may not {task.value}")


class Pin(Keyed):
    """What a person types to sign in place, as a hash, and how often it was wrong in a row."""

    user = models.OneToOneField(User, models.CASCADE, related_name="pin")
    pin_hash = models.CharField(max_length=200)
    wrong_in_a_row = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"PIN of {self.user_id}"
