"""One thing wrong at a time, and the one reason it must give. Shared by the tests of the gate."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.rules.place_rows import PLACES, PLACES_AT_THE_LIMIT
from tests.rules.readiness_rows import UNITS, UNITS_AT_THE_LIMIT
from tests.rules.routine import (
    A_TICK,
    APPROVAL,
    BREATH_TEST,
    CHECK,
    CONTAINER,
    DAY,
    DOSE,
    HOUR,
    KIT,
    MG,
    MINUTE,
    NOON,
    ORDER,
    ROUTINE,
    STAFF,
    TODAY,
    VISIT,
    YESTERDAYS,
)

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.check_keys import CheckKind
from vangnet.rules.decision import Reason
from vangnet.rules.facts import (
    BreathUnit,
    CheckFacts,
    Facts,
    HoldFacts,
    HoldKind,
    RoomFacts,
)

BASE, ANHYDROUS = SaltForm.BASE, SaltForm.HYDROCHLORIDE_ANHYDROUS
ORAL = Route.ORAL


def facts(**changes: object) -> Facts:
    return replace(ROUTINE, **changes)


def doses(**changes: object) -> dict[str, object]:
    """The dose of this morning, changed."""
    return {"doses": (YESTERDAYS, replace(DOSE, **changes))}


def hold(kind: HoldKind) -> HoldFacts:
    return HoldFacts(kind=kind, reason="blood test", placed_at=NOON - DAY, owner_name="Dr Vos")


def only(*, on: date, **changes: object) -> dict[str, object]:
    """Nothing but one earlier dose, on that day."""
    back = TODAY - on
    one = replace(
        YESTERDAYS,
        clinic_day=on,
        handed_over_at=NOON - back,
        ended_at=NOON - back + 10 * MINUTE,
        **changes,
    )
    return {"doses": (one,), "last_dose_day": on, "doses_since": on}


def hepatitis_c(last_on: date | None, **changes: object) -> dict[str, object]:
    """The made-up unit waits 6 months and then 90 days for this one."""
    one = CheckFacts(kind=CheckKind.HEPATITIS_C, last_on=last_on, **changes)
    return {"checks": (one,), "checks_since": TODAY}


EARLIER_TODAY = replace(
    DOSE, handed_over_at=NOON - 8 * HOUR, ended_at=NOON - 8 * HOUR + 10 * MINUTE
)
LAST_YESTERDAY: dict[str, object] = {"last_dose_day": YESTERDAYS.clinic_day}  # of this drug
A_TEST_OF_THE_DRUG = "not-diamorphine"  # only one drug is known: another can only be a stranger

ONE_THING_WRONG: list[tuple[dict[str, object], Reason]] = [
    ({"visit": replace(VISIT, identifiers=("photo",))}, Reason.IDENTITY_NOT_CONFIRMED),
    ({"visit": replace(VISIT, identifiers=("photo", "photo"))}, Reason.IDENTITY_NOT_CONFIRMED),
    ({"approval": None}, Reason.NO_APPROVAL),
    ({"approval": replace(APPROVAL, valid_from=TODAY + DAY)}, Reason.APPROVAL_NOT_YET_VALID),
    ({"approval": replace(APPROVAL, valid_until=None)}, Reason.APPROVAL_END_NOT_KNOWN),
    ({"approval": replace(APPROVAL, valid_until=TODAY - DAY)}, Reason.APPROVAL_EXPIRED),
    ({"approval": replace(APPROVAL, ended_on=TODAY)}, Reason.APPROVAL_ENDED),
    ({"approval": replace(APPROVAL, valid_from=date(2025, 3, 1))}, Reason.APPROVAL_TOO_OLD),
    (
        {"approval": replace(APPROVAL, review_due_on=TODAY - DAY)},
        Reason.APPROVAL_REVIEW_OVERDUE,
    ),
    *PLACES,
    *UNITS,
    ({"order": None}, Reason.NO_ORDER),
    ({"order": replace(ORDER, valid_from=TODAY + DAY)}, Reason.ORDER_NOT_YET_VALID),
    ({"order": replace(ORDER, valid_until=None)}, Reason.ORDER_END_NOT_KNOWN),
    ({"order": replace(ORDER, valid_until=TODAY - DAY)}, Reason.ORDER_EXPIRED),
    ({"order": replace(ORDER, stopped_at=NOON)}, Reason.ORDER_STOPPED),
    ({"order": replace(ORDER, drug=A_TEST_OF_THE_DRUG)}, Reason.ORDER_FOR_OTHER_DRUG),
    ({"order": replace(ORDER, salt_form=BASE)}, Reason.ORDER_FOR_OTHER_SALT_FORM),
    ({"order": replace(ORDER, route=ORAL)}, Reason.ORDER_FOR_OTHER_ROUTE),
    ({"order": replace(ORDER, prescriber_may_prescribe=False)}, Reason.PRESCRIBER_NOT_AUTHORISED),
    ({"order": replace(ORDER, dose_mg=200 - MG)}, Reason.DOSE_ABOVE_ORDER),
    ({"order": replace(ORDER, day_mg=400 - MG)}, Reason.DAY_TOTAL_ABOVE_ORDER),
    ({"order": replace(ORDER, doses_per_day=1)}, Reason.DOSES_ABOVE_ORDER),
    ({"breath_test": None}, Reason.NO_BREATH_TEST),
    (
        {"breath_test": replace(BREATH_TEST, taken_at=NOON - 30 * MINUTE - A_TICK)},
        Reason.BREATH_TEST_EXPIRED,
    ),
    (
        {"breath_test": replace(BREATH_TEST, device_calibrated_on=None)},
        Reason.BREATH_TESTER_NOT_CALIBRATED,
    ),
    (
        {"breath_test": replace(BREATH_TEST, device_calibration_due_on=None)},
        Reason.BREATH_TESTER_NOT_CALIBRATED,
    ),
    (
        {"breath_test": replace(BREATH_TEST, device_calibrated_on=TODAY + DAY)},
        Reason.BREATH_TESTER_NOT_CALIBRATED,
    ),
    (
        {"breath_test": replace(BREATH_TEST, device_calibration_due_on=TODAY - DAY)},
        Reason.BREATH_TESTER_OVERDUE,
    ),
    (
        {"breath_test": replace(BREATH_TEST, reading=Decimal("NaN"))},
        Reason.BREATH_READING_IMPOSSIBLE,
    ),
    ({"breath_test": replace(BREATH_TEST, reading=Decimal(-1))}, Reason.BREATH_READING_IMPOSSIBLE),
    ({"breath_test": replace(BREATH_TEST, reading=250 + MG)}, Reason.BREATH_OVER_LIMIT),
    (
        {
            "breath_test": replace(
                BREATH_TEST, reading=Decimal("0.2501"), unit=BreathUnit.MILLIGRAM_PER_LITRE
            )
        },
        Reason.BREATH_OVER_LIMIT,
    ),
    (
        {"breath_test": replace(BREATH_TEST, reading=Decimal("0.5001"), unit=BreathUnit.PER_MILLE)},
        Reason.BREATH_OVER_LIMIT,
    ),
    (
        {"breath_tests_over_limit_at": (NOON - HOUR, NOON - 25 * MINUTE + A_TICK)},
        Reason.BREATH_RETEST_TOO_EARLY,
    ),
    ({"check": None}, Reason.NO_CHECK),
    ({"check": replace(CHECK, checked_at=NOON - 15 * MINUTE - A_TICK)}, Reason.CHECK_EXPIRED),
    ({"check": replace(CHECK, sedation_score=None)}, Reason.SEDATION_NOT_ASSESSED),
    ({"check": replace(CHECK, sedation_score=-1)}, Reason.SEDATION_NOT_ASSESSED),
    ({"check": replace(CHECK, sedation_score=2)}, Reason.TOO_SEDATED),
    ({"check": replace(CHECK, asleep=True)}, Reason.ASLEEP),
    ({"check": replace(CHECK, intoxication_signs=("slurred speech",))}, Reason.INTOXICATION_SIGNS),
    (doses(salt_form=BASE), Reason.DAY_TOTAL_NOT_KNOWN),
    (doses(ended_at=NOON - 3 * HOUR + A_TICK), Reason.TOO_SOON_AFTER_LAST_DOSE),
    (doses(drug=Drug.HYDROMORPHONE) | LAST_YESTERDAY, Reason.OTHER_HAT_DRUG_TODAY),
    (
        {"dose_mg": 300 + MG, "order": replace(ORDER, dose_mg=Decimal(400))},
        Reason.DOSE_GROWS_TOO_FAST,
    ),
    (only(on=TODAY - 4 * DAY), Reason.GAP_WITHOUT_RESTART),
    ({"last_dose_day": None}, Reason.DOSE_HISTORY_NOT_KNOWN),
    ({"doses": (DOSE,), "doses_since": TODAY - 2 * DAY}, Reason.DOSE_HISTORY_NOT_KNOWN),
    ({"last_dose_day": TODAY - DAY}, Reason.DOSE_HISTORY_NOT_KNOWN),
    ({"doses": (YESTERDAYS,)}, Reason.DOSE_HISTORY_NOT_KNOWN),
    (doses(given_mg=200 + MG), Reason.DOSE_HISTORY_NOT_KNOWN),
    (doses(ended_at=DOSE.handed_over_at - A_TICK), Reason.DOSE_HISTORY_NOT_KNOWN),
    (doses(ended_at=None), Reason.DOSE_STILL_OPEN),
    ({"holds": (hold(HoldKind.SOFT),)}, Reason.HOLD_SOFT),
    ({"holds": (hold(HoldKind.HARD),)}, Reason.HOLD_HARD),
    ({"holds": (hold(HoldKind.EMERGENCY),)}, Reason.HOLD_EMERGENCY),
    ({"opioids_locked_since": NOON - HOUR}, Reason.OPIOIDS_LOCKED),
    (hepatitis_c(date(2025, 6, 1)), Reason.HEALTH_CHECK_OVERDUE),  # due 1 Dec, 91 days ago
    ({"room": None}, Reason.NO_ROOM),
    (
        {"room": RoomFacts(number="3", in_service=False, occupied_by_another=False)},
        Reason.ROOM_OUT_OF_SERVICE,
    ),
    (
        {"room": RoomFacts(number="3", in_service=True, occupied_by_another=True)},
        Reason.ROOM_OCCUPIED,
    ),
    ({"staff": replace(STAFF, giver_key="")}, Reason.NO_GIVER),
    ({"staff": replace(STAFF, giver_may_give=False)}, Reason.GIVER_NOT_ALLOWED),
    ({"staff": replace(STAFF, witness_key=None)}, Reason.NO_WITNESS),
    ({"staff": replace(STAFF, witness_key="giver")}, Reason.WITNESS_IS_GIVER),
    ({"staff": replace(STAFF, witness_may_witness=False)}, Reason.WITNESS_NOT_ALLOWED),
    ({"staff": replace(STAFF, witness_authenticated=False)}, Reason.WITNESS_NOT_AUTHENTICATED),
    ({"register_closed": True}, Reason.REGISTER_CLOSED),
    ({"container": None}, Reason.NO_CONTAINER),
    ({"container": replace(CONTAINER, drug=A_TEST_OF_THE_DRUG)}, Reason.CONTAINER_OTHER_DRUG),
    ({"container": replace(CONTAINER, salt_form=ANHYDROUS)}, Reason.CONTAINER_OTHER_SALT_FORM),
    ({"container": replace(CONTAINER, routes=(ORAL,))}, Reason.CONTAINER_OTHER_ROUTE),
    ({"container": replace(CONTAINER, usable_until=None)}, Reason.CONTAINER_EXPIRY_NOT_KNOWN),
    ({"container": replace(CONTAINER, usable_until=NOON)}, Reason.CONTAINER_EXPIRED),
    ({"container": replace(CONTAINER, in_use=False)}, Reason.CONTAINER_NOT_IN_USE),
    ({"container": replace(CONTAINER, in_stock_mg=200 - MG)}, Reason.CONTAINER_TOO_LITTLE),
    ({"kit": None}, Reason.NO_KIT),
    ({"kit": replace(KIT, expires_on=TODAY - DAY)}, Reason.KIT_EXPIRED),
    ({"kit": replace(KIT, already_issued=True)}, Reason.KIT_ALREADY_ISSUED),
    ({"kit": replace(KIT, route=Route.INHALED)}, Reason.KIT_OTHER_ROUTE),
    ({"clock_skew_seconds": None}, Reason.CLOCK_NOT_COMPARED),
    ({"clock_skew_seconds": 6}, Reason.CLOCK_OFF),
    ({"clock_skew_seconds": -6}, Reason.CLOCK_OFF),
    ({"visit": replace(VISIT, opened_at=NOON + A_TICK)}, Reason.FACT_IN_THE_FUTURE),
    ({"order": replace(ORDER, signed_at=NOON + A_TICK)}, Reason.FACT_IN_THE_FUTURE),
    ({"check": replace(CHECK, checked_at=NOON + A_TICK)}, Reason.FACT_IN_THE_FUTURE),
    ({"breath_test": replace(BREATH_TEST, taken_at=NOON + A_TICK)}, Reason.FACT_IN_THE_FUTURE),
    (
        {"restart_signed_at": None, "holds": (), "opioids_locked_since": NOON + A_TICK},
        Reason.FACT_IN_THE_FUTURE,
    ),
]
# Rows that cannot be wrong alone, with all that they give.
TOGETHER: list[tuple[dict[str, object], set[Reason]]] = [
    ({"visit": None}, {Reason.IDENTITY_NOT_CONFIRMED, Reason.NO_OPEN_VISIT}),
    ({"staff": None}, {Reason.NO_GIVER, Reason.NO_WITNESS}),
    ({"opioids_locked_since": NOON + A_TICK}, {Reason.OPIOIDS_LOCKED, Reason.FACT_IN_THE_FUTURE}),
    (
        {"check": replace(CHECK, checked_at=DOSE.ended_at)},
        {Reason.CHECK_EXPIRED, Reason.CHECK_BEFORE_LAST_DOSE},
    ),
    (
        {
            "dose_mg": 400 + MG,
            "doses": (replace(YESTERDAYS, ordered_mg=Decimal(400)),),
            "last_dose_day": TODAY - DAY,
            "order": replace(ORDER, dose_mg=Decimal(400)),
        },
        {Reason.DOSE_ABOVE_ORDER, Reason.DOSE_ABOVE_MAX},
    ),
    (
        {
            "doses": (YESTERDAYS, replace(DOSE, handed_mg=800 + MG, given_mg=800 + MG)),
            "order": replace(ORDER, day_mg=Decimal(1000)),
        },
        {Reason.DAY_TOTAL_ABOVE_ORDER, Reason.DAY_TOTAL_ABOVE_MAX},
    ),
    (
        {"doses": (YESTERDAYS, EARLIER_TODAY, replace(EARLIER_TODAY), DOSE)},
        {Reason.DOSES_ABOVE_ORDER, Reason.TOO_MANY_DOSES_TODAY},
    ),
    (
        doses(drug=Drug.HYDROMORPHONE, ended_at=NOON - 3 * HOUR + A_TICK) | LAST_YESTERDAY,
        {Reason.OTHER_HAT_DRUG_TODAY, Reason.TOO_SOON_AFTER_LAST_DOSE},
    ),
]
EXACTLY_AT_THE_LIMIT: list[dict[str, object]] = [
    {},
    {"approval": replace(APPROVAL, valid_from=TODAY)},
    {"approval": replace(APPROVAL, valid_until=TODAY)},
    {"approval": replace(APPROVAL, ended_on=TODAY + DAY)},
    {"approval": replace(APPROVAL, valid_from=date(2025, 3, 2))},
    *PLACES_AT_THE_LIMIT,
    *UNITS_AT_THE_LIMIT,
    {"order": replace(ORDER, valid_from=TODAY)},
    {"order": replace(ORDER, valid_until=TODAY)},
    {"order": replace(ORDER, signed_at=NOON)},
    {"order": replace(ORDER, dose_mg=Decimal(200))},
    {"order": replace(ORDER, day_mg=Decimal(400))},
    {"order": replace(ORDER, doses_per_day=2)},
    {"visit": replace(VISIT, opened_at=NOON)},
    {"breath_test": replace(BREATH_TEST, taken_at=NOON - 30 * MINUTE)},
    {"breath_test": replace(BREATH_TEST, taken_at=NOON)},
    {"breath_test": replace(BREATH_TEST, device_calibration_due_on=TODAY)},
    {"breath_test": replace(BREATH_TEST, device_calibrated_on=TODAY)},
    {"breath_test": replace(BREATH_TEST, reading=Decimal(250))},
    {
        "breath_test": replace(
            BREATH_TEST, reading=Decimal("0.25"), unit=BreathUnit.MILLIGRAM_PER_LITRE
        )
    },
    {"breath_test": replace(BREATH_TEST, reading=Decimal("0.5"), unit=BreathUnit.PER_MILLE)},
    {"breath_tests_over_limit_at": (NOON - 25 * MINUTE,)},
    {"check": replace(CHECK, checked_at=NOON - 15 * MINUTE)},
    {"check": replace(CHECK, sedation_score=1)},
    {"dose_mg": Decimal(300)},
    doses(ended_at=NOON - 3 * HOUR),
    only(on=TODAY - 3 * DAY),
    {**only(on=TODAY - 9 * DAY), "restart_signed_at": NOON - 3 * DAY},
    {"doses": (), "last_dose_day": None},
    {"doses_since": date.min, "doses": (), "last_dose_day": None},
    {"container": replace(CONTAINER, in_stock_mg=Decimal(200))},
    {"container": replace(CONTAINER, usable_until=NOON + A_TICK)},
    {"kit": replace(KIT, expires_on=TODAY)},
    hepatitis_c(date(2025, 6, 2)),
    hepatitis_c(None),
    {**hepatitis_c(date(2025, 1, 1)), "checks_since": None},  # asked before checks counted
    {"clock_skew_seconds": 5},
    {"clock_skew_seconds": -5},
    {"look_only": True, "staff": None, "container": None, "kit": None},
    doses(given_mg=Decimal(0), salt_form=BASE),  # nothing was given: it is no dose
]
