"""How often, by route and month: on the page, on the terminal, and in words to learn from."""

import json
import re
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from tests.factories.filling.incidents import lesson, told
from tests.factories.gaps import sign_values
from tests.factories.history import dose as whole_visit

from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.recovery.incidents import facts, reading
from vangnet.clinic.recovery.incidents.chart import chart, top_of
from vangnet.clinic.recovery.incidents.command import incidents as command
from vangnet.keeping.trouble import TroubleError
from vangnet.rules.incidents import Grade, IncidentKind, rate

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def lived(world):
    """Two doses in March and one in April; one incident with a dose and one without."""
    patient = world.patient()
    whole_visit(world, patient, "200")
    given = HandOver.objects.get(patient=patient, allowed=True)
    told(world, patient, dose=given, visit=given.visit, kind=IncidentKind.OVERDOSE,
         grade=Grade.SERIOUS_HARM)  # fmt: skip
    told(world)
    world.now = datetime(2026, 3, 3, 9, tzinfo=UTC)
    whole_visit(world, patient, "200")
    world.order(patient, is_restart=True)
    world.now = datetime(2026, 4, 6, 8, tzinfo=UTC)
    world.order(patient, is_restart=True)
    whole_visit(world, patient, "200")
    return world


def test_incidents_are_counted_against_the_doses_of_their_route_and_month(lived):
    found = facts.rates(lived.unit, months=(MARCH, APRIL))
    assert found.routes == (facts.ALL, "intravenous")
    told_as = {key: (one.count, one.doses) for key, one in found.cells.items()}
    assert told_as == {
        ("", MARCH): (2, 2), ("", APRIL): (0, 1),
        ("intravenous", MARCH): (1, 2), ("intravenous", APRIL): (0, 1),
    }  # fmt: skip
    assert (found.whole[""].count, found.whole[""].doses) == (2, 3)
    only = facts.rates(lived.unit, months=(MARCH,), kind=IncidentKind.OVERDOSE)
    assert only.whole[""].count == 1


def test_an_hour_after_midnight_is_of_the_clinic_day_before(world):
    world.now = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)  # 01:30 on 1 April by the wall
    told(world)
    assert facts.rates(world.unit, months=(MARCH, APRIL)).cells[("", MARCH)].count == 1


def test_months_follow_each_other_over_the_year():
    assert facts.months_between(date(2025, 11, 20), date(2026, 2, 3)) == (
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1),
    )  # fmt: skip
    assert len(reading.last_months(date(2026, 3, 31))) == 12
    assert reading.last_months(date(2026, 3, 31))[0] == date(2025, 4, 1)


def test_the_terminal_tells_the_same(lived):
    asked = ["rates", "--from", "2026-03", "--to", "2026-04"]
    plain = CliRunner().invoke(command, asked, catch_exceptions=False)
    assert "intravenous     2026-03           1        2      500.0  12.7 to 2785.8" in plain.output
    printed = json.loads(CliRunner().invoke(command, [*asked, "--json"]).output)
    assert printed[0] == {
        "route": "all", "month": "2026-03", "incidents": 2, "doses": 2, "per_1000": "1000.0",
        "low": "121.1", "high": "3612.3",
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [
    ["--from", "March"], ["--from", "2026-04", "--to", "2026-03"], ["--from", "1990-01"],
])  # fmt: skip
def test_the_terminal_says_what_it_cannot_do(world, wrong):
    with pytest.raises(TroubleError):
        CliRunner().invoke(command, ["rates", *wrong], catch_exceptions=False)


def test_the_terminal_names_the_units_there_are(world):
    answer = CliRunner().invoke(command, ["rates", "--unit", "nowhere"])
    assert answer.exit_code == 2
    assert "name one of: west" in answer.output


def test_the_drawing_has_a_dot_a_month_with_doses_and_no_script():
    cells = [("Jan", rate(1, 400)), ("Feb", rate(0, 0)), ("Mar", rate(0, 300))]
    drawn = str(chart(cells, label="made up", top=top_of([one for _name, one in cells])))
    assert drawn.count("<circle") == 2
    assert "script" not in drawn
    assert "style=" not in drawn
    places = [float(one) for one in re.findall(r'c[xy]="([\d.]+)%"', drawn)]
    assert all(0 <= place <= 100 for place in places)


@pytest.mark.parametrize(("rates", "top"), [
    ([], 4), ([rate(0, 0)], 4), ([rate(0, 1000)], 4), ([rate(2, 1000)], 8),
    ([rate(9, 1)], 20_000), ([rate(1, 1000), rate(40, 1000)], 80),
])  # fmt: skip
def test_the_axis_reaches_over_every_dot(rates, top):
    assert top_of(rates) == top


def test_what_is_learnt_tells_no_small_cell_and_nobody(world):
    for _n in range(3):
        told(world, world.patient(), kind=IncidentKind.AGGRESSION)
    for kind in (IncidentKind.FALL, IncidentKind.SEIZURE):
        lesson(world, told(world, world.patient(), kind=kind), f"About {kind}.")
    found = reading.learning(world.unit, months=(MARCH,), at=world.now)
    counts = {str(word): count for word, count in found.kinds}
    assert found.total == 5
    assert counts["Fall"] is None
    assert counts["Seizure"] is None
    assert counts["Aggression"] is None, "5 less 3 would tell the two apart from none"
    assert [(str(title), said) for title, said in found.lessons] == [
        ("Several kinds", ["About fall.", "About seizure."])
    ]


def test_nothing_is_told_before_it_is_signed_how_few_may_be(world):
    sign_values(world.later(minutes=1), {}, learning_cell_fewest=None)
    assert reading.learning(world.unit, months=(MARCH,), at=world.now) is None
