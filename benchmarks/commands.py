"""The two long commands, timed whole: a made-up day, and verify over everything written so far."""

import json
import subprocess
import sys
from time import perf_counter
from typing import Any

PATIENTS = 40


def made_up_day() -> dict[str, Any]:
    """Patient-days a minute of `vangnet day`, its scratch database and start included."""
    start = perf_counter()
    day = _run("day", "--patients", str(PATIENTS), "--seed", "7", "--json")
    seconds = perf_counter() - start
    assert day["balanced"], day
    return {
        "patients": PATIENTS,
        "doses": day["doses"],
        "seconds": round(seconds, 1),
        "patient_days_per_minute": round(PATIENTS / seconds * 60, 1),
    }


def verify() -> dict[str, Any]:
    """Leaves a second that `vangnet verify` reads and hashes, by its own watch."""
    checks = {check["name"]: check for check in _run("verify", "--json")["checks"]}
    leaves = checks["journal"]
    assert not any(check["found"] for check in checks.values()), checks
    return {
        "leaves": leaves["looked_at"],
        "leaves_per_s": round(leaves["looked_at"] / leaves["seconds"]),
        "decisions": checks["decisions"]["looked_at"],
        "decisions_per_s": round(checks["decisions"]["looked_at"] / checks["decisions"]["seconds"]),
    }


def _run(*words: str) -> dict[str, Any]:
    answer = subprocess.run(
        [sys.executable, "-m", "vangnet.cli", *words],
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stdout[-500:] + answer.stderr[-500:]
    found: dict[str, Any] = json.loads(answer.stdout)
    return found
