"""Puts a country's values and a unit's together: which value holds, and what is wrong with it.

The parts a protocol is made of; `protocol` is the door to them.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from vangnet.rules.amounts import Drug, Route, SaltForm, smallest_factor
from vangnet.rules.country import TO_ACCEPT, Country, Value
from vangnet.rules.keys import CARE, INCIDENTS, NEEDED, READINESS, WEIGHED, Key, Tighter
from vangnet.rules.limits import Growth, Limits, NoLimit, Watch
from vangnet.rules.site import Site
from vangnet.rules.watch_keys import scale_of

FACTOR = "factor_"
LEVELS, RASS = "sedation_levels", "rass"


@dataclass
class Assembly:
    """One country's file as it stood on one day, and one unit's part."""

    country: Country
    site: Site
    format: int  # of the content that was or will be signed
    theirs: dict[str, Value] = field(init=False)
    ours: dict[str, Value] = field(init=False)

    def __post_init__(self) -> None:
        self.theirs = {value.name: value for value in self.country.values}
        self.ours = {value.name: value for value in self.site.values if value.is_set}

    @cached_property
    def values(self) -> dict[str, Value]:
        """Every value that is set, by name; the unit's own before the country's."""
        known = {name: value for name, value in self.theirs.items() if value.is_set}
        return dict(sorted({**known, **self.ours}.items()))

    @cached_property
    def needed(self) -> tuple[tuple[str, str, Key], ...]:
        """Name, product and key of each value that must be there for the chosen products."""
        known = tuple(key for key in NEEDED if key.needed_from <= self.format)
        return tuple(self._named(known))

    @cached_property
    def weighed(self) -> dict[str, Value]:
        """The value that holds for each name the rules ask for."""
        names = (*self.needed, *self._named((*WEIGHED, *CARE, *READINESS, *INCIDENTS)))
        held = ((name, self.holding(product, key.name)) for name, product, key in names)
        return {name: value for name, value in held if value is not None}

    def _named(self, keys: tuple[Key, ...]) -> list[tuple[str, str, Key]]:
        general = [(key.name, "", key) for key in keys if not key.per_product]
        return general + [
            (f"{product}.{key.name}", product, key)
            for product in self.chosen
            for key in keys
            if key.per_product
        ]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The unit's products; while it has chosen none, all, so that it sees what each needs."""
        return tuple(p for p in self.site.products if p in self.country.products) or tuple(
            self.country.products
        )

    def holding(self, product: str, key: str) -> Value | None:
        return _of(self.ours, product, key) or _set(_of(self.theirs, product, key))

    @property
    def missing(self) -> tuple[str, ...]:
        none_chosen = () if set(self.site.products) & set(self.country.products) else ("products",)
        unset = tuple(name for name, _, _ in self.needed if name not in self.weighed)
        return none_chosen + unset + self._other_scale()

    def _other_scale(self) -> tuple[str, ...]:
        """Levels of a scale that the unit did not choose are none: RASS unless it says POSS."""
        chosen, signed = self.holding("", "sedation_scale"), self.holding("", LEVELS)
        if signed is None or scale_of(signed.value) == (chosen.value if chosen else RASS):
            return ()
        return (LEVELS,)

    @property
    def unaccepted(self) -> tuple[str, ...]:
        doubtful = [
            f"product.{handle}"
            for handle in self.chosen
            if self.country.products[handle].standing in TO_ACCEPT
        ]
        doubtful += [value.name for value in self.weighed.values() if value.standing in TO_ACCEPT]
        return tuple(n for n in dict.fromkeys(doubtful) if n not in self.site.accepted)

    @property
    def loosened(self) -> tuple[str, ...]:
        """What the unit may not do: looser values, and products its country's file does not have.

        A value for all products is held against the country's value for each of them.
        """
        unknown = [f"product.{p}" for p in self.site.products if p not in self.country.products]
        looser = []
        for own in self.ours.values():
            products = (own.product,) if own.product else ("", *self.country.products)
            for product in products:
                theirs = _set(_of(self.theirs, product or "", own.key))
                overridden = own.product is None and f"{product}.{own.key}" in self.ours
                if overridden:
                    continue
                if looser_than(own, theirs) or self._undercounts(own, product):
                    looser.append(own.name)
        return tuple(dict.fromkeys(unknown + looser))

    def _undercounts(self, own: Value, product: str) -> bool:
        """Whether a factor makes a milligram of another salt form count for less than it holds."""
        into = self.country.products.get(product)
        if into is None or not own.key.startswith(FACTOR):
            return False
        if own.product is None and into.drug is not Drug.DIAMORPHINE:
            return False  # a factor for all products is about the forms of diamorphine
        least = smallest_factor(SaltForm(own.key.removeprefix(FACTOR)), into.salt_form)
        return least is None or bool(own.value < least)

    def limits(self) -> dict[tuple[Drug, SaltForm, Route], Limits]:
        """Only of a complete protocol: every needed value is there."""
        products = self.country.products
        return {
            (products[p].drug, products[p].salt_form, products[p].route): self._limits(p)
            for p in self.chosen
        }

    def _limits(self, product: str) -> Limits:
        def read(key: str) -> Any:
            value = self.holding(product, key)
            if value is None:
                return None
            return NoLimit(value.reason or "") if value.no_limit else value.value

        read_all = {key.name: _typed(key, read(key.name)) for key in (*NEEDED, *WEIGHED)}
        growth = {k.removeprefix("growth_"): v for k, v in read_all.items() if k.startswith("gro")}
        factors = {k.removeprefix("factor_"): v for k, v in read_all.items() if k.startswith("fac")}
        apart = ("growth_", "factor_", "watch_", "alarm_", "sedation_scale", LEVELS)
        rest = {k: v for k, v in read_all.items() if not k.startswith(apart)}
        return Limits(
            growth=Growth(**growth),
            watch=_watch(read_all),
            day_total_factors={SaltForm(k): v for k, v in factors.items() if v is not None},
            **rest,
        )


