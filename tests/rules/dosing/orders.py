"""A routine order for tests of the rule, and one thing wrong at a time. Numbers are for tests."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.rules.routine import APPROVAL, DAY, DOSE, HOUR, MG, NOON, TODAY, YESTERDAYS

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.decision import Reason
from vangnet.rules.dosing import OrderingFacts, OrderKind, StepFacts
from vangnet.rules.dosing.facts import OtherOrderFacts
from vangnet.rules.facts import HoldFacts, HoldKind
from vangnet.rules.medicines import MedicineKind, OtherMedicineFacts

STEP = StepFacts(from_on=TODAY, dose_mg=Decimal(200), doses_per_day=3, day_mg=Decimal(600))
METHADONE = OtherOrderFacts(
    drug=Drug.METHADONE, salt_form=SaltForm.HYDROCHLORIDE, route=Route.ORAL, day_mg=Decimal(150)
)
ROUTINE_ORDER = OrderingFacts(
    now=NOON,
    clinic_day=TODAY,
    kind=OrderKind.FIXED,
    drug=Drug.DIAMORPHINE,
    salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE,
    route=Route.INTRAVENOUS,
    steps=(STEP,),
    valid_until=date(2026, 5, 31),
    is_restart=False,
    reason_given=False,
    prescriber_may_prescribe=True,
    approvals=(APPROVAL,),
    doses=(YESTERDAYS, DOSE),
    last_dose_day=TODAY,
    restart_signed_at=None,
    last_ordered_mg=Decimal(200),
    other_orders=(),
    holds=(),
    opioids_locked_since=None,
)
A_LITTLE = Decimal(5)  # one step of the made-up unit


def order(**changes: object) -> OrderingFacts:
    return replace(ROUTINE_ORDER, **changes)


def step(**changes: object) -> StepFacts:
    """The routine step; the day follows the dose unless it is said."""
    new = replace(STEP, **changes)
    return new if "day_mg" in changes else replace(new, day_mg=new.dose_mg * new.doses_per_day)


def steps(*amounts: tuple[int, object], **changes: object) -> dict[str, object]:
    """Steps as (day from today, dose)."""
    made = (step(from_on=TODAY + n * DAY, dose_mg=Decimal(str(mg)), **changes) for n, mg in amounts)
    return {"steps": tuple(made)}


def last_had(days_ago: int) -> dict[str, object]:
    day = TODAY - days_ago * DAY
    one = replace(
        DOSE, clinic_day=day, handed_over_at=NOON - days_ago * DAY,
        ended_at=NOON - days_ago * DAY + HOUR,
    )  # fmt: skip
    return {"doses": (one,), "last_dose_day": day}


def hold(kind: HoldKind) -> HoldFacts:
    return HoldFacts(kind=kind, reason="ill", placed_at=NOON - HOUR, owner_name="Dr Vos")


WHY = {"reason_given": True}
LORAZEPAM = OtherMedicineFacts(
    name="Lorazepam", kind=MedicineKind.SEDATIVE, amount=Decimal("2.5"), unit="mg"
)
SEDATED: dict[str, object] = {"other_medicines": (LORAZEPAM,)}
# With the made-up Dutch unit: 400 mg at once, 1000 mg a day, 3 doses, steps of half, 5 mg parts.
ONE_THING_WRONG: list[tuple[dict[str, object], Reason]] = [
    ({"prescriber_may_prescribe": False}, Reason.ORDERING_NOT_A_PRESCRIBER),
    ({"route": Route.ORAL}, Reason.ORDERING_PRODUCT_NOT_IN_PROTOCOL),
    (steps((-1, 200)), Reason.ORDERING_FROM_THE_PAST),
    ({"valid_until": None}, Reason.ORDERING_END_NOT_KNOWN),
    (steps((2, 200)) | {"valid_until": TODAY + DAY}, Reason.ORDERING_ENDS_BEFORE_START),
    ({"approvals": ()}, Reason.ORDERING_WITHOUT_APPROVAL),
    ({"approvals": (replace(APPROVAL, valid_until=None),)}, Reason.ORDERING_WITHOUT_APPROVAL),
    ({"approvals": (replace(APPROVAL, ended_on=TODAY),)}, Reason.ORDERING_WITHOUT_APPROVAL),
    ({"approvals": (replace(APPROVAL, valid_from=TODAY + DAY),)}, Reason.ORDERING_WITHOUT_APPROVAL),
    ({"valid_until": date(2026, 6, 1)}, Reason.ORDERING_BEYOND_APPROVAL),
    (
        {"approvals": (replace(APPROVAL, ended_on=date(2026, 5, 31)),)},
        Reason.ORDERING_BEYOND_APPROVAL,
    ),
    (
        {"approvals": (replace(APPROVAL, valid_from=date(2025, 5, 30)),)},
        Reason.ORDERING_BEYOND_APPROVAL,  # an approval counts for 12 months
    ),
    ({"steps": (step(day_mg=200 - MG),)}, Reason.ORDERING_DAY_DOES_NOT_FIT),
    ({"steps": (step(day_mg=600 + MG),)}, Reason.ORDERING_DAY_DOES_NOT_FIT),
    (steps((0, 203)), Reason.ORDERING_DOSE_IS_NO_STEP),
    (
        steps((0, 250), (3, 330), (6, 405), doses_per_day=2) | WHY,
        Reason.ORDERING_DOSE_ABOVE_MAX,
    ),
    (steps((0, 200), (3, 300), (6, 335)) | WHY, Reason.ORDERING_DAY_ABOVE_MAX),
    (steps((0, 150), doses_per_day=4), Reason.ORDERING_TOO_MANY_DOSES),
    (steps((0, 305), doses_per_day=2) | WHY, Reason.ORDERING_DOSE_GROWS_TOO_FAST),
    ({"doses": (), "last_dose_day": TODAY}, Reason.ORDERING_HISTORY_NOT_KNOWN),
    (last_had(4), Reason.ORDERING_AFTER_A_GAP),
    (
        last_had(9) | steps((4, 200)) | {"is_restart": True, "last_ordered_mg": Decimal(200)},
        Reason.ORDERING_AFTER_A_GAP,
    ),
    (last_had(3) | {"is_restart": True}, Reason.ORDERING_FRESH_START_WITHOUT_GAP),
    (
        {"other_orders": (replace(METHADONE, day_mg=150 + MG),)} | steps((0, 200), doses_per_day=2),
        Reason.ORDERING_CO_METHADONE_ABOVE_MAX,
    ),
    (
        {"other_orders": (replace(METHADONE, drug=Drug.HYDROMORPHONE, day_mg=Decimal(100)),)},
        Reason.ORDERING_BESIDE_OTHER_HAT_DRUG,
    ),
    (steps((0, 255), doses_per_day=2), Reason.ORDERING_CHANGE_ASKS_REASON),
    (steps((0, 145)), Reason.ORDERING_CHANGE_ASKS_REASON),
    (steps((0, 200), (1, 255), doses_per_day=2), Reason.ORDERING_CHANGE_ASKS_REASON),
    (
        {"other_orders": (replace(METHADONE, day_mg=Decimal(125)),)},
        Reason.ORDERING_EXPOSURE_ASKS_REASON,  # 600 x 4 + 125 x 5 = 3025, over 3000
    ),
    (SEDATED | steps((0, 205)), Reason.ORDERING_SEDATIVE_ASKS_REASON),
    (SEDATED | steps((0, 200), (2, 205)), Reason.ORDERING_SEDATIVE_ASKS_REASON),
    (
        SEDATED | {"last_ordered_day_mg": 600 - MG},
        Reason.ORDERING_SEDATIVE_ASKS_REASON,  # the same doses, one more a day
    ),
    (
        SEDATED | {"last_ordered_mg": 200 - MG},
        Reason.ORDERING_SEDATIVE_ASKS_REASON,  # the last dose had was higher than is ordered now
    ),
    (
        SEDATED | {"doses": (), "last_dose_day": None, "last_ordered_mg": None},
        Reason.ORDERING_SEDATIVE_ASKS_REASON,  # a first order rises from nothing
    ),
    (
        SEDATED | last_had(4) | {"is_restart": True},
        Reason.ORDERING_SEDATIVE_ASKS_REASON,  # and so does a fresh start
    ),
    (
        {"other_medicines": (replace(LORAZEPAM, kind=MedicineKind.OPIOID),)} | steps((0, 205)),
        Reason.ORDERING_SEDATIVE_ASKS_REASON,
    ),
    ({"holds": (hold(HoldKind.SOFT),)}, Reason.ORDERING_ON_HOLD),
    ({"holds": (hold(HoldKind.HARD),)}, Reason.ORDERING_ON_HOLD),
    ({"opioids_locked_since": NOON - HOUR}, Reason.ORDERING_LOCKED),
    ({"has_died": True}, Reason.ORDERING_FOR_THE_DEAD),
    ({"alike_at": ("East",)}, Reason.ORDERING_ALIKE_ENROLLED),
]
EXACTLY_AT_THE_LIMIT: list[dict[str, object]] = [
    {},
    {"valid_until": TODAY},
    {"approvals": (replace(APPROVAL, valid_from=TODAY),)},
    {"approvals": (replace(APPROVAL, ended_on=date(2026, 6, 1)),)},
    {"approvals": (replace(APPROVAL, valid_from=date(2025, 5, 31)),)},
    {"steps": (step(day_mg=Decimal(200)),)},
    {"steps": (step(day_mg=Decimal(600)),)},
    steps((0, 205)),
    steps((0, 250)) | {"other_orders": ()},  # a quarter more: no reason is asked
    steps((0, 150)),
    steps((0, 250), (3, 310), (6, 330)) | WHY,
    steps((0, 300), (3, 400), doses_per_day=2) | WHY,
    steps((0, 300), doses_per_day=2) | WHY,
    last_had(3),
    last_had(4) | {"is_restart": True},
    last_had(9) | steps((3, 200)) | {"is_restart": True},
    last_had(9) | {"restart_signed_at": NOON - 3 * DAY},
    {"other_orders": (METHADONE,)} | steps((0, 200), doses_per_day=2),
    {"other_orders": (replace(METHADONE, day_mg=Decimal(120)),)},  # 3000: on the line, not over
    {"doses": (), "last_dose_day": None, "last_ordered_mg": None},
    SEDATED,
    SEDATED | {"last_ordered_day_mg": Decimal(600)},
    SEDATED | steps((0, 195)),
    SEDATED | steps((0, 205)) | WHY,
    {"other_medicines": (replace(LORAZEPAM, kind=MedicineKind.OTHER),)} | steps((0, 205)),
    {"other_medicines": (replace(LORAZEPAM, kind=MedicineKind.ALCOHOL),)} | steps((0, 205)),
    {"holds": (hold(HoldKind.EMERGENCY),)},  # the lock itself says it, once
]
