"""Drafting a unit's protocol and signing it. Only what is complete can be signed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from vangnet.clinic.journal.actions import acting
from vangnet.clinic.protocols.models import ProtocolDraft, ProtocolLimit, ProtocolVersion
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.limits import Limits, NoLimit
from vangnet.rules.protocol import Protocol, Site, load_country, resolve
from vangnet.rules.readiness import not_set
from vangnet.rules.written import as_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What came of signing: the version, or what stands in the way."""

    version: ProtocolVersion | None
    protocol: Protocol
    not_the_director: bool = False


def keep_draft(*, unit: Unit, site: Site, by: User, at: datetime) -> ProtocolDraft:
    """Keep the unit's own values and acceptances, complete or not."""
    with acting(str(by.pk)):
        draft, _ = ProtocolDraft.objects.update_or_create(
            unit=unit,
            defaults={
                "site": site.model_dump(mode="json", exclude_none=True),
                "changed_at": at,
                "changed_by": by,
            },
        )
        return draft


def sign(*, unit: Unit, site: Site, by: User, at: datetime) -> Signed:
    """The medical director signs the unit's protocol; it is in force from `at`."""
    protocol = resolve(load_country(unit.country), site, on=clinic_day_of(unit, at=at))
    if not by.may(Task.SIGN_PROTOCOL):
        return Signed(version=None, protocol=protocol, not_the_director=True)
    if not protocol.complete or not_set(protocol):
        return Signed(version=None, protocol=protocol)
    with acting(str(by.pk)):
        # A signature follows the one before it, also when two are given at the same moment.
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        earlier = ProtocolVersion.objects.filter(unit=unit, in_force_from=at).first()
        if earlier and earlier.version == protocol.version:
            return Signed(version=earlier, protocol=protocol)
        version = ProtocolVersion.objects.create(
            unit=unit,
            version=protocol.version,
            content=protocol.content(),
            in_force_from=at,
            signed_at=at,
            signed_by=by,
            limits_count=len(protocol.limits),
        )
        for (drug, salt_form, route), limits in protocol.limits.items():
            ProtocolLimit.objects.create(
                version=version, drug=drug, salt_form=salt_form, route=route, **columns_of(limits)
            )
        _set_clock_tolerance(unit, protocol)
    return Signed(version=version, protocol=protocol)


def columns_of(limits: Limits) -> dict[str, Any]:
    """The limits as the database's own guards read them."""
    named = [
        "dose_mg_max", "day_mg_max", "day_doses_max", "interval_shortest", "observation_shortest",
        "exit_oxygen_percent_lowest", "breath_alcohol_max_ug_per_l", "breath_test_valid",
        "sedation_score_max", "pre_dose_check_valid", "gap_days_max", "kit_needed",
        "exit_check_valid", "exit_sedation_score_max", "breath_retest_wait", "hand_over_valid",
        "gap_sessions_max", "room_needed", "co_methadone_day_mg_max",
    ]  # fmt: skip
    values: dict[str, Any] = {name: getattr(limits, name) for name in named}
    unlimited = [name for name, value in values.items() if isinstance(value, NoLimit)]
    return {
        **values, **dict.fromkeys(unlimited), "no_limit": unlimited,
        "clock_skew_max": timedelta(seconds=limits.clock_skew_seconds_max),
        "growth_at_once_dose_mg_max": limits.growth.at_once_dose_mg_max,
        "day_total_factors": {s.value: str(f) for s, f in limits.day_total_factors.items()},
        "gap_step_down": as_text(limits.gap_step_down),
        "supply_days_longest": limits.supply_days_longest if limits.supply_allowed else None,
    }  # fmt: skip


def _set_clock_tolerance(unit: Unit, protocol: Protocol) -> None:
    """The database's own tolerance follows the strictest of the products."""
    seconds = min(limits.clock_skew_seconds_max for limits in protocol.limits.values())
    Unit.objects.filter(pk=unit.pk).update(clock_skew_max=timedelta(seconds=seconds))


@transaction.atomic
def site_of_draft(*, unit: Unit) -> Site:
    """The draft as the rules read it; an empty one when nothing was kept yet."""
    draft = ProtocolDraft.objects.filter(unit=unit).first()
    return Site.model_validate(draft.site if draft else {})
