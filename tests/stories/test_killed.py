"""kill -9 in the middle of 1,000 hand-overs: what was acknowledged is there, and only once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("what", ["server", "database"])
def test_what_was_acknowledged_survives_and_nothing_is_twice(what):
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("VANGNET_")}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.stories.killing", what],
        cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=290, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["before"] < 1000, "the kill came after the work was done"
    assert found["pressed_again"] > 0, "nobody noticed the kill"
    assert found["lost"] == 0
    assert found["wrong"] == []
    assert found["balanced"]
    assert found["acknowledged"] == found["kept"] == found["people"] == found["uses"] == 1000
    assert found["in_use_mg"] in {"200000", "2E+5"}
