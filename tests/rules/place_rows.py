"""At which unit: one thing wrong at a time, and the one reason it must give."""

from dataclasses import replace
from decimal import Decimal

from tests.rules.routine import MG, TODAY

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.decision import Reason
from vangnet.rules.facts import GuestOrderFacts, PlaceFacts

AT_HOME = PlaceFacts(is_home=True, home="East")
GUEST_ORDER = GuestOrderFacts(
    drug=Drug.DIAMORPHINE,
    salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE,
    route=Route.INTRAVENOUS,
    dose_mg=Decimal(200),
    doses_per_day=2,
    day_mg=Decimal(400),
)


def guest(**changes: object) -> dict[str, object]:
    """A guest at the unit that is asked, whose guest order differs in one thing."""
    order = replace(GUEST_ORDER, **changes)
    return {"place": PlaceFacts(is_home=False, home="East", is_guest_here=True, guest_order=order)}


PLACES: list[tuple[dict[str, object], Reason]] = [
    ({"place": replace(AT_HOME, dosed_at="West")}, Reason.DOSED_AT_ANOTHER_UNIT_TODAY),
    (
        {"place": replace(AT_HOME, moved_to="West", moved_on=TODAY)},
        Reason.MOVED_TO_ANOTHER_UNIT,
    ),
    (
        {"place": replace(AT_HOME, guest_at="West", guest_until=TODAY)},
        Reason.GUEST_AT_ANOTHER_UNIT,
    ),
    ({"place": replace(AT_HOME, is_home=False)}, Reason.NOT_EXPECTED_AT_THIS_UNIT),
    ({"place": replace(guest()["place"], guest_order=None)}, Reason.NO_GUEST_ORDER),
    (guest(drug=Drug.METHADONE), Reason.GUEST_ORDER_FOR_OTHER_PRODUCT),
    (guest(salt_form=SaltForm.BASE), Reason.GUEST_ORDER_FOR_OTHER_PRODUCT),
    (guest(route=Route.ORAL), Reason.GUEST_ORDER_FOR_OTHER_PRODUCT),
    (guest(dose_mg=200 - MG), Reason.DOSE_ABOVE_GUEST_ORDER),
    (guest(day_mg=400 - MG), Reason.DAY_TOTAL_ABOVE_GUEST_ORDER),
    (guest(doses_per_day=1), Reason.DOSES_ABOVE_GUEST_ORDER),
]
PLACES_AT_THE_LIMIT: list[dict[str, object]] = [{"place": AT_HOME}, guest()]
