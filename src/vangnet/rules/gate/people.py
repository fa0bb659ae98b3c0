"""Who hands over, and who witnesses: two people, both allowed, the witness signed in there."""

from collections.abc import Iterator

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import Facts


def refusals(facts: Facts) -> Iterator[Refusal]:
    staff = facts.staff
    if staff is None or not staff.giver_key:
        yield refuse(Reason.NO_GIVER)
    elif not staff.giver_may_give:
        yield refuse(Reason.GIVER_NOT_ALLOWED)
    if staff is None or not staff.witness_key:
        yield refuse(Reason.NO_WITNESS)
        return
    if staff.witness_key == staff.giver_key:
        yield refuse(Reason.WITNESS_IS_GIVER)
    if not staff.witness_may_witness:
        yield refuse(Reason.WITNESS_NOT_ALLOWED)
    if not staff.witness_authenticated:
        yield refuse(Reason.WITNESS_NOT_AUTHENTICATED)
