"""From referral to approval through the actions."""


def test_who_is_admitted_by_every_rung_can_be_dosed(world):
    patient = world.patient()
    visit = world.at_the_hatch(patient)
    dose = world.hand_over(visit)
    assert dose.allowed, dose.reasons
