"""The worked example of docs/import.md is run as it is printed."""

import re
import shlex
from pathlib import Path

import pytest

import vangnet
from vangnet.clinic.exchange.fhir import files, ndjson, photos, xml_text
from vangnet.clinic.exchange.fhir.finding import Fault, Finding
from vangnet.clinic.registry.person import RECORD_ID_SYSTEM

PAGE = Path(vangnet.__file__).parents[2] / "docs" / "import.md"
FILES = re.compile(r"```json file=(\S+)\n(.*?)```", re.DOTALL)
RUNS = re.compile(r"```console\n\$ vangnet import (.*?)\n(.*?)```", re.DOTALL)


@pytest.mark.usefixtures("unit")
def test_the_worked_example_prints_what_the_page_says(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    for name, content in FILES.findall(page):
        Path(name).write_text(content, encoding="utf-8")
    runs = RUNS.findall(page)
    assert len(runs) == 3
    for arguments, printed in runs:
        assert run(*shlex.split(arguments)) == (1, printed.splitlines())


def test_the_limits_on_the_page_are_the_limits_of_the_code():
    page = PAGE.read_text(encoding="utf-8")
    assert f"up to {ndjson.LINE_BYTES_MAX // 2**20} MiB a line" in page
    assert files.WHOLE_BYTES_MAX == xml_text.FILE_BYTES_MAX == 64 * 2**20
    assert page.count("up to 64 MiB)") == 2
    assert f"at most {photos.SIDE_PIXELS_MAX} pixels" in page


def test_the_lines_the_page_quotes_are_the_lines_that_are_printed():
    page = PAGE.read_text(encoding="utf-8")
    assert f"`FILE:LINE: incomplete: {Finding(Fault.BIRTH_DATE_NOT_KNOWN)}`" in page
    assert f"`FILE:LINE: warning: {Finding(Fault.LOOKS_LIKE, numbers='C-012')}`" in page
    assert f"`{RECORD_ID_SYSTEM}`" in page