def _watch(read: dict[str, Any]) -> Watch | None:
    """The values of observation, all of them or none."""
    named = {k.removeprefix("watch_"): v for k, v in read.items() if k.startswith("watch_")}
    named |= {
        LEVELS: read[LEVELS],
        "look_late_after": read["alarm_look_late_after"],
        "silent_longest": read["alarm_silent_longest"],
        "answer_within": _seconds(read["alarm_answer_seconds_max"]),
        "signal_lost_after": _seconds(read["alarm_signal_lost_seconds_max"]),
    }
    return None if None in named.values() else Watch(**named)


def _seconds(value: int | None) -> timedelta | None:
    return None if value is None else timedelta(seconds=value)


def looser_than(own: Value, theirs: Value | None) -> bool:
    """Whether the unit's value allows anything that the country's does not."""
    if theirs is None:
        return own.definition.absent_is_tightest
    tighter = own.definition.tighter
    if tighter is Tighter.FREE:
        return False
    if own.no_limit or theirs.no_limit:
        return own.no_limit and not theirs.no_limit
    if tighter is Tighter.LOWER:
        return bool(own.value > theirs.value)
    if tighter is Tighter.HIGHER:
        return bool(own.value < theirs.value)
    return bool(own.value != theirs.value)


def _of(values: dict[str, Value], product: str, key: str) -> Value | None:
    return values.get(f"{product}.{key}") or values.get(key)


def _set(value: Value | None) -> Value | None:
    return value if value and value.is_set else None


def _typed(key: Key, value: Any) -> Any:
    """Minutes as a span of time; the rest as it is."""
    return timedelta(minutes=float(value)) if _is_minutes(key, value) else value


def _is_minutes(key: Key, value: Any) -> bool:
    return key.unit == "min" and isinstance(value, Decimal)
