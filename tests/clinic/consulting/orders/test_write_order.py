"""Writing an order: the rule's answer is kept, and only an allowed one signs anything."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from tests.clinic.consulting.orders.wanting import wanted, write
from tests.factories.gaps import sign_values

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind, Order, OrderDecision
from vangnet.clinic.consulting.orders import actions
from vangnet.clinic.consulting.orders.facts import ordering
from vangnet.clinic.journal.actions import RequestReused
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.decision import Reason
from vangnet.rules.dosing.facts import OrderKind, ordering_to_json

METHADONE = {"drug": Drug.METHADONE, "salt_form": SaltForm.HYDROCHLORIDE, "route": Route.ORAL}


def codes(decision: OrderDecision) -> list[str]:
    return [one["reason"] for one in decision.reasons]


def said(order: Order) -> list[tuple[date, Decimal]]:
    return [(step.from_on, step.dose_mg) for step in order.steps.order_by("from_on")]


def test_an_allowed_order_is_signed_and_its_decision_kept_with_it(world):
    patient = world.patient()
    first = patient.orders.get()
    kept = write(world, patient, wanted(world, (0, 220)))
    assert kept.allowed
    assert kept.reasons == []
    assert kept.order.supersedes == first
    assert (kept.order.dose_mg, kept.order.day_mg, kept.order.steps_count) == (220, 660, 0)
    assert kept.order.prescriber == kept.by == world.staff["prescriber"]
    assert kept.signed_with == "password"
    assert kept.facts["last_ordered_mg"] == "200.000"


def test_a_refused_order_signs_nothing_and_is_kept_with_every_reason(world):
    patient = world.patient()
    kept = write(world, patient, wanted(world, (0, 2000)))
    assert not kept.allowed
    assert kept.order is None
    assert codes(kept)[0] == Reason.ORDERING_DOSE_ABOVE_MAX
    assert Reason.ORDERING_CHANGE_ASKS_REASON in codes(kept)
    assert patient.orders.count() == 1


def test_dated_doses_become_the_steps_of_the_order(world):
    patient = world.patient()
    asked = wanted(world, (0, 200), (3, 220), (6, 240), kind=OrderKind.TITRATION)
    kept = write(world, patient, asked)
    today = world.now.date()
    assert said(kept.order) == [
        (today, 200), (today + timedelta(days=3), 220), (today + timedelta(days=6), 240)
    ]  # fmt: skip
    assert kept.kind == "titration"


def test_until_a_later_first_day_the_order_goes_on_with_the_present_dose(world):
    patient = world.patient(dose_mg="200")
    kept = write(world, patient, wanted(world, (2, 220)))
    today = world.now.date()
    assert said(kept.order) == [(today, 200), (today + timedelta(days=2), 220)]
    assert (kept.order.valid_from, kept.order.dose_mg) == (today, 200)


def test_a_stopped_order_does_not_go_on(world):
    patient = world.patient(dose_mg="200")
    by = world.staff["prescriber"]
    consulting.stop_order(order=patient.orders.get(), reason="test", by=by, at=world.now)
    kept = write(world, patient, wanted(world, (2, 220)))
    assert kept.allowed
    assert kept.order.valid_from == world.now.date() + timedelta(days=2)


def test_what_was_given_is_what_growth_is_counted_from(world):
    patient = world.patient(dose_mg="200")
    dose = world.hand_over(world.at_the_hatch(patient), dose_mg=Decimal(100))
    world.use(dose, given_mg="100")
    facts = ordering(
        patient=patient, wanted=wanted(world, (0, 220)), by=world.staff["prescriber"], at=world.now
    )
    assert [(one.handed_mg, one.given_mg, one.ordered_mg) for one in facts.doses] == [
        (100, 100, 200)
    ]
    assert facts.last_dose_day == world.now.date()
    # 220 mg is more than a quarter over the 100 mg that was given.
    assert codes(write(world, patient, wanted(world, (0, 220)))) == [
        Reason.ORDERING_CHANGE_ASKS_REASON
    ]
    assert write(world, patient, wanted(world, (0, 220), reason="slept badly")).allowed


def test_only_the_last_day_before_today_and_today_are_told(world):
    patient = world.patient(dose_mg="200")
    for _ in range(3):
        visit = world.at_the_hatch(patient)
        world.use(world.hand_over(visit))
        world.leave(visit)
        world.clean_rooms()
        world.later(days=1)
    facts = ordering(
        patient=patient, wanted=wanted(world, (0, 200)), by=world.staff["prescriber"], at=world.now
    )
    assert [one.clinic_day for one in facts.doses] == [world.now.date() - timedelta(days=1)]


def test_methadone_beside_diamorphine_is_told_both_ways(world):
    patient = world.patient(dose_mg="200", doses_per_day=1)
    world.order(patient, dose_mg="100", doses_per_day=1, **METHADONE)
    sign_values(
        world.later(minutes=1), {"co_methadone_day_mg_max": "mg/d"}, co_methadone_day_mg_max=95
    )
    kept = write(world, patient, wanted(world, (0, 200), doses_per_day=1))
    assert codes(kept) == [Reason.ORDERING_CO_METHADONE_ABOVE_MAX]
    assert kept.facts["other_orders"][0]["day_mg"] == "100.000"


def test_a_hold_and_a_lock_stop_the_pen(world):
    patient, by = world.patient(), world.staff["prescriber"]
    hold = {"patient": patient, "reason": "ill", "owner": by, "by": by, "at": world.now}
    consulting.put_on_hold(kind=HoldKind.HARD, **hold)
    assert codes(write(world, patient, wanted(world, (0, 200)))) == [Reason.ORDERING_ON_HOLD]
    consulting.put_on_hold(kind=HoldKind.EMERGENCY, **hold)
    kept = write(world, patient, wanted(world, (0, 200)))
    assert codes(kept) == [Reason.ORDERING_ON_HOLD, Reason.ORDERING_LOCKED]


def test_a_soft_hold_that_ended_by_itself_stops_no_pen(world):
    patient, by = world.patient(), world.staff["prescriber"]
    consulting.put_on_hold(
        patient=patient, kind=HoldKind.SOFT, reason="ill", owner=by, by=by, at=world.now,
        ends_at=world.now + timedelta(hours=1),
    )  # fmt: skip
    world.later(minutes=59)
    assert codes(write(world, patient, wanted(world, (0, 200)))) == [Reason.ORDERING_ON_HOLD]
    world.later(minutes=1)
    assert write(world, patient, wanted(world, (0, 200))).allowed


def test_who_may_not_prescribe_is_refused_and_signs_nothing(world):
    patient = world.patient()
    kept = write(world, patient, wanted(world, (0, 200)), name="nurse")
    assert codes(kept) == [Reason.ORDERING_NOT_A_PRESCRIBER]
    assert patient.orders.count() == 1


def test_the_same_request_is_one_order_and_with_other_content_an_error(world):
    patient, key = world.patient(), uuid4()
    asked = wanted(world, (0, 220))
    kept = write(world, patient, asked, request_id=key)
    assert write(world, patient, asked, request_id=key) == kept
    assert patient.orders.count() == 2
    with pytest.raises(RequestReused):
        write(world, patient, wanted(world, (0, 240)), request_id=key)
    with pytest.raises(RequestReused):
        write(world, world.patient(), asked, request_id=key)


def test_a_look_keeps_nothing(world):
    patient = world.patient()
    looked = actions.look(
        patient=patient, wanted=wanted(world, (0, 220)), by=world.staff["prescriber"], at=world.now
    )
    assert looked.decision.allowed
    assert not OrderDecision.objects.filter(patient=patient).exists()
    kept = write(world, patient, wanted(world, (0, 220)))
    assert kept.facts == ordering_to_json(looked.facts)
