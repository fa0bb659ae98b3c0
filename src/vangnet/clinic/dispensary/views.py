"""Before the dose: the breath test and the check. Each saves one row and goes to the next step."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vangnet.clinic.devices import offers
from vangnet.clinic.dispensary import breath_reading as origin
from vangnet.clinic.dispensary import facts, reading, testing
from vangnet.clinic.dispensary.forms import SCORES, SIGNS, BreathForm, CheckForm, ReadBackForm
from vangnet.clinic.dispensary.models import BreathTest, PreDoseCheck
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.reception.banner import banner, next_page, visit_or_404
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.breath import STEP, alcohol_ug_per_l
from vangnet.rules.facts import BreathUnit
from vangnet.rules.limits import Limits
from vangnet.rules.visit import Stage


@for_task(Task.TEST_BREATH)
@require_http_methods(["GET", "HEAD", "POST"])
def breath(request: UnitRequest, visit: UUID) -> HttpResponse:
    """The reading, its limit, and when the next may be."""
    known = visit_or_404(request, visit)
    if not testing.may_be_checked(known):
        return redirect(next_page(known))
    if request.method != "POST":
        initial = {"request_id": uuid4(), "tester": _usual_tester(known)}
        offer = request.GET.get("reading", "")
        initial |= offers.prefill(known, offer, at=timezone.now()) | {"offer": offer}
        return _breath_page(request, known, BreathForm(unit=known.unit, initial=initial))
    form = origin.form_of(request, known)
    if form.is_valid():
        return _save_breath(request, known, form)
    if isinstance(form, ReadBackForm) and set(form.errors) == {"read_back"}:
        return origin.read_back_page(request, known, form)
    return _breath_page(request, known, form, status=422)


def _save_breath(request: UnitRequest, visit: Visit, form: BreathForm) -> HttpResponse:
    now, typed = timezone.now(), form.cleaned_data
    again = origin.is_kept(typed["request_id"])
    limits = reading.limits_or_none(visit, at=now)
    opens_at = reading.retest_from(reading.tests_of(visit), limits)
    if opens_at and now < opens_at and not again:
        form.add_error(None, _("Too early. The next test is allowed from %(time)s.")
                       % {"time": f"{timezone.localtime(opens_at):%H:%M}"})  # fmt: skip
        return _breath_page(request, visit, form, status=409)
    sent = origin.sent_by_device(visit, typed, at=now)
    if not again and sent is None and origin.must_read_back(form):
        return origin.read_back_page(request, visit, form)
    try:
        test = testing.record_breath_test(
            visit=visit, tester=typed["tester"], reading=typed["reading"],
            read_back=typed.get("read_back"), sent=sent, by=request.user, at=now,
            request_id=typed["request_id"],
        )  # fmt: skip
    except (testing.NoProtocol, testing.TesterNotUsable, RequestReused) as why:
        form.add_error(None, _why_not(why))
        return _breath_page(request, visit, form, status=409)
    except testing.VisitNotWaiting:
        visit.refresh_from_db()
        return redirect(next_page(visit))
    offers.test_is_kept(visit=visit, tester=test.tester, by=request.user, at=now)
    if reading.is_over(test):
        return redirect("dispensary:breath", visit.pk)
    messages.success(request, _("Breath test passed."))
    visit.refresh_from_db()
    return redirect(next_page(visit))


@for_task(Task.CHECK_BEFORE_DOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: UnitRequest, visit: UUID) -> HttpResponse:
    """How awake, and any sign of intoxication. One button when there is nothing to see."""
    known = visit_or_404(request, visit)
    if not testing.may_be_checked(known):
        return redirect(next_page(known))
    if request.method != "POST":
        return _check_page(request, known, CheckForm(initial={"request_id": uuid4()}))
    sent = request.POST.copy()
    if sent.get("quiet") == "1":  # the button "Awake, no signs": whatever else was ticked, refuse
        if sent.getlist("signs") or sent.get("asleep") or sent.get("score") not in (None, "", "0"):
            sent["score"] = ""
        else:
            sent["score"] = "0"
    form = CheckForm(sent)
    if not form.is_valid():
        return _check_page(request, known, form, status=422)
    return _save_check(request, known, form)


def _save_check(request: UnitRequest, visit: Visit, form: CheckForm) -> HttpResponse:
    seen = testing.Signs(
        sedation_score=form.cleaned_data["score"], asleep=form.cleaned_data["asleep"],
        intoxication_signs=tuple(form.cleaned_data["signs"]),
    )  # fmt: skip
    try:
        testing.record_check(
            visit=visit, signs=seen, by=request.user, at=timezone.now(),
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
    except (testing.NoProtocol, RequestReused) as why:
        form.add_error(None, _why_not(why))
        return _check_page(request, visit, form, status=409)
    except testing.VisitNotWaiting:
        visit.refresh_from_db()
        return redirect(next_page(visit))
    if request.user.may(Task.HAND_OVER):
        return redirect("dispensary:visit-hatch", visit.pk)
    return redirect("reception:desk")


def _why_not(why: Exception) -> str:
    if isinstance(why, testing.NoProtocol):
        return _("This unit has no signed protocol in force. Call the medical director.")
    if isinstance(why, testing.TesterNotUsable):
        return _("This device was never calibrated, or is out of service. Use another one.")
    return _("This page was used for another entry. Open it again.")


def _usual_tester(visit: Visit) -> Any:
    """The device of the visit's last test, else the one this unit used last, else the first."""
    last = BreathTest.objects.filter(unit=visit.unit, tester__in_service=True).order_by("taken_at")
    test = last.filter(visit=visit).last() or last.last()
    devices = reading.testers(visit.unit)
    return test.tester_id if test else devices[0][0].pk if devices else None


