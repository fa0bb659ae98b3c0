"""What may be agreed between units: guest days, an order for them, a transfer. Pure.

Each question answers with every reason against. The guards of 0060_moving.sql say the same again.
All dates are clinic days; a stay's days both count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum, auto

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.limits import Limits, NoLimit

ONE_DAY = timedelta(days=1)


class Answer(StrEnum):
    """What became of a transfer before its day. Stored by value."""

    ACCEPTED = auto()
    DECLINED = auto()  # by the receiving unit
    TAKEN_BACK = auto()  # by the home


class MovingReason(StrEnum):
    """Why something between units was not written."""

    PATIENT_OF_ANOTHER_UNIT = auto()
    NOT_OF_EITHER_UNIT = auto()
    SAME_UNIT = auto()
    ANOTHER_COUNTRY = auto()
    DAYS_IN_THE_PAST = auto()
    ENDS_BEFORE_IT_STARTS = auto()
    DOSED_ON_THESE_DAYS = auto()
    GUEST_DAYS_OVERLAP = auto()
    TRANSFER_IS_OPEN = auto()
    NO_ORDER_ON_THESE_DAYS = auto()
    VISIT_IS_OPEN = auto()
    HAS_DIED = auto()
    NOBODY_ALIKE = auto()
    # Cutting short
    CUT_IS_NOT_SHORTER = auto()
    # A guest order
    GUEST_DAYS_ARE_OVER = auto()
    NOT_THE_GUEST_UNIT = auto()
    HOME_ORDER_MISSING = auto()
    ANOTHER_PRODUCT_THAN_HOME = auto()
    DOSE_ABOVE_HOME_ORDER = auto()
    DAY_ABOVE_HOME_ORDER = auto()
    DOSES_ABOVE_HOME_ORDER = auto()
    DAY_BELOW_ONE_DOSE = auto()
    PRODUCT_NOT_IN_OWN_PROTOCOL = auto()
    DOSE_ABOVE_OWN_PROTOCOL = auto()
    DAY_ABOVE_OWN_PROTOCOL = auto()
    DOSES_ABOVE_OWN_PROTOCOL = auto()
    # A transfer
    GUEST_DAYS_REACH_INTO_IT = auto()
    ANSWERED_ALREADY = auto()
    NOT_THE_RECEIVING_UNIT = auto()
    NOT_ACCEPTED = auto()
    TRANSFER_IS_UNDONE = auto()
    DAY_HAS_NOT_COME = auto()
    REFERRAL_IS_OPEN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """From one day to another, both in."""

    first_on: date
    last_on: date

    def meets(self, other: "Days") -> bool:
        return self.first_on <= other.last_on and other.first_on <= self.last_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What stands when something is asked for. `dosed_on`: days with a dose that the asking

    would give to another unit; the last is enough.
    """

    today: date  # of the asking unit
    is_of_unit: bool  # the signer works where the patient belongs
    to_own_unit: bool
    same_country: bool
    stays: Sequence[Days] = ()
    transfer_open: bool = False
    transfer_from: date | None = None  # of the transfer that is open
    ordered: Sequence[Days] = ()  # days of the orders that run
    last_dosed_on: date | None = None  # at any unit but the one asked for
    has_died: bool = False


def faults_of_guest_days(days: Days, now: Situation) -> tuple[MovingReason, ...]:
    """Every reason why another unit cannot give the doses on these days."""
    found = [*_between(now), *_days(days, now)]
    if any(days.meets(other) for other in now.stays):
        found.append(MovingReason.GUEST_DAYS_OVERLAP)
    if now.transfer_from is not None and now.transfer_from <= days.last_on:
        found.append(MovingReason.TRANSFER_IS_OPEN)
    if not any(
        one.first_on <= days.first_on and days.last_on <= one.last_on for one in now.ordered
    ):
        found.append(MovingReason.NO_ORDER_ON_THESE_DAYS)
    return tuple(found)


def faults_of_cut(
    days: Days, last_on: date, *, today: date, last_dosed_on: date | None, is_of_either: bool,
    has_died: bool = False,
) -> tuple[MovingReason, ...]:  # fmt: skip
    """Every reason why guest days cannot end on `last_on`. `last_dosed_on`: at the guest unit.

    The day before the first takes them back altogether. What is over stays as it was.
    """
    found = []
    if not is_of_either:
        found.append(MovingReason.NOT_OF_EITHER_UNIT)
    if has_died:
        found.append(MovingReason.HAS_DIED)
    if not days.first_on - ONE_DAY <= last_on < days.last_on:
        found.append(MovingReason.CUT_IS_NOT_SHORTER)
    if last_on < today - ONE_DAY:
        found.append(MovingReason.DAYS_IN_THE_PAST)
    if last_dosed_on is not None and last_dosed_on > last_on:
        found.append(MovingReason.DOSED_ON_THESE_DAYS)
    return tuple(found)


