"""Referrals, criteria and approvals as the pages show them. Nothing is decided here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.approval import facts
from vangnet.clinic.consulting.approval.due import latest
from vangnet.clinic.consulting.ladder.facts import episodes_of
from vangnet.clinic.consulting.models import Approval, EligibilityDecision, Referral
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.criteria import ApprovedBy
from vangnet.rules.eligibility import HARDEST_FIRST, Finding, State
from vangnet.rules.eligibility.deciding import (
    Objection,
    Outcome,
    months_longest,
    outside_review,
    signatures_fewest,
    warning_days,
)
from vangnet.rules.eligibility.wording import criteria_words, say, say_objection, title_of
from vangnet.rules.ladder import Treatment, dose_on
from vangnet.rules.months import months_after
from vangnet.rules.wording import number, wording

LOOKS = {  # icon and tone of a state
    State.MET: ("ok", "ok"),
    State.NOT_MET: ("danger", "danger"),
    State.NOT_KNOWN: ("not-known", "warn"),
    State.WAIVED: ("allowed", "info"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One criterion on the page."""

    code: str
    title: str
    state: str
    word: str
    icon: str
    tone: str
    found: str
    document: str
    papers: str
    verified_by: str
    verified_on: date | None
    change: str
    source: str


def language() -> str:
    return get_language() or "en"


def row(finding: Finding) -> Row:
    said, (icon, tone) = say(finding, language()), LOOKS[finding.state]
    return Row(
        code=finding.code, title=said.title, state=finding.state.value, word=said.state,
        icon=icon, tone=tone, found=said.found, document=finding.document, papers=said.papers,
        verified_by=finding.verified_by, verified_on=finding.verified_on, change=said.change,
        source=", ".join(finding.source),
    )  # fmt: skip


def entry(referral: Referral, *, at: datetime) -> dict[str, Any]:
    """Everything of one open referral: the criteria, the counts, and what would close the rest."""
    looked = facts.look(referral, at=at)
    answer, protocol = looked.assessment, looked.protocol
    rows = [row(one) for one in answer.hardest_first] if answer else []
    return {
        "referral": referral, "rows": rows, "on": looked.on, "version": looked.version,
        "open_rows": [one for one in rows if one.change], "eligible": answer and answer.eligible,
        "counts": [
            {"state": state.value, "number": answer.count(state), "icon": LOOKS[state][0],
             "tone": LOOKS[state][1], "word": criteria_words(language())["states"][state.value]}
            for state in State if answer.count(state) or state is not State.WAIVED
        ] if answer else [],
        "not_met": answer.count(State.NOT_MET) if answer else 0,
        "not_known": answer.count(State.NOT_KNOWN) if answer else 0,
        "signatures": signatures_fewest(protocol) if protocol else 1,
        "approver": approver_word(protocol.approver.by) if protocol and protocol.approver else "",
        "stage": referral.stage, "product": product_word(referral),
        "looked_again": referral.decisions.order_by("decided_at").last(),
    }  # fmt: skip


def approver_word(by: ApprovedBy | str) -> str:
    word: str = criteria_words(language())["approvers"][str(by)]
    return word


def product_word(referral: Referral) -> str:
    words = wording(language())["words"]
    drug = words[referral.drug].capitalize()
    return f"{drug} {words[referral.salt_form]}, {words[referral.route]}"


def chips(referral: Referral | None, looked_on: date, patient: Patient) -> list[dict[str, str]]:
    """For the banner: from whom, and the methadone of today."""
    found = []
    if referral:
        text = _("Referred by %(name)s") % {"name": referral.referrer}
        found.append({"text": text, "icon": "referral", "tone": "info"})
    for one in episodes_of(patient):
        span = dose_on(one, looked_on) if one.treatment is Treatment.METHADONE else None
        if span and span.mg_per_day:
            mg = number(span.mg_per_day, mark=wording(language())["decimal_mark"])
            text = _("Methadone %(mg)s mg a day") % {"mg": mg}
            found.append({"text": text, "icon": "oral", "tone": "warn"})
    return found