def _breath_page(
    request: UnitRequest, visit: Visit, form: BreathForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    limits = reading.limits_or_none(visit, at=now)
    tests = reading.tests_of(visit)
    latest = tests[0] if tests else None
    opens_at = reading.retest_from(tests, limits)
    over = bool(latest and reading.is_over(latest))
    devices = reading.testers(visit.unit)
    chosen = str(form["tester"].value() or "")
    context = {
        "visit": visit, "form": form, "now": now, "limits": limits, "tests": _test_rows(tests),
        "latest": latest, "over": over, "opens_at": opens_at, "devices": devices,
        "chosen": chosen, "waits": bool(opens_at and now < opens_at),
        "one_unit": devices[0][0].reading_unit if len({d.reading_unit for d, _c in devices}) == 1
        else "",
        "offers": offers.offers(visit, at=now), "put_on_id": uuid4(),
        "from_device": offers.chosen(visit, request.GET.get("reading", ""), at=now),
        "result": _result(latest, limits) if latest and limits else None, "day": now.date(),
        "banner": banner(visit, reader=request.user, failed="breath" if over else ""),
    }  # fmt: skip
    return render(request, "dispensary/breath.html", context, status=status)


def _test_rows(tests: list[BreathTest]) -> list[dict[str, Any]]:
    return [{"test": one, "over": reading.is_over(one)} for one in tests]


def _result(test: BreathTest, limits: Limits) -> dict[str, Any]:
    """The latest reading against the limit of its moment, in the unit the device shows."""
    unit = BreathUnit(test.reading_unit)
    one = alcohol_ug_per_l(type(test.reading)(1), unit, ratio=limits.breath_ratio)
    limit_shown = (test.limit_ug_per_l / one).quantize(STEP)
    valid_until: datetime = test.taken_at + limits.breath_test_valid
    return {
        "limit": limit_shown, "over_by": max(test.reading - limit_shown, test.reading * 0),
        "top": max(limit_shown * 2, test.reading), "valid_until": valid_until,
        "calibrated": facts.calibration_of(test.tester),
    }  # fmt: skip


def _check_page(
    request: UnitRequest, visit: Visit, form: CheckForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    latest = PreDoseCheck.objects.filter(visit=visit).order_by("checked_at").last()
    chosen = form["signs"].value() or []
    context = {
        "visit": visit, "form": form, "scores": SCORES, "signs": SIGNS, "chosen": chosen,
        "score": str(form["score"].value() or ""), "latest": latest, "now": now,
        "limits": reading.limits_or_none(visit, at=now),
        "needs_breath": Stage(visit.stage) is Stage.WAITING,
        "banner": banner(visit, reader=request.user),
    }  # fmt: skip
    return render(request, "dispensary/check.html", context, status=status)
