"""Who is acting. Every change of a journaled row names its actor, or the database refuses it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


class RequestReused(Exception):
    """The same request id came back with other content. Nothing was written."""


@contextmanager
def acting(who: str) -> Iterator[None]:
    """One transaction in the name of `who`: a user's key, or "system:<what>" for a program."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select set_config('vangnet.actor', %s, true)", [who])
        yield
