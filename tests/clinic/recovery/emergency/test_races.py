"""Really at the same moment: presses, touches, and a hand-over against the press."""

from uuid import uuid4

from django.db import connection, transaction
from tests.clinic.parallel import at_once
from tests.factories.filling.emergency import log, naloxone, start

from vangnet.clinic.consulting.models import Hold
from vangnet.clinic.dispensary import actions
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.journal.actions import GuardRefused
from vangnet.clinic.recovery.emergency import facts
from vangnet.clinic.recovery.emergency.models import ActKind, Emergency, EmergencyAct
from vangnet.clinic.recovery.emergency.stock.facts import difference


def test_six_presses_at_once_are_one_record_and_one_lock(open_world):
    patient = open_world.patient()
    names = ("nurse", "second_nurse", "prescriber", "desk", "pharmacist", "manager")
    found = at_once([lambda n=name: start(open_world, patient, name=n) for name in names])
    assert len({one.pk for one in found}) == 1
    assert Emergency.objects.filter(patient=patient).count() == 1
    assert Hold.objects.filter(patient=patient).count() == 1


def test_one_touch_that_arrives_four_times_is_one_act_and_one_piece(open_world):
    ran, request = start(open_world, open_world.patient()), uuid4()
    naloxone(open_world, 3)
    found = at_once([lambda: log(open_world, ran, ActKind.NALOXONE, request_id=request)] * 4)
    assert len({one.pk for one in found}) == 1
    assert EmergencyAct.objects.filter(emergency=ran).count() == 1
    assert facts.naloxone_in_date(open_world.unit, open_world.now.date()) == 2


def test_two_hands_that_take_the_last_piece_both_log_and_the_difference_is_shown(open_world):
    ran = start(open_world, open_world.patient())
    naloxone(open_world, 1)
    at_once([lambda: log(open_world, ran, ActKind.NALOXONE)] * 2)
    assert EmergencyAct.objects.filter(emergency=ran).count() == 2
    assert facts.naloxone_in_date(open_world.unit, open_world.now.date()) == 0
    assert difference(open_world.unit) == -1


def test_a_hand_over_against_the_press_is_before_it_or_refused(open_world):
    visit = open_world.at_the_hatch(open_world.patient())
    request = open_world.request(visit)

    def hand_over():
        try:
            return actions.hand_over(request).allowed
        except GuardRefused:
            return False

    allowed, ran = at_once([hand_over, lambda: start(open_world, visit.patient)])
    doses = HandOver.objects.filter(patient=visit.patient, allowed=True)
    assert doses.count() == (1 if allowed else 0)
    for dose in doses:  # what was before it counts as begun at the press
        assert dose.use.started_at == ran.started_at


def test_a_touch_waits_for_nobody_who_holds_the_patient_the_visit_or_the_lot(open_world):
    """Slow because someone else's transaction hangs: acts are logged all the same."""
    visit = open_world.at_the_hatch(open_world.patient())
    ran, lot = start(open_world, visit.patient), naloxone(open_world)

    def touch():
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '2s'")
        return [log(open_world, ran, kind) for kind in (ActKind.OXYGEN, ActKind.NALOXONE)]

    with transaction.atomic(), connection.cursor() as cursor:
        for table, key in (
            ("registry_patient", visit.patient_id), ("reception_visit", visit.pk),
            ("consulting_hold", ran.hold_id),
            ("recovery_emergency", ran.pk),
        ):  # fmt: skip
            cursor.execute(f"select 1 from {table} where id = %s for no key update", [key])
        cursor.execute("select pg_advisory_xact_lock(recovery_lot_key(%s))", [lot.pk])
        (written,) = at_once([touch])
    assert [one.kind for one in written] == ["oxygen", "naloxone"]
    assert difference(open_world.unit) == -1  # the lot was passed over, and that is shown
