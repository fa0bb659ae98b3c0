"""The screens of an overdose: one press, one touch, and what is said when something is missing."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from django.urls import reverse
from pypdf import PdfReader
from tests.factories.filling.emergency import end, log, naloxone, release, start
from tests.factories.pages import at_present, signed_in

from vangnet.clinic.consulting.models import Hold
from vangnet.clinic.recovery.emergency import place
from vangnet.clinic.recovery.emergency.models import (
    ActKind,
    Emergency,
    EmergencyAct,
    EmergencyPaper,
    Outcome,
)
from vangnet.clinic.recovery.emergency.place import moment
from vangnet.clinic.recovery.emergency.stock.facts import difference, naloxone_in_date


@pytest.fixture
def visit(trial):
    at_present(trial)
    return trial.at_the_hatch(trial.patient())


@pytest.fixture
def ran(trial, visit):
    return start(trial, visit.patient)


def press(client, patient, **fields):
    return client.post(reverse("emergency:start", args=[patient.pk]), fields)


def touch(client, ran, kind, *, script=False, **fields):
    more = {"headers": {"X-Requested-With": "fetch"}} if script else {}
    return client.post(
        reverse("emergency:act", args=[ran.pk]),
        {"kind": kind, "request_id": str(uuid4()), **fields}, **more,
    )  # fmt: skip


def ms_of(at):
    return int(at.timestamp() * 1000)


def text(answer):
    return " ".join(answer.content.decode().split())


PAGES_OF_A_PATIENT = ("registry:patient", "care:patient", "approval:patient", "tasks:gap")


@pytest.mark.parametrize("page", PAGES_OF_A_PATIENT)
def test_every_page_of_a_patient_has_the_one_large_control(client, trial, visit, page):
    shown = text(signed_in(client, trial).get(reverse(page, args=[visit.patient_id])))
    assert f'action="{reverse("emergency:start", args=[visit.patient_id])}"' in shown
    assert 'method="post"' in shown


def test_the_pages_of_the_visit_have_it_as_well(client, trial, visit):
    for page in ("dispensary:breath", "dispensary:check", "dispensary:visit-hatch"):
        answer = signed_in(client, trial).get(reverse(page, args=[visit.pk]))
        assert reverse("emergency:start", args=[visit.patient_id]) in text(answer), page


def test_one_press_opens_the_record_without_a_question(client, trial, visit):
    nurse = signed_in(client, trial)
    answer = press(nurse, visit.patient, request_id=str(uuid4()))
    ran = Emergency.objects.get(patient=visit.patient)
    assert answer.url == reverse("emergency:screen", args=[ran.pk])
    assert press(nurse, visit.patient).url == answer.url  # a second press, without a request id
    assert Hold.objects.filter(patient=visit.patient).count() == 1
    assert f"Emergency · Room {visit.stays.get().room.number}" in text(nurse.get(answer.url))
    banner = text(nurse.get(reverse("registry:patient", args=[visit.patient_id])))
    assert "Emergency runs" in banner


def test_a_press_that_was_not_written_says_what_to_do_and_is_pressed_again_as_the_same(
    client, trial, visit, monkeypatch
):
    def locked(**more):
        raise OperationalError("canceling statement due to lock timeout")

    nurse, request = signed_in(client, trial), str(uuid4())
    with monkeypatch.context() as patch:
        patch.setattr("vangnet.clinic.recovery.emergency.actions.start", locked)
        answer = press(nurse, visit.patient, request_id=request)
    assert answer.status_code == 503
    assert "Help first. The record has not started." in text(answer)
    assert "Call for help. Call the ambulance." in text(answer)
    assert f'name="request_id" value="{request}"' in text(answer)
    assert f'action="{reverse("emergency:start", args=[visit.patient_id])}"' in text(answer)
    assert press(nurse, visit.patient, request_id=request).status_code == 302
    assert Emergency.objects.get(patient=visit.patient).request_id == UUID(request)


def test_a_get_starts_nothing_and_who_only_looks_starts_nothing(client, trial, visit):
    address = reverse("emergency:start", args=[visit.patient_id])
    assert signed_in(client, trial).get(address).status_code == 405
    assert signed_in(client, trial, "auditor").post(address).status_code == 403
    assert not Emergency.objects.filter(patient=visit.patient).exists()


def test_the_page_of_who_is_here_has_a_button_each(client, trial, visit):
    other = trial.check_in(trial.patient())
    shown = text(signed_in(client, trial, "desk").get(reverse("emergency:who")))
    for one in (visit, other):
        assert reverse("emergency:start", args=[one.patient_id]) in shown
    assert shown.index("Room 1") < shown.index("No room")


def test_the_board_shows_the_emergency_and_the_wall_shows_not_whom(client, trial, ran):
    board = text(signed_in(client, trial).get(reverse("board:rooms")))
    assert reverse("emergency:screen", args=[ran.pk]) in board
    wall = text(client.get(reverse("board:wall", args=[trial.unit.pk])))
    assert "Emergency" in wall
    assert ran.patient.number not in wall


def test_the_board_shows_the_emergency_of_somebody_without_a_room(client, trial):
    ran = start(trial, trial.check_in(trial.patient()).patient)
    board = text(signed_in(client, trial).get(reverse("board:rooms")))
    assert reverse("emergency:screen", args=[ran.pk]) in board
    wall = text(client.get(reverse("board:wall", args=[trial.unit.pk])))
    assert "Emergency" in wall
    assert ran.patient.number not in wall


def test_each_touch_stands_on_the_screen_and_a_kept_one_has_the_time_it_was_pressed(
    client, trial, ran
):
    nurse = signed_in(client, trial)
    assert touch(nurse, ran, "oxygen").url == reverse("emergency:screen", args=[ran.pk])
    pressed = ms_of(moment()) - 90_000
    assert touch(nurse, ran, "cpr", script=True, happened_ms=str(pressed)).status_code == 204
    assert ms_of(ran.acts.get(kind="cpr").happened_at) == pressed
    shown = text(nurse.get(reverse("emergency:screen", args=[ran.pk])))
    assert shown.count("CPR started") >= 2
    assert touch(nurse, ran, "tea", script=True).status_code == 422


def test_the_time_on_the_way_moves_no_act_and_turns_no_two_about(client, trial, ran, monkeypatch):
    nurse, pressed = signed_in(client, trial), moment()
    # The first is three seconds on its way, the second none: both were kept by the machine.
    for kind, gap, way in (("oxygen", 0, 3), ("naloxone", 1, 2)):
        sent, arrives = pressed + timedelta(seconds=gap), pressed + timedelta(seconds=gap + way)
        monkeypatch.setattr(place, "moment", lambda arrives=arrives: arrives)
        touch(nurse, ran, kind, script=True, happened_ms=str(ms_of(sent)))
    oxygen, given = ran.acts.order_by("happened_at")
    assert (oxygen.kind, given.kind) == ("oxygen", "naloxone")
    assert ms_of(given.happened_at) - ms_of(oxygen.happened_at) == 1000


def test_a_press_of_the_future_is_of_now_and_one_of_long_ago_is_refused(client, trial, ran):
    nurse, now = signed_in(client, trial), moment()
    ahead, old = ms_of(now + timedelta(minutes=5)), ms_of(now - timedelta(hours=25))
    assert touch(nurse, ran, "airway", script=True, happened_ms=str(ahead)).status_code == 204
    act = ran.acts.get()
    assert act.happened_at == act.recorded_at
    assert touch(nurse, ran, "cpr", script=True, happened_ms=str(old)).status_code == 422
    assert ran.acts.count() == 1


def test_an_impossible_reading_is_said_and_not_kept(client, trial, ran):
    nurse = signed_in(client, trial)
    for fields, said in (({"spo2": "130"}, "Read it again"), ({}, "Type what was measured")):
        answer = touch(nurse, ran, "reading", **fields)
        assert (answer.status_code, said in text(answer)) == (422, True)
    assert touch(nurse, ran, "reading", spo2="84", breaths="6").status_code == 302
    assert "84<small>%" in text(nurse.get(reverse("emergency:screen", args=[ran.pk])))
    assert ran.acts.count() == 1


def test_the_ladder_counts_down_from_the_signed_times_and_says_what_is_given(client, trial, ran):
    naloxone(trial, 3)
    act = log(trial, ran, ActKind.NALOXONE)
    shown = text(signed_in(client, trial).get(reverse("emergency:screen", args=[ran.pk])))
    due = int(act.happened_at.timestamp() * 1000) + 120_000
    assert f'data-until="{due}"' in shown
    assert "Given so far" in shown
    assert "On the shelf by the book: 2 pieces in date." in shown


def test_without_signed_values_the_screen_says_so_and_works(client, trial, visit):
    ran = start(trial, visit.patient, at=trial.signed_at.replace(year=2020))
    nurse = signed_in(client, trial)
    touch(nurse, ran, "naloxone")
    shown = text(nurse.get(reverse("emergency:screen", args=[ran.pk])))
    assert "Not signed by the medical director" in shown
    assert "When to repeat is not signed" in shown
    assert "amount not written" in shown
    assert "Used and not in the book: 1" in shown


def test_undo_and_correction_leave_the_old_line_in_sight(client, trial, ran):
    nurse = signed_in(client, trial)
    act = log(trial, ran, ActKind.SHOCK)
    nurse.post(reverse("emergency:undo", args=[act.pk]), {"request_id": str(uuid4())})
    nurse.post(reverse("emergency:undo", args=[act.pk]), {"request_id": str(uuid4())})
    assert EmergencyAct.objects.filter(corrects=act, is_void=True).count() == 1
    other = log(trial, ran, ActKind.AIRWAY)
    typed = {"happened": "00:00:01", "words": "by the wall clock", "request_id": str(uuid4())}
    address = reverse("emergency:correct", args=[other.pk])
    assert nurse.get(address).status_code == 200
    assert nurse.post(address, {**typed, "words": ""}).status_code == 422
    assert nurse.post(address, typed).status_code == 302
    shown = text(nurse.get(reverse("emergency:screen", args=[ran.pk])))
    assert "<s>AED shock</s> <small>did not happen</small>" in shown
    assert "<s>Airway open</s> <small>corrected</small>" in shown


def test_what_has_no_button_is_added_with_its_time(client, trial, ran):
    nurse = signed_in(client, trial)
    address = reverse("emergency:late", args=[ran.pk])
    typed = {"kind": "note", "happened": "00:00:01", "request_id": str(uuid4())}
    assert nurse.post(address, typed).status_code == 422
    assert nurse.post(address, {**typed, "words": "vomited"}).status_code == 302
    assert "vomited" in text(nurse.get(reverse("emergency:screen", args=[ran.pk])))


def test_by_mistake_needs_a_reason_and_keeps_the_lock(client, trial, ran):
    nurse, address = signed_in(client, trial), reverse("emergency:end", args=[ran.pk])
    assert nurse.post(address, {"outcome": "no_overdose"}).status_code == 422
    nurse.post(address, {"outcome": "no_overdose", "because": "asleep, woke at once"})
    shown = text(nurse.get(reverse("emergency:screen", args=[ran.pk])))
    assert "Opioids are locked until a prescriber has reviewed" in shown
    assert "asleep, woke at once" in shown


def test_the_ambulance_gets_one_page_that_is_logged_with_its_hash(client, trial, visit):
    trial.use(trial.hand_over(visit), minutes=0)
    ran = start(trial, visit.patient)
    naloxone(trial)
    for n in range(45):
        log(trial, ran, (ActKind.NALOXONE, ActKind.READING, ActKind.BREATHS)[n % 3])
    nurse = signed_in(client, trial)
    nurse.post(reverse("emergency:end", args=[ran.pk]), {"outcome": "ambulance"})
    visit.refresh_from_db()
    assert (visit.stage, visit.departure.kind) == ("left", "ambulance")
    paper = EmergencyPaper.objects.get(emergency=ran)
    answer = nurse.get(reverse("emergency:pdf", args=[paper.pk]))
    pdf = PdfReader(BytesIO(answer.content))
    said = " ".join(pdf.pages[0].extract_text().split())
    assert len(pdf.pages) == 1
    for words in ("Naloxone: 6 mg, 15 times", "Made Up Test", "Diamorphine", "200 mg"):
        assert words in said, said
    assert visit.patient.number not in answer["Content-Disposition"]
    assert signed_in(client, trial, "desk").get(
        reverse("emergency:pdf", args=[paper.pk])
    ).status_code == 403  # fmt: skip


def test_a_paper_that_cannot_be_made_does_not_undo_the_end(client, trial, ran, monkeypatch):
    def broken(*args, **more):
        raise RuntimeError("no printer")

    monkeypatch.setattr("vangnet.clinic.typeset.pdf", broken)
    answer = signed_in(client, trial).post(
        reverse("emergency:end", args=[ran.pk]), {"outcome": "ambulance"}, follow=True
    )
    ran.refresh_from_db()
    assert ran.outcome == "ambulance"
    assert "The page for the ambulance was not made. Make it below." in text(answer)


def test_the_review_is_a_task_of_the_prescriber_until_it_releases(client, trial, ran):
    end(trial, ran, Outcome.OBSERVATION)
    prescriber = signed_in(client, trial, "prescriber")
    address = reverse("emergency:review", args=[ran.pk])
    assert address in text(prescriber.get(reverse("tasks:list")))
    assert prescriber.get(address).status_code == 200
    typed = {"next_dose": "as_ordered", "words": "awake", "request_id": str(uuid4())}
    assert prescriber.post(address, {**typed, "words": " "}).status_code == 422
    assert prescriber.post(address, {**typed, "next_dose": ""}).status_code == 422
    assert prescriber.post(address, typed).status_code == 302
    assert address not in text(prescriber.get(reverse("tasks:list")))
    assert "Reviewed: the lock is lifted" in text(
        prescriber.get(reverse("emergency:screen", args=[ran.pk]))
    )
    assert signed_in(client, trial).get(address).status_code == 403


def test_the_hold_of_an_overdose_is_not_lifted_on_the_page_of_holds(client, trial, ran):
    end(trial, ran)
    prescriber = signed_in(client, trial, "prescriber")
    prescriber.get(reverse("tasks:holds"))
    lift = reverse("consulting:lift", args=[ran.hold_id])
    prescriber.post(lift, {"because": "x", "request_id": str(uuid4())})
    ran.hold.refresh_from_db()
    assert ran.hold.lifted_at is None
    release(trial, ran)


def test_the_shelf_is_received_counted_and_thrown_away(client, trial):
    at_present(trial)
    nurse, today = signed_in(client, trial), trial.now.date()
    sent = {"request_id": str(uuid4()), "number": "N-9", "form": "ampoule", "piece_mg": "0.4",
            "expires_on": "2030-01-31", "pieces": "5"}  # fmt: skip
    for _twice in range(2):
        assert nurse.post(reverse("emergency:receive"), sent).status_code == 302
    assert naloxone_in_date(trial.unit, today) == 5
    lot = trial.unit.rescue_lots.get()
    counted = {"request_id": str(uuid4()), "counted": "4", "words": "one on the floor"}
    nurse.post(reverse("emergency:count", args=[lot.pk]), counted)
    wasted = {"request_id": str(uuid4()), "pieces": "9", "words": "broken"}
    answer = nurse.post(reverse("emergency:waste", args=[lot.pk]), wasted)
    assert "The book does not have so many" in text(answer)
    nurse.post(reverse("emergency:waste", args=[lot.pk]), {**wasted, "pieces": "1"})
    assert (naloxone_in_date(trial.unit, today), difference(trial.unit)) == (3, 1)
    shown = text(nurse.get(reverse("emergency:shelf")))
    assert "3 pieces in date." in shown
    assert "Missing 1" in shown


def test_a_count_that_differs_says_what_is_known_and_one_that_agrees_need_not(client, trial):
    at_present(trial)
    nurse, lot = signed_in(client, trial), naloxone(trial, 4)
    address = reverse("emergency:count", args=[lot.pk])
    sent = {"request_id": str(uuid4()), "counted": "3", "words": " "}
    answer = nurse.post(address, sent)
    assert (answer.status_code, "The book says 4." in text(answer)) == (422, True)
    assert difference(trial.unit) == 0
    assert nurse.post(address, {**sent, "counted": "4", "words": ""}).status_code == 302
    assert nurse.post(address, {**sent, "words": "one fell"}).status_code == 302
    assert difference(trial.unit) == 1


@pytest.mark.parametrize(
    "read", [{"piece_mg": "0.8"}, {"expires_on": "2031-01-31"}, {"form": "nasal spray"}]
)
def test_a_known_lot_that_is_read_otherwise_is_refused_with_what_the_book_says(client, trial, read):
    at_present(trial)
    nurse = signed_in(client, trial)
    sent = {"number": "N-9", "form": "ampoule", "piece_mg": "0.4", "expires_on": "2030-01-31",
            "pieces": "5"}  # fmt: skip
    address = reverse("emergency:receive")
    assert nurse.post(address, {**sent, "request_id": str(uuid4())}).status_code == 302
    answer = nurse.post(address, {**sent, **read, "request_id": str(uuid4())})
    assert answer.status_code == 422
    assert "In the book this lot is ampoule, 0.4 mg, good until 31 Jan 2030." in text(answer)
    assert naloxone_in_date(trial.unit, trial.now.date()) == 5
    same = {**sent, "form": "Ampoule", "request_id": str(uuid4())}
    assert nurse.post(address, same).status_code == 302
    assert naloxone_in_date(trial.unit, trial.now.date()) == 10


def test_the_shelf_is_kept_by_who_may_and_seen_by_who_sees_the_register(client, trial):
    at_present(trial)
    for name, status in (("pharmacist", 200), ("prescriber", 200), ("manager", 403)):
        who = signed_in(client, trial, name)
        assert who.get(reverse("emergency:receive")).status_code == status, name
        assert who.get(reverse("emergency:shelf")).status_code == 200, name


def test_naloxone_without_an_amount_is_in_the_total_as_what_it_is_not_known(client, trial, visit):
    ran = start(trial, visit.patient, at=trial.signed_at.replace(year=2020))
    nurse = signed_in(client, trial)
    touch(nurse, ran, "naloxone")
    screen = reverse("emergency:screen", args=[ran.pk])
    assert "<strong>amount not written</strong>" in text(nurse.get(screen))
    log(trial, ran, ActKind.NALOXONE, amount_mg=Decimal("0.4"))
    assert "<strong>0.4 mg + ?</strong>" in text(nurse.get(screen))
    nurse.post(reverse("emergency:paper", args=[ran.pk]), {"request_id": str(uuid4())})
    paper = EmergencyPaper.objects.get(emergency=ran)
    pdf = PdfReader(BytesIO(nurse.get(reverse("emergency:pdf", args=[paper.pk])).content))
    assert "Naloxone: 0.4 mg + ?, 2 times" in " ".join(pdf.pages[0].extract_text().split())
