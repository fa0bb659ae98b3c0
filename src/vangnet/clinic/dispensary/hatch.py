"""The hot path of the hatch: one locked read, one write, each a function of the database.

It reads what facts.py reads (a test holds the two together) and decides nothing.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from vangnet.clinic.consulting.moving.place import place_of
from vangnet.clinic.dispensary.approvals import choose_approval
from vangnet.clinic.dispensary.facts import BEGINNING
from vangnet.clinic.dispensary.goods import earliest
from vangnet.clinic.dispensary.holds import locked_since
from vangnet.clinic.dispensary.readiness.facts import readiness_of
from vangnet.clinic.registry.models import Unit
from vangnet.rules import facts as rule
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.check_keys import CheckKind

Row = dict[str, Any]
# Health checks are read in the same statement, after the lock: their function looks anew.
READ = """
select (hatch || jsonb_build_object(
          'checks', consulting_checks((hatch ->> 'patient')::uuid, (hatch ->> 'day')::date),
          'since', consulting_checks_since((hatch ->> 'patient')::uuid),
          'place', consulting_place((hatch ->> 'patient')::uuid,
                                    (select unit_id from reception_visit where id = %s),
                                    (hatch ->> 'day')::date),
          'readiness', dispensary_readiness(
            (select unit_id from reception_visit where id = %s), %s)))::text
  from dispensary_at_the_hatch(%s, %s, %s, %s, %s, %s, %s) hatch"""


def read(
    *, actor: UUID, request_id: UUID, visit: UUID, order: UUID | None, container: UUID | None,
    kit: UUID | None, at: datetime,
) -> Row:  # fmt: skip
    """Name the actor, lock person, visit and container, and read all the gate weighs."""
    with connection.cursor() as cursor:
        cursor.execute(
            READ,
            [visit, visit, at, str(actor), request_id, visit, order, container, kit, at],
        )
        row: Row = json.loads(cursor.fetchone()[0])
    return row


def keep(answer: Row) -> None:
    """Write the hand-over and, when it is allowed, everything that follows from it."""
    with connection.cursor() as cursor:
        cursor.execute("select dispensary_keep_answer(%s::jsonb)", [json.dumps(answer)])


def facts_of(
    row: Row, *, unit: Unit, dose_mg: Decimal, staff: rule.StaffFacts, at: datetime
) -> rule.Facts:
    """The gate's facts from what `read` brought."""
    order, holds = _order(row["order"]), tuple(_hold(one) for one in row["holds"] or ())
    drug = order.drug if order else Drug.DIAMORPHINE
    day, before = _on(row["day"]), _on_or_none(row["before"])
    doses, tests = tuple(_dose(one) for one in row["doses"] or ()), row["tests"] or []
    return rule.Facts(
        now=at, clinic_day=day, look_only=False, drug=drug,
        salt_form=order.salt_form if order else SaltForm.HYDROCHLORIDE_MONOHYDRATE,
        route=order.route if order else Route.INTRAVENOUS,
        dose_mg=dose_mg,
        visit=_visit(row["visit"]),
        approval=choose_approval([_approval(one) for one in row["approvals"] or ()], day),
        order=order,
        breath_test=_breath_test(tests[-1]) if tests else None,
        breath_tests_over_limit_at=tuple(_at(one) for one in row["over"] or ()) if tests else (),
        check=_check(row["check"]),
        doses=doses,
        doses_since=before or BEGINNING,
        last_dose_day=max((one.clinic_day for one in doses if one.drug is drug), default=before),
        restart_signed_at=_at_or_none(row["restart"]),
        restart_day=_on_or_none(row["restart_day"]),
        register_closed=row["closed"],
        clock_skew_seconds=row["skew"],
        holds=tuple(hold for hold in holds if hold.kind is not rule.HoldKind.EMERGENCY),
        opioids_locked_since=locked_since(holds),
        room=_room(row["room"]),
        staff=staff,
        container=_container(row["container"], unit),
        kit=_kit(row["kit"]),
        checks=tuple(_health_check(one) for one in row["checks"] or ()),
        checks_since=_on(row["since"]),
        orders_beside=tuple(Drug(one) for one in row["beside"] or ()),
        home_ahead=tuple(_on(day) for day in row["ahead"] or ()),
        place=place_of(row["place"], drug=drug),
        readiness=readiness_of(row["readiness"]),
    )  # fmt: skip


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _at_or_none(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _on(text: str) -> date:
    return date.fromisoformat(text)


def _on_or_none(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _visit(row: Row | None) -> rule.VisitFacts | None:
    if row is None:
        return None
    return rule.VisitFacts(opened_at=_at(row["opened_at"]), identifiers=tuple(row["identifiers"]))


def _approval(row: list[str | None]) -> rule.ApprovalFacts:
    assert row[0] is not None
    return rule.ApprovalFacts(
        valid_from=_on(row[0]), valid_until=_on_or_none(row[1]), ended_on=_on_or_none(row[2]),
        review_due_on=_on_or_none(row[3]),
    )  # fmt: skip


def _order(row: Row | None) -> rule.OrderFacts | None:
    if row is None:
        return None
    return rule.OrderFacts(
        drug=Drug(row["drug"]),
        salt_form=SaltForm(row["salt_form"]),
        route=Route(row["route"]),
        dose_mg=Decimal(row["dose_mg"]),
        doses_per_day=row["doses_per_day"],
        day_mg=Decimal(row["day_mg"]),
        valid_from=_on(row["valid_from"]),
        valid_until=_on_or_none(row["valid_until"]),
        stopped_at=_at_or_none(row["stopped_at"]),
        signed_at=_at(row["signed_at"]),
        prescriber_may_prescribe=row["by_prescriber"],
    )


def _breath_test(row: list[Any]) -> rule.BreathTestFacts:
    return rule.BreathTestFacts(
        taken_at=_at(row[0]),
        reading=Decimal(row[1]),
        unit=rule.BreathUnit(row[2]),
        device_serial=row[3],
        device_calibrated_on=_on_or_none(row[4]),
        device_calibration_due_on=_on_or_none(row[5]),
    )


def _check(row: list[Any] | None) -> rule.PreDoseCheckFacts | None:
    if row is None:
        return None
    return rule.PreDoseCheckFacts(
        checked_at=_at(row[0]),
        sedation_score=row[1],
        asleep=row[2],
        intoxication_signs=tuple(row[3]),
    )


def _dose(row: list[Any]) -> rule.DoseFacts:
    return rule.DoseFacts(
        clinic_day=_on(row[0]),
        drug=Drug(row[1]),
        salt_form=SaltForm(row[2]),
        route=Route(row[3]),
        handed_over_at=_at(row[4]),
        ended_at=_at_or_none(row[5]),
        ordered_mg=Decimal(row[6]),
        handed_mg=Decimal(row[7]),
        given_mg=None if row[8] is None else Decimal(row[8]),
        taken_home=row[9],
    )


def _hold(row: list[Any]) -> rule.HoldFacts:
    return rule.HoldFacts(
        kind=rule.HoldKind(row[0]), reason=row[1], placed_at=_at(row[2]), owner_name=row[3]
    )


def _room(row: list[Any] | None) -> rule.RoomFacts | None:
    if row is None:
        return None
    return rule.RoomFacts(number=row[0], in_service=row[1], occupied_by_another=False)


def _container(row: list[Any] | None, unit: Unit) -> rule.ContainerFacts | None:
    if row is None:
        return None
    return rule.ContainerFacts(
        code=row[0],
        drug=Drug(row[1]),
        salt_form=SaltForm(row[2]),
        routes=tuple(Route(route) for route in row[3]),
        usable_until=earliest(_at(row[4]), unit=unit, last_day=_on(row[5])),
        in_use=row[6],
        in_stock_mg=Decimal(row[7]),
    )


def _kit(row: list[Any] | None) -> rule.KitFacts | None:
    if row is None:
        return None
    return rule.KitFacts(
        code=row[0], route=Route(row[1]), expires_on=_on(row[2]), already_issued=row[3]
    )


def _health_check(row: list[Any]) -> rule.CheckFacts:
    return rule.CheckFacts(kind=CheckKind(row[0]), last_on=_on_or_none(row[1]), own_months=row[2])
