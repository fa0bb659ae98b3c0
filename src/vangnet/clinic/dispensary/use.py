"""The dose in the room: it starts, it ends, and every milligram of it is named."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.vault import actions as vault
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.visit import Stage


class AmountsDiffer(Exception):
    """Given, not used and spilt do not add up to the dose that was handed over."""

    def __init__(self, *, dose_mg: Decimal, named_mg: Decimal) -> None:
        super().__init__(f"{named_mg} mg are named of a dose of {dose_mg} mg.")
        self.dose_mg, self.named_mg = dose_mg, named_mg


class UseNotOpen(Exception):
    """The use has ended already with other amounts, or was given back without a start."""


class StartTooLate(Exception):
    """The dose lay too long after it was handed over. It goes back, all of it, and is not used."""

    def __init__(self, *, handed_over_at: datetime, until: datetime) -> None:
        super().__init__(f"Handed over at {handed_over_at}, to be started by {until}.")
        self.handed_over_at, self.until = handed_over_at, until


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """Where the dose went, in mg of its salt form."""

    given_mg: Decimal
    not_used_mg: Decimal = Decimal(0)
    spilt_mg: Decimal = Decimal(0)

    @property
    def total_mg(self) -> Decimal:
        return self.given_mg + self.not_used_mg + self.spilt_mg


def start_use(*, use: Use, by: User, at: datetime) -> Use:
    """The patient begins, while the dose is still fresh from the hatch. Twice is once."""
    by.must(Task.WATCH_USE)
    with acting(str(by.pk)):
        locked, visit = _lock(use)
        if locked.started_at is None and locked.ended_at is None:
            until = start_until(locked)
            if at > until:
                raise StartTooLate(handed_over_at=locked.opened_at, until=until)
            locked.started_at = at
            locked.save(update_fields=["started_at"])
            reception.move(visit, Stage.USING)
        return locked


def end_use(*, use: Use, amounts: Amounts, attempts: int, by: User, at: datetime) -> Use:
    """The dose is over: the clock of observation starts, and the register learns where it went."""
    by.must(Task.WATCH_USE)
    with acting(str(by.pk)):
        locked, visit = _lock(use)
        if amounts.total_mg != locked.dose_mg:
            raise AmountsDiffer(dose_mg=locked.dose_mg, named_mg=amounts.total_mg)
        if locked.ended_at is not None:
            if _ended_as(locked) != (amounts.given_mg, amounts.spilt_mg, attempts):
                raise UseNotOpen(locked.pk)
            return locked
        if locked.started_at is None and amounts.given_mg:
            raise UseNotOpen(locked.pk)
        _end(locked, amounts, attempts, by=by, at=at)
        reception.move(visit, Stage.RECOVERING)
        return locked


def start_until(use: Use) -> datetime:
    """Until when this dose may be started: as long as its own protocol says after hand-over."""
    dose = use.hand_over
    assert dose.protocol is not None, "an allowed dose has a protocol: hand_over_lacks_nothing"
    limits = protocols.read(dose.protocol).for_dose(
        Drug(dose.drug), SaltForm(dose.salt_form), Route(dose.route)
    )
    assert limits is not None, "the gate allowed it by these limits"
    return use.opened_at + limits.hand_over_valid


def _ended_as(use: Use) -> tuple[Decimal | None, Decimal | None, int | None]:
    return use.given_mg, use.spilt_mg, use.attempts


def _end(use: Use, amounts: Amounts, attempts: int, *, by: User, at: datetime) -> None:
    use.ended_at, use.ended_by, use.attempts = at, by, attempts
    use.given_mg, use.not_used_mg = amounts.given_mg, amounts.not_used_mg
    use.spilt_mg = amounts.spilt_mg
    use.save()
    container = use.hand_over.container
    assert container is not None
    vault.book_use(
        container, hand_over=use.hand_over_id, given_mg=amounts.given_mg,
        not_used_mg=amounts.not_used_mg, spilt_mg=amounts.spilt_mg, by=by, at=at,
    )  # fmt: skip


def _lock(use: Use) -> tuple[Use, Visit]:
    visit = Visit.objects.select_for_update(no_key=True).get(pk=use.visit_id)
    locked = (
        Use.objects.select_for_update(no_key=True, of=("self",))
        .select_related("hand_over__container__lot", "hand_over__protocol")
        .defer("hand_over__protocol__content")
        .get(pk=use.pk)
    )
    return locked, visit
