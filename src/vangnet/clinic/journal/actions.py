"""Who is acting. Every change of a journaled row names its actor, or the database refuses it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction


class RequestReused(Exception):
    """The same request id came back with other content. Nothing was written."""


class GuardRefused(IntegrityError):
    """A guard of the database said no, and nothing was written. `rule` is the constraint's name."""

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(f"{sentence} ({rule})")
        self.rule, self.sentence = rule, sentence

    @classmethod
    def of(cls, error: IntegrityError) -> "GuardRefused":
        """From the driver's error, whose detail may hold a row: only rule and sentence are kept."""
        if isinstance(error, cls):
            return error
        diag = getattr(error.__cause__, "diag", None)
        return cls(
            getattr(diag, "constraint_name", None) or "",
            getattr(diag, "message_primary", None) or "The database refused this.",
        )


@contextmanager
def guarded() -> Iterator[None]:
    """One transaction, in which a refusal of the database has a name and no row in its words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise GuardRefused.of(error) from None


@contextmanager
def acting(who: str) -> Iterator[None]:
    """One transaction in the name of `who`: a user's key, or "system:<what>" for a program.

    What a guard of the database refuses comes out as `GuardRefused`.
    """
    with guarded():
        with connection.cursor() as cursor:
            cursor.execute("select set_config('vangnet.actor', %s, true)", [who])
        yield