def earliest_last_day(days: Days, *, today: date, dosed_today: bool) -> date:
    """The earliest day that guest days can end on: no day may have doses of two units."""
    return max(days.first_on - ONE_DAY, today if dosed_today else today - ONE_DAY)


def faults_of_transfer(from_on: date, now: Situation) -> tuple[MovingReason, ...]:
    """Every reason why a person cannot go to another unit from that day on."""
    found = [*_between(now), *_days(Days(first_on=from_on, last_on=date.max), now)]
    if now.transfer_open:
        found.append(MovingReason.TRANSFER_IS_OPEN)
    if any(stay.last_on >= from_on for stay in now.stays):
        found.append(MovingReason.GUEST_DAYS_REACH_INTO_IT)
    return tuple(found)


def _between(now: Situation) -> Iterator[MovingReason]:
    if not now.is_of_unit:
        yield MovingReason.PATIENT_OF_ANOTHER_UNIT
    if now.to_own_unit:
        yield MovingReason.SAME_UNIT
    if not now.same_country:
        yield MovingReason.ANOTHER_COUNTRY
    if now.has_died:
        yield MovingReason.HAS_DIED


def _days(days: Days, now: Situation) -> Iterator[MovingReason]:
    if days.first_on < now.today:
        yield MovingReason.DAYS_IN_THE_PAST
    if days.last_on < days.first_on:
        yield MovingReason.ENDS_BEFORE_IT_STARTS
    if now.last_dosed_on is not None and now.last_dosed_on >= days.first_on:
        yield MovingReason.DOSED_ON_THESE_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """An order's product and amounts, in mg of its salt form. Of the home: its highest step."""

    drug: Drug
    salt_form: SaltForm
    route: Route
    dose_mg: Decimal
    doses_per_day: int
    day_mg: Decimal

    @property
    def product(self) -> tuple[Drug, SaltForm, Route]:
        return self.drug, self.salt_form, self.route


def faults_of_guest_order(
    wanted: Amounts, home: Amounts | None, limits: Limits | None, *, is_host: bool, is_over: bool,
    has_died: bool = False,
) -> tuple[MovingReason, ...]:  # fmt: skip
    """Every reason why a guest unit cannot order this: never above the home's, nor its own limits.

    `limits`: what the guest unit's own protocol says of the product; None: it does not have it.
    """
    found = []
    if not is_host:
        found.append(MovingReason.NOT_THE_GUEST_UNIT)
    if is_over:
        found.append(MovingReason.GUEST_DAYS_ARE_OVER)
    if has_died:
        found.append(MovingReason.HAS_DIED)
    if wanted.day_mg < wanted.dose_mg:
        found.append(MovingReason.DAY_BELOW_ONE_DOSE)
    return (*found, *_against_home(wanted, home), *_against_own(wanted, limits))


def _against_home(wanted: Amounts, home: Amounts | None) -> Iterator[MovingReason]:
    if home is None:
        yield MovingReason.HOME_ORDER_MISSING
        return
    if wanted.product != home.product:
        yield MovingReason.ANOTHER_PRODUCT_THAN_HOME
    if wanted.dose_mg > home.dose_mg:
        yield MovingReason.DOSE_ABOVE_HOME_ORDER
    if wanted.day_mg > home.day_mg:
        yield MovingReason.DAY_ABOVE_HOME_ORDER
    if wanted.doses_per_day > home.doses_per_day:
        yield MovingReason.DOSES_ABOVE_HOME_ORDER


def _against_own(wanted: Amounts, limits: Limits | None) -> Iterator[MovingReason]:
    if limits is None:
        yield MovingReason.PRODUCT_NOT_IN_OWN_PROTOCOL
        return
    if _above(wanted.dose_mg, limits.dose_mg_max):
        yield MovingReason.DOSE_ABOVE_OWN_PROTOCOL
    if _above(wanted.day_mg, limits.day_mg_max):
        yield MovingReason.DAY_ABOVE_OWN_PROTOCOL
    if _above(wanted.doses_per_day, limits.day_doses_max):
        yield MovingReason.DOSES_ABOVE_OWN_PROTOCOL


def _above(amount: Decimal | int, most: Decimal | int | NoLimit) -> bool:
    return not isinstance(most, NoLimit) and amount > most
