"""A routine dose of methadone, and what gives each reason about it. Numbers for tests only."""

from dataclasses import replace
from decimal import Decimal

from tests.rules.routine import CONTAINER, DOSE, HOUR, MG, NOON, ORDER, ROUTINE, TODAY, YESTERDAYS

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.decision import Reason
from vangnet.rules.facts import DoseFacts, Facts

PRODUCT = {
    "drug": Drug.METHADONE, "salt_form": SaltForm.HYDROCHLORIDE, "route": Route.ORAL,
}  # fmt: skip


def drunk(dose: DoseFacts, mg: str = "60") -> DoseFacts:
    """The same moment, another medicine."""
    amount = Decimal(mg)
    return replace(dose, **PRODUCT, ordered_mg=amount, handed_mg=amount, given_mg=amount)


# Methadone yesterday, diamorphine this morning; now methadone, at the hatch and without a kit.
METHADONE = replace(
    ROUTINE, **PRODUCT, dose_mg=Decimal(60), kit=None, room=None, approval=None,
    order=replace(
        ORDER, **PRODUCT, dose_mg=Decimal(120), doses_per_day=1, day_mg=Decimal(120)
    ),
    doses=(drunk(YESTERDAYS), DOSE), last_dose_day=YESTERDAYS.clinic_day,
    container=replace(
        CONTAINER, drug=Drug.METHADONE, salt_form=SaltForm.HYDROCHLORIDE, routes=(Route.ORAL,)
    ),
    orders_beside=(Drug.DIAMORPHINE,),
)  # fmt: skip


def methadone(**changes: object) -> Facts:
    return replace(METHADONE, **changes)


# A sip of it this morning: a dose all the same.
EARLIER = replace(drunk(DOSE), handed_mg=MG, given_mg=MG)
# The most beside diamorphine is 150 mg in the Dutch file, 100 mg in the made-up Swiss unit.
HAD = {"doses": (drunk(YESTERDAYS, "150"), DOSE)}
R = Reason
WRONG: list[tuple[str, dict[str, object], set[Reason]]] = [
    ("ch", {"dose_mg": 100 + MG, **HAD}, {R.CO_METHADONE_ABOVE_MAX}),
    ("nl", {"order": None}, {R.NO_ORDER}),
    (
        "nl",
        {"dose_mg": 120 + MG, **HAD},
        {
            R.DOSE_ABOVE_ORDER,
            R.DAY_TOTAL_ABOVE_ORDER,
            R.DOSE_ABOVE_MAX,
            R.DAY_TOTAL_ABOVE_MAX,
        },
    ),
    (
        "nl",
        {"doses": (drunk(YESTERDAYS), EARLIER), "last_dose_day": TODAY},
        {R.DOSES_ABOVE_ORDER, R.TOO_MANY_DOSES_TODAY, R.TOO_SOON_AFTER_LAST_DOSE},
    ),
    (
        "nl",
        {"doses": (drunk(YESTERDAYS), replace(DOSE, ended_at=None))},
        {R.DOSE_STILL_OPEN},
    ),
    ("nl", {"opioids_locked_since": NOON - HOUR}, {R.OPIOIDS_LOCKED}),
    (
        "nl",
        {"container": CONTAINER},
        {R.CONTAINER_OTHER_DRUG, R.CONTAINER_OTHER_SALT_FORM, R.CONTAINER_OTHER_ROUTE},
    ),
    ("nl", {"check": None}, {R.NO_CHECK}),
    ("nl", {"breath_test": None}, {R.NO_BREATH_TEST}),
    ("nl", {"doses_since": TODAY, "doses": ()}, {R.DOSE_HISTORY_NOT_KNOWN}),
]
EXACTLY_AT_THE_LIMIT: list[tuple[str, dict[str, object]]] = [
    ("nl", {}),
    ("ch", {"dose_mg": Decimal(100), **HAD}),
    ("ch", {"dose_mg": 100 + MG, "orders_beside": (), "doses": HAD["doses"][:1]}),  # not beside
    ("nl", {"doses": (drunk(YESTERDAYS, "120"),), "dose_mg": Decimal(120)}),
]
