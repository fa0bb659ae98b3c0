"""At which unit, as JSON: the part of stored facts that facts_json leaves to this page."""

from typing import Any

from vangnet.rules.facts import GuestOrderFacts, PlaceFacts

Json = dict[str, Any]


def place_to_json(place: PlaceFacts) -> Json:
    return {
        "is_home": place.is_home,
        "home": place.home,
        "is_guest_here": place.is_guest_here,
        "guest_at": place.guest_at,
        "guest_until": place.guest_until and place.guest_until.isoformat(),
        "moved_to": place.moved_to,
        "moved_on": place.moved_on and place.moved_on.isoformat(),
        "dosed_at": place.dosed_at,
        "guest_order": place.guest_order and _guest_order(place.guest_order),
    }


def _guest_order(order: GuestOrderFacts) -> Json:
    return {
        "drug": order.drug.value,
        "salt_form": order.salt_form.value,
        "route": order.route.value,
        "dose_mg": str(order.dose_mg),
        "doses_per_day": order.doses_per_day,
        "day_mg": str(order.day_mg),
    }
