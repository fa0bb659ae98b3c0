"""A unit with people in its rooms after their dose, each with signs: what a board has to show."""

from dataclasses import replace
from datetime import timedelta

from benchmarks.ground import Ground

ROOMS = 8
LOOKS = (2, 5, 8, 11, 14)  # minutes after the dose


def fill(ground: Ground) -> Ground:
    """A second unit on this ground: in every room somebody who is looked at. Its nurse reads."""
    from django.utils import timezone
    from tests.factories.world import make_world

    start = timezone.now() - timedelta(minutes=20)
    world = make_world(code="board", now=start - timedelta(minutes=1))
    for number in range(ROOMS):
        world.now = start
        visit = world.at_the_hatch(world.patient())
        world.use(world.hand_over(visit))
        for minute in LOOKS:
            world.now = start + timedelta(minutes=5 + minute)
            world.observe(visit, spo2_percent=96 - number, breaths_per_minute=12)
    return replace(ground, unit=str(world.unit.pk), nurse=str(world.nurse.pk))
