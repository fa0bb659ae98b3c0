"""Two prescribers at once: what one just did, the other's answer knows."""

from tests.clinic.consulting.ladder.people import TODAY, begin, facts, in_hat, leave
from tests.clinic.parallel import at_once

from vangnet.clinic.consulting.ladder.facts import episodes_of, exits_of, open_orders
from vangnet.clinic.journal.actions import GuardRefused
from vangnet.rules.ladder import LadderReason, Treatment


def test_the_same_treatment_begun_twice_at_once_is_begun_once(open_world):
    patient = open_world.patient()
    new = facts(Treatment.METHADONE, TODAY)
    answers = at_once([lambda: begin(open_world, patient, new)] * 3)
    assert sum(answer.row is not None for answer in answers) == 1
    refused = {answer.reasons for answer in answers if answer.row is None}
    assert refused == {(LadderReason.SAME_TREATMENT_TWICE,)}
    assert len(episodes_of(patient)) == 1


def test_two_exits_at_once_are_one(open_world):
    patient = in_hat(open_world)
    answers = at_once([lambda: leave(open_world, patient)] * 3)
    assert sum(answer.row is not None for answer in answers) == 1
    assert all(
        LadderReason.NO_HAT_TO_LEAVE in answer.reasons for answer in answers if answer.row is None
    )
    assert exits_of(patient).count() == 1


def test_an_order_signed_while_someone_leaves_is_stopped_or_refused(open_world):
    for _ in range(3):
        patient = in_hat(open_world)

        def sign(patient=patient):
            try:
                return open_world.order(patient)
            except GuardRefused as refused:
                return refused.rule

        answers = at_once([lambda patient=patient: leave(open_world, patient).row, sign])
        assert answers[0] is not None
        assert not open_orders(patient, on=TODAY, only_hat=True).exists()
        if isinstance(answers[1], str):
            assert answers[1] == "hat_after_an_exit_needs_an_approval"
