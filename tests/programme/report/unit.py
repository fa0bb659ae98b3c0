"""A made-up unit in one week of March 2026, so small that every figure is counted on fingers.

A comes on the 2nd and the 3rd; B comes on the 2nd and stays away from then on; C blows over the
limit and goes; D was in HAT before anybody's visit was written down.
"""

from datetime import date, timedelta
from uuid import uuid4

from tests.factories.filling.emergency import end, log, start
from tests.factories.filling.incidents import told
from tests.factories.filling.report import set_to
from tests.factories.history import dose, over_the_limit
from tests.factories.world import NINE

from vangnet.clinic.consulting.ladder import actions, leaving
from vangnet.clinic.recovery.emergency.models import ActKind
from vangnet.rules.incidents import Grade, IncidentKind
from vangnet.rules.ladder import EpisodeEndReason, EpisodeFacts, Follows, Treatment

FIRST_ON, LAST_ON = date(2026, 1, 1), date(2026, 3, 8)
THE_2ND, THE_3RD, THE_4TH = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)

__all__ = ["FIRST_ON", "LAST_ON", "THE_2ND", "THE_3RD", "a_week", "set_to"]


def written(world):
    return {"by": world.staff["prescriber"], "at": world.now, "request_id": uuid4()}


def in_hat(world, patient, since):
    new = EpisodeFacts(treatment=Treatment.HAT, started_on=since)
    answer = actions.begin_episode(patient=patient, new=new, **written(world))
    assert answer.row, answer.reasons
    return patient


def leave(world, patient, ended_on, reason=EpisodeEndReason.DROPPED_OUT):
    new = leaving.NewExit(ended_on=ended_on, reason=reason, follows=Follows.METHADONE_HERE)
    answer = leaving.leave_treatment(patient=patient, new=new, **written(world))
    assert answer.row, answer.reasons


def a_week(world):
    """Lives the week; who is who. The clock stands on the 4th afterwards."""
    a, b, c, d = (world.patient() for _ in range(4))
    in_hat(world, a, THE_2ND)
    in_hat(world, b, THE_2ND)
    in_hat(world, d, date(2026, 1, 5))
    dose(world, a, "200")
    world.later(minutes=1)
    dose(world, b, "100", given_mg="80")
    over_the_limit(world, c)
    told(world, a, kind=IncidentKind.FALL, grade=Grade.PASSING_HARM)
    world.now = NINE + timedelta(days=1)
    dose(world, a, "200")
    emergency = start(world, a)
    log(world, emergency, ActKind.OXYGEN)
    end(world, emergency)
    world.now = NINE + timedelta(days=2)
    leave(world, b, THE_4TH)
    return {"a": a, "b": b, "c": c, "d": d}
