"""What the gate is told of the container and the sterile kit, and of the two who sign."""

from datetime import date, datetime

from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.registry.facts import end_of_day
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.vault.facts import in_account
from vangnet.clinic.vault.models import Account, Container, ContainerState, Kit
from vangnet.rules import facts as rule
from vangnet.rules.amounts import Drug, Route, SaltForm


def container_facts(container: Container | None) -> rule.ContainerFacts | None:
    if container is None:
        return None
    lot = container.lot
    return rule.ContainerFacts(
        code=container.code,
        drug=Drug(lot.drug),
        salt_form=SaltForm(lot.salt_form),
        routes=tuple(Route(route) for route in lot.routes),
        usable_until=usable_until(container),
        in_use=container.state == ContainerState.OPEN,
        in_stock_mg=in_account(container, Account.STOCK),
    )


def usable_until(container: Container) -> datetime:
    """The container's own end, or the end of its lot's last day if that comes first."""
    return earliest(container.usable_until, unit=container.unit, last_day=container.lot.expires_on)


def earliest(usable_until: datetime, *, unit: Unit, last_day: date) -> datetime:
    return min(usable_until, end_of_day(unit, day=last_day))


def kit_facts(kit: Kit | None) -> rule.KitFacts | None:
    if kit is None:
        return None
    return rule.KitFacts(
        code=kit.code,
        route=Route(kit.lot.route),
        expires_on=kit.lot.expires_on,
        already_issued=HandOver.objects.filter(kit=kit, allowed=True).exists(),
    )


def staff_facts(by: User, witness: Signature | None) -> rule.StaffFacts:
    return rule.StaffFacts(
        giver_key=str(by.pk),
        giver_may_give=by.may(Task.HAND_OVER),
        witness_key=str(witness.user.pk) if witness else None,
        witness_may_witness=bool(witness and witness.user.may(Task.WITNESS)),
        witness_authenticated=witness is not None,
    )
