"""Two imports of one file at once, as two programs with the server's own rights, are one import."""

import os
import subprocess
import sys

import pytest
from tests.clinic.exchange.records import CLINIC, lines, patient

from vangnet.keeping import embedded

pytestmark = pytest.mark.slow
PEOPLE = 30
MAKE_UNIT = """
from vangnet.keeping.prepare import begin_django
begin_django()
from tests.clinic.exchange.conftest import make_unit
make_unit()
"""
COUNT = "select count(*), count(distinct number), min(number), max(number) from registry_patient"


@pytest.fixture
def program(tmp_path):
    """Starts a program in a home of its own, with the rights the server has."""
    home = tmp_path / "home"
    surroundings = {**os.environ, "VANGNET_HOME": str(home), "VANGNET_REHEARSAL": ""}
    surroundings.pop("VANGNET_AS_OWNER", None)

    def start(*words):
        return subprocess.Popen(
            [sys.executable, *words],
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    tmp_path.parent.chmod(0o711)
    tmp_path.chmod(0o711)
    embedded.start(home, durable=False)
    for words in (("-m", "vangnet.cli", "migrate"), ("-c", MAKE_UNIT)):
        _, complaint = start(*words).communicate(timeout=120)
        assert complaint == "" or "Traceback" not in complaint, complaint
    yield start
    embedded.stop(home)


def test_two_imports_of_one_file_at_once_give_one_patient_each(program, tmp_path):
    path = tmp_path / "people.ndjson"
    people = [
        patient(id=str(n), identifier=[{"system": CLINIC, "value": f"P-{n}"}])
        for n in range(PEOPLE)
    ]
    path.write_text(lines(*people))
    both = [program("-m", "vangnet.cli", "import", str(path)) for _ in range(2)]
    said = [one.communicate(timeout=120)[0].splitlines()[-1] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    new = [int(line.split()[1].rstrip(",")) for line in said]
    unchanged = [int(line.split()[5].rstrip(",")) for line in said]
    assert sum(new) == PEOPLE
    assert sum(unchanged) == PEOPLE
    with embedded.of(tmp_path / "home").connect("vangnet") as connection:
        (counted,) = connection.execute(COUNT).fetchall()
    assert counted == (PEOPLE, PEOPLE, "C-001", f"C-{PEOPLE:03d}")
