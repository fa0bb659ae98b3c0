"""The commands of docs/moving.md are run as they are printed."""

import re
import secrets
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import timezone

import vangnet
from vangnet.clinic.consulting.moving import partner_file
from vangnet.clinic.consulting.moving.command import pseudonyms as command
from vangnet.clinic.consulting.moving.partner_file import OLDEST_DAYS, PartnerFile
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.matching import people
from vangnet.clinic.registry.pseudonym import key_id, pseudonyms

PAGE = Path(vangnet.__file__).parents[2] / "docs" / "moving.md"
KEY = bytes(range(32))


@pytest.fixture
def partners_file(world, tmp_path):
    """What the partner of the page sent: one of ours, whose name they wrote in capitals."""
    (ours,) = people([world.patient().pk]).values()
    theirs = replace(ours, family_name=ours.family_name.upper(), identifiers=())
    file = PartnerFile(
        unit="West", made_by="west", phone="020 7654321", key_id=key_id(KEY),
        made_on=timezone.now().date(), pseudonyms=pseudonyms(theirs, key=KEY),
    )  # fmt: skip
    (tmp_path / "west.pseudonyms").write_text(partner_file.write(file, key=KEY), "utf-8")


def test_the_commands_print_what_the_page_says(world, partners_file, settle, tmp_path, monkeypatch):
    settle()
    with acting("system:test"):
        world.unit.name = "East"
        world.unit.save(update_fields=["name"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(secrets, "token_bytes", lambda length: KEY[:length])
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    runs = re.findall(r"^\$ vangnet pseudonyms (.*)\n([^$]*)", "".join(blocks), re.MULTILINE)
    assert len(runs) == 4
    for arguments, printed in runs:
        assert CliRunner().invoke(command, shlex.split(arguments)).output == printed


def test_the_days_on_the_page_are_those_of_the_code():
    page = PAGE.read_text("utf-8")
    assert f"than {OLDEST_DAYS} days is refused" in " ".join(page.split())
