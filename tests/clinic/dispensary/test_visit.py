"""One routine visit through the actions, from the door to the door."""

from vangnet.clinic.reception.models import Visit
from vangnet.clinic.vault import facts as vault
from vangnet.rules.visit import Stage


def test_a_routine_visit_goes_from_the_door_to_the_door(world):
    patient = world.patient()
    visit = world.at_the_hatch(patient)
    dose = world.hand_over(visit)
    assert dose.allowed, dose.reasons
    world.use(dose, given_mg="150")
    leaving = world.leave(visit)
    assert leaving.departure, leaving.decision
    assert Visit.objects.get(pk=visit.pk).stage == Stage.LEFT
    totals = vault.totals(world.unit)
    assert (totals["administered"], totals["residue"], totals["stock"]) == (150, 50, 19800)
