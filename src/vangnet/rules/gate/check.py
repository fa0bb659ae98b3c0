"""The check before the dose: there, fresh, and nothing in it speaks against a dose."""

from collections.abc import Iterator

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import Facts
from vangnet.rules.limits import Limits


def refusals(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    check = facts.check
    if check is None:
        yield refuse(Reason.NO_CHECK)
        return
    if limits is not None:
        until = check.checked_at + limits.pre_dose_check_valid
        if facts.now > until:
            yield refuse(Reason.CHECK_EXPIRED, checked_at=check.checked_at, until_at=until)
    seen = (d for d in facts.doses if not d.taken_home)
    if any((d.ended_at or d.handed_over_at) >= check.checked_at for d in seen):
        yield refuse(Reason.CHECK_BEFORE_LAST_DOSE, checked_at=check.checked_at)
    if check.sedation_score is None or check.sedation_score < 0:
        yield refuse(Reason.SEDATION_NOT_ASSESSED)
    elif limits is not None and check.sedation_score > limits.sedation_score_max:
        yield refuse(
            Reason.TOO_SEDATED, score=check.sedation_score, score_max=limits.sedation_score_max
        )
    if check.asleep:
        yield refuse(Reason.ASLEEP)
    if check.intoxication_signs:
        yield refuse(Reason.INTOXICATION_SIGNS, signs=check.intoxication_signs)
