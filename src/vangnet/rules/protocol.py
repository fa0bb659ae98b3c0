"""A unit's protocol: its country's values in force, its own, and whether nothing is missing.

Versioned by the hash of its content. Pure: signing and dating it is the clinic's work.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.assembly import Assembly
from vangnet.rules.country import Country, Product, Standing, Value, load_country
from vangnet.rules.criteria import Approver, Criterion
from vangnet.rules.limits import Growth, Limits, NoLimit
from vangnet.rules.reading import read_raw
from vangnet.rules.site import Site, load_site
from vangnet.rules.tables import Conversion, Exposure, in_order

__all__ = [
    "Country", "Growth", "Limits", "NoLimit", "Protocol", "Site", "load_country", "load_site",
    "resolve",
]  # fmt: skip

FORMAT = 2  # 2: with the values of observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """What a unit works by. Rebuilt whole from `content()`; another content is another version."""

    country: str
    values: Mapping[str, Value]  # what holds, by name: the unit's value, else the country's
    missing: tuple[str, ...]  # nobody has set it
    unaccepted: tuple[str, ...]  # secondary or literature, and the unit has not accepted it
    loosened: tuple[str, ...]  # the unit's value is looser than its country's
    version: str
    valid_until: date | None  # last day on which every value holds; None: no end is known
    demonstration: bool  # has made-up values
    canonical: str
    conversions: tuple[Conversion, ...]
    exposures: tuple[Exposure, ...]
    limits: Mapping[tuple[Drug, SaltForm, Route], Limits]
    criteria: tuple[Criterion, ...] = ()  # who may enter
    approver: Approver | None = None  # who lets them
    products: Mapping[str, Product] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool:
        return not (self.missing or self.unaccepted or self.loosened)

    def value(self, name: str) -> Any:
        """What is set under that name; None when nobody has set it, or "no limit" is signed.

        For values that no dose rests on: whoever must tell the two apart reads `values`.
        """
        found = self.values.get(name)
        return None if found is None else found.value

    def for_dose(self, drug: Drug, salt_form: SaltForm, route: Route) -> Limits | None:
        """The limits of one product; None when it is not in the protocol, or that is incomplete."""
        return self.limits.get((drug, salt_form, route))

    def content(self) -> dict[str, Any]:
        """Everything signed, as JSON-able data, in one canonical form."""
        content: dict[str, Any] = json.loads(self.canonical)
        return content

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """The same protocol from stored content. What it lacks is worked out again."""
        written = content.get("format")
        if not isinstance(written, int) or written not in range(1, FORMAT + 1):
            raise ValueError(f"protocol content of format {written!r} is not known")
        return cls.of(
            read_raw(Country, content["country"], file="protocol content"),
            read_raw(Site, content["site"], file="protocol content"),
            written=written,
        )

    @classmethod
    def of(cls, country: Country, site: Site, *, written: int = FORMAT) -> Self:
        """`written`: the format of the content. What an older one did not ask is not missing."""
        parts = Assembly(country, site, written)
        canonical = _canonical(country, site, written)
        incomplete = parts.missing or parts.unaccepted or parts.loosened
        return cls(
            country=country.code,
            values=parts.values,
            missing=parts.missing,
            unaccepted=parts.unaccepted,
            loosened=parts.loosened,
            version=hashlib.sha256(canonical.encode()).hexdigest(),
            valid_until=min(
                (v.valid_until for v in parts.weighed.values() if v.valid_until), default=None
            ),
            demonstration=any(v.standing is Standing.DEMONSTRATION for v in parts.values.values()),
            canonical=canonical,
            conversions=in_order(site.conversions),
            exposures=in_order(site.exposures),
            limits={} if incomplete else parts.limits(),
            criteria=country.criteria,
            approver=country.approver,
            products=country.products,
            accepted=frozenset(site.accepted),
        )


def resolve(country: Country, site: Site, on: date) -> Protocol:
    """The protocol that these two make, with the values in force on that day."""
    in_force = site.model_copy(update={"values": tuple(v for v in site.values if v.in_force(on))})
    return Protocol.of(country.at(on), in_force)


def _canonical(country: Country, site: Site, written: int) -> str:
    """One text for one content: keys sorted, values by name, nothing that is left open."""
    unit = site.model_copy(
        update={
            "accepted": tuple(sorted(set(site.accepted))),
            "products": tuple(dict.fromkeys(site.products)),  # in the order the unit names them
            "values": _by_name(site.values),
            "conversions": in_order(site.conversions),
            "exposures": in_order(site.exposures),
        }
    )
    # A unit without such a table signs the same content as before there were any.
    empty = {name for name in ("conversions", "exposures") if not getattr(unit, name)}
    land = country.model_copy(update={"values": _by_name(country.values)})
    # A country of which no criteria are known has the content it had before there were any.
    without = set() if country.criteria else {"criteria"}
    content = {
        "format": written,
        "country": land.model_dump(mode="json", exclude_none=True, exclude=without),
        "site": unit.model_dump(mode="json", exclude_none=True, exclude=empty),
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _by_name(values: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(sorted(values, key=lambda value: value.name))
