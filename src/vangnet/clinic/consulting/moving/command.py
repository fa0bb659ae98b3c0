"""`vangnet pseudonyms`: is somebody enrolled here enrolled with a partner as well?

Prints own patient numbers and whom to call; never a name, nor anything of the other record.
"""

import os
import sys
from pathlib import Path
from uuid import uuid4

import click
from django.utils import timezone

from vangnet.clinic.consulting.moving import key_file, partner_file, partners
from vangnet.clinic.consulting.moving.partner_file import OLDEST_DAYS, PartnerFileError
from vangnet.clinic.registry.choosing import unit_of
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.registry.pseudonym import key_id
from vangnet.keeping.trouble import TroubleError

NOTHING, MATCHES, BROKEN = 0, 3, 1
_KEY = click.option(
    "--key", "key_path", envvar=key_file.VARIABLE, metavar="FILE", required=True,
    type=click.Path(path_type=Path), help="The key that partners agreed on.", show_envvar=True,
)  # fmt: skip
_UNIT = click.option(
    "--unit", "code", metavar="CODE", help="The unit, when there is more than one."
)


@click.group()
def pseudonyms() -> None:
    """Look for people who are enrolled here and with a partner, without names or numbers."""


@pseudonyms.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
def key(path: Path) -> None:
    """Make a key and write it to FILE, which only you may read. Give it to partners in person."""
    made = key_file.make(path)
    click.echo(f"Key {key_id(made)} is in {path}.")


@pseudonyms.command()
@_KEY
@_UNIT
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
def export(key_path: Path, code: str | None, path: Path) -> None:
    """Write the keyed pseudonyms of those enrolled here to FILE, for one partner."""
    secret, unit = key_file.read(key_path), unit_of(code)
    if not unit.phone:
        raise TroubleError(
            f"Unit {unit.code} has no telephone number, and partners must be able to call.",
            way_out=f"Write it down: `vangnet pseudonyms phone --unit {unit.code} NUMBER`.",
        )
    today = clinic_day_of(unit, at=timezone.now())
    made = partners.for_partner(unit, key=secret, today=today)
    _write(path, partner_file.write(made, key=secret))
    click.echo(f"{path}: {len(made.pseudonyms)} pseudonyms with key {made.key_id}.")


@pseudonyms.command()
@_KEY
@_UNIT
@click.option(
    "--oldest-days", default=OLDEST_DAYS, show_default=True, type=click.IntRange(min=0),
    help="Refuse a file that is older.",
)  # fmt: skip
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
def check(key_path: Path, code: str | None, oldest_days: int, paths: tuple[Path, ...]) -> None:
    """Compare partners' files with those enrolled here.

    Exit code 0: no match. 3: possible matches. 1: a file or the key could not be used.
    """
    secret, unit = key_file.read(key_path), unit_of(code)
    ends = [_check(path, unit=unit, key=secret, oldest_days=oldest_days) for path in paths]
    sys.exit(BROKEN if BROKEN in ends else max(ends))


@pseudonyms.command()
@_UNIT
@click.argument("number")
def phone(code: str | None, number: str) -> None:
    """Write down the telephone number that partners and other units call."""
    unit = unit_of(code)
    if not 0 < len(number.strip()) <= partner_file.PHONE_LENGTH_MAX:
        raise click.BadParameter("a telephone number has 1 to 40 signs", param_hint="NUMBER")
    partners.set_phone(unit=unit, phone=number.strip())
    click.echo(f"{unit.name}: {unit.phone}")


def _check(path: Path, *, unit: Unit, key: bytes, oldest_days: int) -> int:
    now = timezone.now()
    try:
        text = path.read_text("utf-8")
        today = clinic_day_of(unit, at=now)
        file = partner_file.read(
            text, key=key, today=today, reader=str(unit.pk), oldest_days=oldest_days
        )
    except (OSError, UnicodeDecodeError):
        click.echo(f"{path}: this cannot be read as text. Ask your partner for a new one.")
        return BROKEN
    except PartnerFileError as error:
        where = f"{path}:{error.line}" if error.line else str(path)
        click.echo(f"{where}: {error.fault}. {error.do}")
        return BROKEN
    kept = partners.check_partner(
        unit=unit, file=file, key=key, by=None, at=now, request_id=uuid4()
    )
    rows = kept.matches.select_related("patient").order_by("patient__number")
    for row in rows:
        click.echo(f"{row.patient.number}: possible match: call {kept.partner} ({kept.phone})")
    if not rows:
        click.echo(f"{path}: no match among {kept.compared} enrolled here.")
    return MATCHES if rows else NOTHING


def _write(path: Path, text: str) -> None:
    """A new file for its owner alone; an old one is replaced as a whole or not at all."""
    beside = path.with_name(path.name + ".new")
    try:
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
    except OSError as error:
        raise TroubleError(
            f"{path} cannot be written: {error.strerror}.", way_out="Choose another folder."
        ) from None
