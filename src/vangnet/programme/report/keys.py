"""The numbers a unit sets for its own report, each with what it counts. None has a value here."""

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from django.utils.translation import gettext_lazy as _


class UnitKey(StrEnum):
    """Stored by value: add freely, never rename."""

    PRICE_GRAM_DIAMORPHINE = auto()
    PRICE_GRAM_HYDROMORPHONE = auto()
    PRICE_GRAM_METHADONE = auto()
    PRICE_GRAM_MORPHINE = auto()
    PRICE_GRAM_BUPRENORPHINE = auto()
    PRICE_DOSE = auto()
    PRICE_VISIT = auto()
    PRICE_YEAR = auto()
    REGION_INHABITANTS = auto()
    PLACES = auto()
    AIM_WAIT_MINUTES = auto()
    AIM_APPLICATION_DAYS = auto()


PRICE = "price_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`unit` is what the number counts; `of` groups them on the page."""

    title: Any
    unit: Any
    of: Any
    whole: bool = False  # no part of a person, a place or a day


PRICES, REGION, HOUSE, AIMS = _("Prices"), _("Region"), _("Unit"), _("Aims")
KINDS: dict[UnitKey, Kind] = {
    UnitKey.PRICE_GRAM_DIAMORPHINE: Kind(title=_("Diamorphine"), unit=_("a gram"), of=PRICES),
    UnitKey.PRICE_GRAM_HYDROMORPHONE: Kind(title=_("Hydromorphone"), unit=_("a gram"), of=PRICES),
    UnitKey.PRICE_GRAM_METHADONE: Kind(title=_("Methadone"), unit=_("a gram"), of=PRICES),
    UnitKey.PRICE_GRAM_MORPHINE: Kind(title=_("Morphine"), unit=_("a gram"), of=PRICES),
    UnitKey.PRICE_GRAM_BUPRENORPHINE: Kind(title=_("Buprenorphine"), unit=_("a gram"), of=PRICES),
    UnitKey.PRICE_DOSE: Kind(
        title=_("What goes with a dose: kit, needle, waste"), unit=_("a dose"), of=PRICES
    ),
    UnitKey.PRICE_VISIT: Kind(
        title=_("Staff at the desk, the hatch and the rooms"), unit=_("a visit"), of=PRICES
    ),
    UnitKey.PRICE_YEAR: Kind(
        title=_("Whatever does not grow with visits: building, safety, doctors, office"),
        unit=_("a year"), of=PRICES,
    ),
    UnitKey.REGION_INHABITANTS: Kind(
        title=_("Inhabitants of 15 to 64 in the region"), unit=_("persons"), of=REGION, whole=True
    ),
    UnitKey.PLACES: Kind(title=_("Places in treatment"), unit=_("persons"), of=HOUSE, whole=True),
    UnitKey.AIM_WAIT_MINUTES: Kind(
        title=_("From the door to the dose, at most"), unit=_("minutes"), of=AIMS, whole=True
    ),
    UnitKey.AIM_APPLICATION_DAYS: Kind(
        title=_("From application to first dose, at most"), unit=_("days"), of=AIMS, whole=True
    ),
}  # fmt: skip
