"""An answered alarm, somebody out of the room, and who left against advice and was reached."""

from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.recovery import actions, answering, following
from vangnet.clinic.recovery.models import FollowUp
from vangnet.clinic.registry.models import Patient
from vangnet.rules.alarms import AlarmKind
from vangnet.rules.watching import Sign


def fill(world: World, patient: Patient) -> None:
    nurse, prescriber = world.nurse, world.staff["prescriber"]
    visit = world.at_the_hatch(world.patient())
    world.use(world.hand_over(visit))
    visit.refresh_from_db()
    world.later(minutes=20).observe(visit, spo2_percent=76)
    answered = answering.answer(
        visit=visit, kind=AlarmKind.CALL_SIGN, what=Sign.OXYGEN, by=nurse, at=world.now
    )
    assert answered.answer, answered.alarm
    assert answering.see_gone(visit=visit, by=nurse, at=world.now)
    left = actions.leave_against_advice(
        visit=visit, owner=prescriber, reached_by=nurse, by=nurse, at=world.now
    )
    assert left.departure, left.decision.reasons
    follow_up = FollowUp.objects.get(departure=left.departure)
    assert following.keep_try(
        follow_up=follow_up, is_reached=True, words="made up", by=nurse, at=world.now,
        request_id=uuid4(),
    )  # fmt: skip
