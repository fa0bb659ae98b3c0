"""What the gate is told: one patient at the hatch, at one moment.

The gate looks nothing up. `None` always means "not known" or "not there", and stops the dose.
All instants are aware datetimes in UTC; all dates are clinic days of the unit.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.check_keys import CheckKind
from vangnet.rules.readiness_facts import ReadinessFacts


class BreathUnit(StrEnum):
    """What a breath tester prints. UCUM where it has a code; per mille is of blood."""

    MICROGRAM_PER_LITRE = "ug/L"
    MILLIGRAM_PER_LITRE = "mg/L"
    PER_MILLE = "[ppth]"


class HoldKind(StrEnum):
    """Why a patient's doses wait. A soft one asks for a look, and stops the dose like any other."""

    SOFT = "soft"
    HARD = "hard"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """The open visit of today."""

    opened_at: datetime
    identifiers: tuple[str, ...]  # what was confirmed: "photo", "birth_date", "card", "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFacts:
    """Permission to be treated. Both dates count as valid days."""

    valid_from: date
    valid_until: date | None
    ended_on: date | None
    review_due_on: date | None = None  # somebody looks again by then; None: nobody is asked to


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """The prescriber's signed order that nothing supersedes. Both dates count as valid days.

    The amounts are what it says on the clinic day: those of its step, where it has steps.
    """

    drug: Drug
    salt_form: SaltForm
    route: Route
    dose_mg: Decimal
    doses_per_day: int
    day_mg: Decimal
    valid_from: date
    valid_until: date | None
    stopped_at: datetime | None
    signed_at: datetime
    prescriber_may_prescribe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BreathTestFacts:
    """The latest breath test of this visit, corrections applied."""

    taken_at: datetime
    reading: Decimal
    unit: BreathUnit
    device_serial: str
    device_calibrated_on: date | None
    device_calibration_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreDoseCheckFacts:
    """The latest check before the dose of this visit, corrections applied."""

    checked_at: datetime
    sedation_score: int | None
    asleep: bool
    intoxication_signs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseFacts:
    """A dose handed over before, at any unit and by any route."""

    clinic_day: date
    drug: Drug
    salt_form: SaltForm
    route: Route
    handed_over_at: datetime
    ended_at: datetime | None
    ordered_mg: Decimal  # what the order said that day, whatever was asked for
    handed_mg: Decimal
    given_mg: Decimal | None  # None while the dose is open: then all of it counts
    taken_home: bool = False  # handed over as a bottle for its day; what came back is not given


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyDayFacts:
    """One day of a supply to take home: what the order says on that day."""

    day: date
    dose_mg: Decimal
    doses_per_day: int
    order_is_valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldFacts:
    """A hold in force."""

    kind: HoldKind
    reason: str
    placed_at: datetime
    owner_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFacts:
    """The room this visit has been given."""

    number: str
    in_service: bool
    occupied_by_another: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffFacts:
    """Who hands over and who witnesses. Keys are opaque; names are for the sentence only."""

    giver_key: str
    giver_may_give: bool
    witness_key: str | None
    witness_may_witness: bool
    witness_authenticated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerFacts:
    """The container the dose is to be drawn from."""

    code: str
    drug: Drug
    salt_form: SaltForm
    routes: tuple[Route, ...]
    usable_until: datetime | None
    in_use: bool  # open for dispensing: not quarantined, not emptied
    in_stock_mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class KitFacts:
    """The sterile kit that goes with the dose."""

    code: str
    route: Route
    expires_on: date
    already_issued: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFacts:
    """The last health check of one kind, corrections applied."""

    kind: CheckKind
    last_on: date | None = None
    own_months: int | None = None  # the person's own, denser plan


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestOrderFacts:
    """What a guest unit's prescriber signed for the days a patient is its guest."""

    drug: Drug
    salt_form: SaltForm
    route: Route
    dose_mg: Decimal
    doses_per_day: int
    day_mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """Which unit gives this person's doses today, seen from the unit that is asked.

    Units are told by their names, for the sentence.
    """

    is_home: bool  # the patient belongs to the unit that is asked
    home: str
    is_guest_here: bool = False  # today is one of the days signed for this unit
    guest_at: str | None = None  # the other unit that today is signed for
    guest_until: date | None = None  # last of those days, here or there
    moved_to: str | None = None  # the unit that an accepted transfer goes to, from its day on
    moved_on: date | None = None
    dosed_at: str | None = None  # another unit that handed over a dose this clinic day
    guest_order: GuestOrderFacts | None = None  # of the drug that is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the gate weighs. `staff`, `container` and `kit` are None on a first look,

    before anyone has signed: the page then asks with `look_only=True`, and the gate leaves out
    the reasons that only the signatures and scans can answer. A hand-over never looks only.
    """

    now: datetime
    clinic_day: date
    look_only: bool
    drug: Drug
    salt_form: SaltForm
    route: Route
    dose_mg: Decimal
    visit: VisitFacts | None
    approval: ApprovalFacts | None
    order: OrderFacts | None
    breath_test: BreathTestFacts | None
    breath_tests_over_limit_at: tuple[datetime, ...]  # earlier tests of this visit, for the retest
    check: PreDoseCheckFacts | None
    doses: tuple[DoseFacts, ...]  # of every drug, of `doses_since` until now, oldest first
    doses_since: date  # of the drug asked for: the gate refuses when it needs to look further back
    last_dose_day: date | None  # last clinic day with a dose of that drug; None: none ever
    restart_signed_at: datetime | None  # a prescriber's restart of that drug after a gap
    restart_day: date | None = None  # the unit's clinic day of that restart
    register_closed: bool = False  # the register of this clinic day, or of a later one, is closed
    clock_skew_seconds: int | None  # this machine against the database's clock
    holds: tuple[HoldFacts, ...]
    opioids_locked_since: datetime | None
    room: RoomFacts | None
    staff: StaffFacts | None
    container: ContainerFacts | None
    kit: KitFacts | None
    checks: tuple[CheckFacts, ...] = ()
    checks_since: date | None = None  # the person's first day; None: asked before checks counted
    orders_beside: tuple[Drug, ...] = ()  # drugs of the patient's other orders in force today
    supply: tuple[SupplyDayFacts, ...] = ()  # asked to take home: `dose_mg` is then all of it
    home_ahead: tuple[date, ...] = ()  # days after today this drug was taken home for already
    place: PlaceFacts | None = None  # None: asked before it counted at which unit
    readiness: ReadinessFacts | None = None  # None: asked before it counted whether a unit is ready
