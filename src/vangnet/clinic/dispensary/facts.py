"""Rows in, the gate's facts out: the plain reading, one question a query.

The hatch uses the single statement of at_the_hatch.sql; a property test ties the two together.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Max

from vangnet.clinic.consulting.care import facts as care
from vangnet.clinic.consulting.holding import holds_in_force
from vangnet.clinic.consulting.models import Order
from vangnet.clinic.consulting.moving import place
from vangnet.clinic.devices.models import BreathTester
from vangnet.clinic.dispensary import goods, holds, home
from vangnet.clinic.dispensary.approvals import approval_facts
from vangnet.clinic.dispensary.models import Bottle, BreathTest, HandOver, PreDoseCheck, Use
from vangnet.clinic.dispensary.ordered import beside, current, order_on, ordered_mg_of
from vangnet.clinic.dispensary.ordered import current_order as current_order
from vangnet.clinic.dispensary.readiness.facts import unit_readiness
from vangnet.clinic.reception.models import RoomStay, Visit
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, RoomState, Unit
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.vault.facts import is_closed
from vangnet.clinic.vault.models import Container, Kit
from vangnet.rules import facts as rule
from vangnet.rules.amounts import Drug, Route, SaltForm

BEGINNING = date.min  # nothing was ever handed over before: the history reaches all the way back


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of the gate: this dose, from this container, by these people."""

    unit: Unit
    patient: Patient
    visit: Visit | None
    order: Order | None
    dose_mg: Decimal
    container: Container | None
    kit: Kit | None
    by: User
    witness: Signature | None
    at: datetime
    look_only: bool = False


def at_the_hatch(asked: Asked) -> rule.Facts:
    """Everything the gate weighs, read now."""
    day = clinic_day_of(asked.unit, at=asked.at)
    order = current(asked.order, asked.patient)
    drug = Drug(order.drug) if order else Drug.DIAMORPHINE
    before = _last_day(asked.patient, before=day, drug=drug)
    doses = _doses(asked.patient, since=before, until=day)
    held, restart = holds_in_force(asked.patient, at=asked.at), _restart(asked.patient, drug)
    return rule.Facts(
        now=asked.at, clinic_day=day, look_only=asked.look_only, drug=drug,
        salt_form=SaltForm(order.salt_form) if order else SaltForm.HYDROCHLORIDE_MONOHYDRATE,
        route=Route(order.route) if order else Route.INTRAVENOUS,
        dose_mg=asked.dose_mg, visit=_visit(asked),
        approval=approval_facts(asked.patient, day),
        order=_order(order, day),
        breath_test=_breath_test(asked.visit),
        breath_tests_over_limit_at=_over_limit(asked.visit),
        check=_check(asked.visit),
        doses=doses,
        doses_since=before or BEGINNING,
        last_dose_day=max((one.clinic_day for one in doses if one.drug is drug), default=before),
        restart_signed_at=restart,
        restart_day=restart and clinic_day_of(asked.unit, at=restart),
        register_closed=is_closed(asked.unit, day=day),
        clock_skew_seconds=_skew(asked.unit, asked.at),
        holds=tuple(hold for hold in held if hold.kind is not rule.HoldKind.EMERGENCY),
        opioids_locked_since=holds.locked_since(held),
        room=_room(asked.visit),
        staff=None if asked.look_only else goods.staff_facts(asked.by, asked.witness),
        container=goods.container_facts(asked.container),
        kit=goods.kit_facts(asked.kit),
        checks=care.checks_of([asked.patient.pk], on=day)[asked.patient.pk],
        checks_since=care.since(asked.patient),
        orders_beside=beside(asked.patient, drug, day),
        home_ahead=home.ahead(asked.patient, drug, after=day),
        place=place.place_facts(
            asked.patient, unit=asked.unit, day=day, drug=drug, dosed_at=_dosed_at(asked, day)
        ),
        readiness=unit_readiness(asked.unit, at=asked.at),
    )  # fmt: skip


def _dosed_at(asked: Asked, day: date) -> str | None:
    """The other unit that first handed over a dose of that clinic day, to take home as well."""
    doses = HandOver.objects.filter(patient=asked.patient, clinic_day=day, allowed=True)
    bottles = Bottle.objects.filter(patient=asked.patient, for_on=day, back_at__isnull=True)
    given = [
        *doses.exclude(unit=asked.unit).values_list("at", "unit__name"),
        *bottles.exclude(supply__unit=asked.unit).values_list("supply__at", "supply__unit__name"),
    ]
    return min(given)[1] if given else None


def latest_breath_test(visit: Visit) -> BreathTest | None:
    return (
        BreathTest.objects.filter(visit=visit, corrected_by__isnull=True)
        .order_by("taken_at", "pk")
        .last()
    )


def latest_check(visit: Visit) -> PreDoseCheck | None:
    return (
        PreDoseCheck.objects.filter(visit=visit, corrected_by__isnull=True)
        .order_by("checked_at", "pk")
        .last()
    )


def calibration_of(tester: BreathTester) -> tuple[date, date] | None:
    """Day of the last calibration and the day the next is due."""
    last = tester.calibrations.order_by("calibrated_on", "recorded_at").last()
    return (last.calibrated_on, last.due_on) if last else None