def waiting(unit: Unit, *, at: datetime) -> list[dict[str, Any]]:
    """Open referrals, the longest wait first, each with what is missing."""
    on = clinic_day_of(unit, at=at)
    rows = []
    for one in facts.open_referrals(unit=unit).select_related("unit", "patient"):
        answer = facts.look(one, at=at).assessment
        open_ones = answer.open if answer else ()
        rows.append({
            "referral": one, "days": (on - one.referred_on).days, "product": product_word(one),
            "missing": [title_of(f.code, f.needed, language()) for f in open_ones[:3]],
            "more": max(len(open_ones) - 3, 0), "ready": bool(answer and answer.eligible),
            "not_met": answer.count(State.NOT_MET) if answer else 0,
            "not_known": answer.count(State.NOT_KNOWN) if answer else 0,
            "look_again_on": _look_again(one),
        })  # fmt: skip
    return rows


def _look_again(referral: Referral) -> date | None:
    last = referral.decisions.filter(outcome=Outcome.DEFER).order_by("decided_at").last()
    return last.look_again_on if last else None


def running(unit: Unit, *, at: datetime) -> dict[str, Any]:
    """Everyone's last approval, the soonest end first."""
    on = clinic_day_of(unit, at=at)
    found = in_force(unit=unit, at=at)
    days = warning_days(found[1]) if found else ()
    rows = [
        {"approval": one, "review_on": facts.review_due_on(one), **state_of(one, on=on, days=days)}
        for one in latest(unit)
    ]
    return {"approvals": rows, "days": days}


def state_of(approval: Approval, *, on: date, days: tuple[int, ...]) -> dict[str, Any]:
    """How an approval stands: runs, ends soon, review due, over."""
    review, last = facts.review_due_on(approval), approval.valid_until
    if last is None or last < on:
        return {"word": _("Over"), "icon": "overdue", "tone": "danger", "left": None}
    left = (last - on).days
    if review is not None and review < on:
        return {"word": _("Review overdue"), "icon": "overdue", "tone": "danger", "left": left}
    if days and left <= max(days):
        return {"word": _("Ends soon"), "icon": "overdue", "tone": "warn", "left": left}
    if days and review is not None and (review - on).days <= max(days):
        return {"word": _("Review soon"), "icon": "overdue", "tone": "warn", "left": left}
    return {"word": _("Valid"), "icon": "ok", "tone": "ok", "left": left}


def card(patient: Patient, *, at: datetime) -> dict[str, Any]:
    """For the patient's page: what of entry and approval is so, and where to go on."""
    on = clinic_day_of(patient.unit, at=at)
    found = in_force(unit=patient.unit, at=at)
    days = warning_days(found[1]) if found else ()
    rows = Approval.objects.filter(patient=patient, end__isnull=True).prefetch_related("reviews")
    last = rows.order_by("valid_until").last()
    referral = facts.open_referral(patient)
    refused = patient.eligibility_decisions.order_by("decided_at").last()
    return {
        "approval": last, "review_on": facts.review_due_on(last) if last else None,
        "state": state_of(last, on=on, days=days) if last else None, "referral": referral,
        "refused": refused if refused and refused.outcome == Outcome.REFUSE else None,
        "url": reverse("approval:patient", args=[patient.pk]),
    }  # fmt: skip


def history(patient: Patient) -> list[EligibilityDecision]:
    """What was decided before, the last first."""
    rows = patient.eligibility_decisions.select_related("decided_by", "referral", "approval")
    return list(rows.order_by("-decided_at"))


def decided(decision: EligibilityDecision) -> list[Row]:
    """The criteria as they were found that day and kept, the hardest first."""
    kept = [Finding.from_json(one) for one in decision.assessment.get("findings", [])]
    return [row(one) for one in sorted(kept, key=lambda one: HARDEST_FIRST.index(one.state))]


def limits(unit: Unit, *, on: date, at: datetime) -> dict[str, Any]:
    """Until when an approval that starts today may run, and by when it is reviewed."""
    found = in_force(unit=unit, at=at)
    if found is None:
        return {"ends": None, "review": None, "outside": False}
    months = months_longest(found[1], "approval_months_longest")
    review = months_longest(found[1], "review_months_longest")
    return {
        "ends": months_after(on, months) if months else None,
        "review": months_after(on, review) if review else None,
        "outside": outside_review(found[1]),
    }


def sentences(objections: tuple[Objection, ...]) -> list[str]:
    return [say_objection(one, language()) for one in objections]
