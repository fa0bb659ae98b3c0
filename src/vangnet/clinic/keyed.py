"""The base of every table: a key that sorts by time and says nothing about a person."""

from uuid import UUID

import uuid_utils.compat
from django.db import models


def new_key() -> UUID:
    """A version 7 UUID: no counter to share, near rows stay near on disk."""
    return uuid_utils.compat.uuid7()


class Keyed(models.Model):
    """A row with an opaque key."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)

    class Meta:
        abstract = True