def _restart(patient: Patient, drug: Drug) -> datetime | None:
    """When a prescriber last restarted this patient on this drug, whatever was ordered since."""
    signed = Order.objects.filter(patient=patient, drug=drug, is_restart=True)
    at: datetime | None = signed.aggregate(at=Max("signed_at"))["at"]
    return at


def _visit(asked: Asked) -> rule.VisitFacts | None:
    visit = asked.visit
    if visit is None or visit.closed_at is not None or visit.patient_id != asked.patient.pk:
        return None
    return rule.VisitFacts(opened_at=visit.opened_at, identifiers=tuple(visit.identifiers))


def _order(order: Order | None, day: date) -> rule.OrderFacts | None:
    if order is None:
        return None
    stop, says = getattr(order, "stop", None), order_on(order, day)
    return rule.OrderFacts(
        drug=Drug(order.drug),
        salt_form=SaltForm(order.salt_form),
        route=Route(order.route),
        dose_mg=says.dose_mg,
        doses_per_day=says.doses_per_day,
        day_mg=says.day_mg,
        valid_from=order.valid_from,
        valid_until=order.valid_until,
        stopped_at=stop.stopped_at if stop else None,
        signed_at=order.signed_at,
        prescriber_may_prescribe=order.prescriber.may(Task.PRESCRIBE),
    )


def _breath_test(visit: Visit | None) -> rule.BreathTestFacts | None:
    test = latest_breath_test(visit) if visit else None
    if test is None:
        return None
    return rule.BreathTestFacts(
        taken_at=test.taken_at,
        reading=test.reading,
        unit=rule.BreathUnit(test.reading_unit),
        device_serial=test.tester.serial,
        device_calibrated_on=test.calibrated_on,
        device_calibration_due_on=test.calibration_due_on,
    )


def _over_limit(visit: Visit | None) -> tuple[datetime, ...]:
    """Earlier tests over their limit, that day: going out and in again does not end the wait."""
    if visit is None or (latest := latest_breath_test(visit)) is None:
        return ()
    rows = (
        BreathTest.objects.filter(
            patient=visit.patient_id, visit__clinic_day=visit.clinic_day, corrected_by__isnull=True
        )
        .exclude(pk=latest.pk)
        .order_by("taken_at", "pk")
    )
    return tuple(row.taken_at for row in rows if row.alcohol_ug_per_l > row.limit_ug_per_l)


def _check(visit: Visit | None) -> rule.PreDoseCheckFacts | None:
    check = latest_check(visit) if visit else None
    if check is None:
        return None
    return rule.PreDoseCheckFacts(
        checked_at=check.checked_at,
        sedation_score=check.sedation_score,
        asleep=check.asleep,
        intoxication_signs=tuple(check.intoxication_signs),
    )


def _last_day(patient: Patient, *, before: date, drug: Drug | None = None) -> date | None:
    """The last day on which something (of this drug) was given, or is still open."""
    earlier = HandOver.objects.filter(patient=patient, allowed=True, clinic_day__lt=before)
    earlier = earlier.filter(drug=drug) if drug else earlier
    earlier = earlier.exclude(use__given_mg=0)
    last: date | None = earlier.aggregate(day=Max("clinic_day"))["day"]
    return max(filter(None, (last, home.last_day(patient, before=before, drug=drug))), default=None)


def _doses(patient: Patient, *, since: date | None, until: date) -> tuple[rule.DoseFacts, ...]:
    """Doses here and bottles at home, by their day and then by the hour they left the hatch.

    Of a drug never had before, from the last day on with any other.
    """
    since = since or _last_day(patient, before=until) or until
    rows = Use.objects.filter(patient=patient, hand_over__clinic_day__gte=since)
    here = [
        (row.pk, _dose(row)) for row in rows.select_related("hand_over__order")
    ]  # fmt: skip
    both = [*here, *home.doses(patient, since=since, until=until)]
    both.sort(key=lambda one: (one[1].clinic_day, one[1].handed_over_at, str(one[0])))
    return tuple(dose for _key, dose in both)


def _dose(row: Use) -> rule.DoseFacts:
    return rule.DoseFacts(
        clinic_day=row.hand_over.clinic_day,
        drug=Drug(row.hand_over.drug),
        salt_form=SaltForm(row.hand_over.salt_form),
        route=Route(row.hand_over.route),
        handed_over_at=row.opened_at,
        ended_at=row.ended_at,
        ordered_mg=ordered_mg_of(row.hand_over),
        handed_mg=row.dose_mg,
        given_mg=row.given_mg,
    )


def _room(visit: Visit | None) -> rule.RoomFacts | None:
    stay = (
        RoomStay.objects.filter(visit=visit, until_at__isnull=True).select_related("room").first()
        if visit
        else None
    )
    if stay is None:
        return None
    return rule.RoomFacts(
        number=str(stay.room.number),
        in_service=stay.room.state != RoomState.CLOSED,
        occupied_by_another=False,  # the database gives a room to one visit at a time
    )


def _skew(unit: Unit, at: datetime) -> int:
    """Seconds between `at` and the database's clock; 0 for a demonstration, which sets its own."""
    if unit.is_demonstration:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select extract(epoch from %s - clock_timestamp())::int", [at])
        return abs(int(cursor.fetchone()[0]))
