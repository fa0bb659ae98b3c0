"""The yearly report of a unit with 1,000 patients and ten years behind it: seconds and memory.

Beside it, in the same run, a plain reading: the same year's rows of the same tables, copied out
with nothing done to them. The ratio tells how much counting costs over reading.
"""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.ground import Ground

PATIENTS, YEARS = 1000, 10
LAST_ON = date(2025, 12, 31)
ROWS = Path(__file__).with_name("years.sql")
COPIED = (
    ("reception_visit", "id, patient_id, clinic_day, opened_at, closed_at", "clinic_day"),
    ("dispensary_handover", "id, visit_id, patient_id, clinic_day, drug, route, allowed, at",
     "clinic_day"),
    ("dispensary_breathtest", "id, visit_id, alcohol_ug_per_l, limit_ug_per_l, taken_at",
     "taken_at"),
    ("dispensary_use", "id, hand_over_id, given_mg, started_at, ended_at", "opened_at"),
)  # fmt: skip
# In a process of its own, so that its peak is its own. Its last line is JSON.
CHILD = """
import json, resource, sys
from time import perf_counter
from vangnet.keeping.prepare import begin_django
begin_django()
from django.utils import timezone
from vangnet.clinic.registry.models import Unit
from vangnet.programme.report.making import make, paper
unit = Unit.objects.get(code=sys.argv[1])
start = perf_counter()
report = make(unit, int(sys.argv[2]), public=True, at=timezone.now())
counted = perf_counter()
pdf = paper(report, language="en")
print(json.dumps({
    "read_and_count_s": counted - start, "page_s": perf_counter() - counted,
    "doses": report.year.doses, "starts": report.year.retention.starts,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


def measure(ground: Ground, *, patients: int = PATIENTS, years: int = YEARS) -> dict[str, Any]:
    """The last of everything on this ground: it leaves tables without guards behind."""
    filled = _fill(patients, years)
    empty, full = _report("bench"), _report("years")
    copied = _copied()
    whole = full["read_and_count_s"] + full["page_s"]
    return {
        "patients": patients, "years": years, "visits_in_all": filled["visits"],
        "filled_in_s": round(filled["seconds"], 1), "doses_of_the_year": full["doses"],
        "report_s": round(whole, 2), "of_this_the_page_s": round(full["page_s"], 2),
        "the_same_rows_copied_s": round(copied, 2), "times_the_copy": round(whole / copied, 2),
        "peak_mb": round(full["peak_mb"]),
        "peak_mb_of_a_unit_without_a_year": round(empty["peak_mb"]),
    }  # fmt: skip


def _fill(patients: int, years: int) -> dict[str, Any]:
    from django.db import connection, transaction
    from django.utils import timezone
    from tests.factories.world import SYSTEM, make_world

    make_world(code="years", now=timezone.now())
    first_on = date(LAST_ON.year - years + 1, 1, 1)
    settings = {"years.patients": patients, "years.first_on": first_on,
                "years.days": (LAST_ON - first_on).days + 1, "vangnet.actor": SYSTEM}  # fmt: skip
    start = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("select set_config(%s, %s, true)", [name, str(value)])
        cursor.execute(ROWS.read_text(encoding="utf-8"))
        cursor.execute("select count(*) from years_visits")
        visits = cursor.fetchone()[0]
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return {"seconds": perf_counter() - start, "visits": visits}


def _report(code: str) -> dict[str, Any]:
    answer = subprocess.run(
        [sys.executable, "-c", CHILD, code, str(LAST_ON.year)], capture_output=True, text=True,
        check=False, timeout=600, env={**os.environ},
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr[-800:]
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def _copied() -> float:
    """Seconds to copy the year's rows out, thrown away as they come."""
    from django.db import connection

    since, until = date(LAST_ON.year, 1, 1), LAST_ON + timedelta(days=1)
    connection.ensure_connection()
    start = perf_counter()
    for table, columns, day in COPIED:
        asked = (
            f"copy (select {columns} from {table} where unit_id = "
            "(select id from registry_unit where code = 'years') "
            f"and {day} >= '{since}' and {day} < '{until}') to stdout"
        )
        with connection.cursor() as cursor, cursor.cursor.copy(asked) as rows:
            for _piece in rows:
                pass
    return perf_counter() - start
