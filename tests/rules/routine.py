"""A routine visit for the tests of the rules. Its numbers are for tests only."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.country import FOLDER
from vangnet.rules.facts import (
    ApprovalFacts,
    BreathTestFacts,
    BreathUnit,
    ContainerFacts,
    DoseFacts,
    Facts,
    KitFacts,
    OrderFacts,
    PreDoseCheckFacts,
    RoomFacts,
    StaffFacts,
    VisitFacts,
)
from vangnet.rules.protocol import Protocol, Site, load_country, load_site, resolve

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = date(2026, 3, 2)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
A_TICK = timedelta(microseconds=1)
MG = Decimal("0.001")


@cache
def site(country: str = "nl") -> Site:
    return load_site(FOLDER / "demonstration" / f"{country}.toml")


@cache
def protocol(country: str = "nl") -> Protocol:
    return resolve(load_country(country), site(country), on=TODAY)


DOSE = DoseFacts(
    clinic_day=TODAY,
    drug=Drug.DIAMORPHINE,
    salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE,
    route=Route.INTRAVENOUS,
    handed_over_at=NOON - 4 * HOUR,
    ended_at=NOON - 4 * HOUR + 10 * MINUTE,
    ordered_mg=Decimal(200),
    handed_mg=Decimal(200),
    given_mg=Decimal(200),
)
YESTERDAYS = DoseFacts(
    clinic_day=TODAY - DAY,
    drug=Drug.DIAMORPHINE,
    salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE,
    route=Route.INTRAVENOUS,
    handed_over_at=NOON - DAY,
    ended_at=NOON - DAY + 10 * MINUTE,
    ordered_mg=Decimal(200),
    handed_mg=Decimal(200),
    given_mg=Decimal(200),
)
VISIT = VisitFacts(opened_at=NOON - HOUR, identifiers=("photo", "birth_date"))
APPROVAL = ApprovalFacts(valid_from=date(2025, 6, 1), valid_until=date(2026, 5, 31), ended_on=None)
ORDER = OrderFacts(
    drug=Drug.DIAMORPHINE,
    salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE,
    route=Route.INTRAVENOUS,
    dose_mg=Decimal(300),
    doses_per_day=3,
    day_mg=Decimal(900),
    valid_from=date(2026, 2, 1),
    valid_until=date(2026, 3, 31),
    stopped_at=None,
    signed_at=NOON - 29 * DAY,
    prescriber_may_prescribe=True,
)
BREATH_TEST = BreathTestFacts(
    taken_at=NOON - 10 * MINUTE,
    reading=Decimal("0"),
    unit=BreathUnit.MICROGRAM_PER_LITRE,
    device_serial="BT-1",
    device_calibrated_on=date(2026, 1, 1),
    device_calibration_due_on=date(2026, 7, 1),
)
CHECK = PreDoseCheckFacts(
    checked_at=NOON - 5 * MINUTE, sedation_score=0, asleep=False, intoxication_signs=()
)
STAFF = StaffFacts(
    giver_key="giver",
    giver_may_give=True,
    witness_key="witness",
    witness_may_witness=True,
    witness_authenticated=True,
)
CONTAINER = ContainerFacts(
    code="C-1",
    drug=Drug.DIAMORPHINE,
    salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE,
    routes=(Route.INTRAVENOUS,),
    usable_until=NOON + DAY,
    in_use=True,
    in_stock_mg=Decimal(5000),
)
KIT = KitFacts(
    code="K-1", route=Route.INTRAVENOUS, expires_on=date(2027, 1, 1), already_issued=False
)
ROUTINE = Facts(
    now=NOON,
    clinic_day=TODAY,
    look_only=False,
    drug=Drug.DIAMORPHINE,
    salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE,
    route=Route.INTRAVENOUS,
    dose_mg=Decimal(200),
    visit=VISIT,
    approval=APPROVAL,
    order=ORDER,
    breath_test=BREATH_TEST,
    breath_tests_over_limit_at=(),
    check=CHECK,
    doses=(YESTERDAYS, DOSE),
    doses_since=TODAY - 10 * DAY,
    last_dose_day=TODAY,
    restart_signed_at=None,
    clock_skew_seconds=0,
    holds=(),
    opioids_locked_since=None,
    room=RoomFacts(number="3", in_service=True, occupied_by_another=False),
    staff=STAFF,
    container=CONTAINER,
    kit=KIT,
)
