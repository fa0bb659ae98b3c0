"""Which protocol is in force, as the rules read it."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from vangnet.clinic.protocols.models import ProtocolVersion
from vangnet.clinic.registry.models import Unit
from vangnet.rules.protocol import Protocol


def in_force(*, unit: Unit, at: datetime) -> tuple[ProtocolVersion, Protocol] | None:
    """The version in force at `at` and its values, or None when nothing was signed by then.

    Its content stays in the database: `read` asks for that once.
    """
    version = (
        ProtocolVersion.objects.filter(unit=unit, in_force_from__lte=at)
        .defer("content")
        .order_by("-in_force_from")
        .first()
    )
    return None if version is None else (version, read(version))


def read(version: ProtocolVersion) -> Protocol:
    """The protocol of a signed version. A version never changes, so it is read once."""
    return _read(version.pk)


def read_key(key: str | None) -> Protocol | None:
    """The protocol of the signed version with this key."""
    return None if key is None else _read(UUID(key))


@lru_cache(maxsize=64)
def _read(key: UUID) -> Protocol:
    version = ProtocolVersion.objects.get(pk=key)
    protocol = Protocol.from_content(version.content)
    if protocol.version != version.version:
        raise ProtocolAltered(key)
    return protocol


class ProtocolAltered(Exception):
    """A stored protocol is not what was signed: its content has another hash."""

    def __init__(self, key: UUID) -> None:
        super().__init__(
            f"Protocol version {key} is not what was signed. Stop, and restore it from a backup."
        )
