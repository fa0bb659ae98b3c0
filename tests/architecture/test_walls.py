"""The walls between rooms hold, and each contract is seen to fall when it is built through."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
# Contract name, file that breaks it, the import that does.
BREACHES = [
    ("Rules know no Django", "rules/amounts.py", "import django.db"),
    ("An outer room may know an inner one", "clinic/journal/actions.py",
     "import vangnet.clinic.board.apps"),
    ("Inside a room", "clinic/reception/models.py", "import vangnet.clinic.reception.actions"),
    ("Rooms reach the register's tables", "clinic/consulting/actions.py",
     "import vangnet.clinic.vault.models"),
    ("What a device sent", "clinic/devices/frames/plx.py", "import vangnet.clinic.devices.models"),
    ("The clinic runs without", "clinic/staff/models.py", "import vangnet.programme.charts"),
    ("In the programme", "programme/charts/__init__.py", "import vangnet.programme.report"),
    ("The policy wing knows the rules", "policy/tables.py", "import vangnet.programme.sources"),
    ("Neither the clinic nor the programme", "programme/sources.py", "import vangnet.policy.spec"),
    ("In the policy wing", "policy/spec.py", "import vangnet.policy.kernel"),
    ("Keeping starts the house", "keeping/place.py", "import vangnet.clinic.staff.models"),
]  # fmt: skip


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        LINT, cwd=folder, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
    )  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "locale")
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_every_wall_holds(copy: Path):
    answer = lint(copy)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(("contract", "file", "breach"), BREACHES)
def test_a_breach_is_seen(copy: Path, contract: str, file: str, breach: str):
    path = copy / "src" / "vangnet" / file
    path.write_text(path.read_text(encoding="utf-8") + f"\n{breach}\n", encoding="utf-8")
    answer = lint(copy)
    assert answer.returncode != 0
    broken = [line for line in answer.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(line.startswith(contract) for line in broken), answer.stdout


def test_every_contract_has_a_breach():
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    names = [
        line.partition("=")[2].strip() for line in text.splitlines() if line.startswith("name =")
    ]
    assert all(any(name.startswith(start) for start, _, _ in BREACHES) for name in names)
