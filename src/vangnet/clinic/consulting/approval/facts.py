"""Rows of a referral in, the facts of eligibility out; and what is said of them today."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from vangnet.clinic.consulting.ladder.facts import contacts_of, episodes_of
from vangnet.clinic.consulting.models import (
    Approval,
    CriterionEvidence,
    EligibilityDecision,
    Referral,
    Review,
)
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.protocols.models import ProtocolVersion
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, PatientIdentity, Unit
from vangnet.rules.criteria import CriterionKind, Stage
from vangnet.rules.eligibility import (
    Assessment,
    EligibilityFacts,
    Evidence,
    Judged,
    Opinion,
    State,
    Waiver,
    assess,
)
from vangnet.rules.eligibility.deciding import Outcome, months_longest
from vangnet.rules.ladder import HAT_DRUGS, EpisodeFacts, Treatment, dose_on
from vangnet.rules.months import months_after
from vangnet.rules.protocol import Protocol

FINAL = (Outcome.APPROVE.value, Outcome.REFUSE.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A referral looked at on one day. Without a protocol in force there is nothing to ask."""

    referral: Referral
    on: date
    version: ProtocolVersion | None
    protocol: Protocol | None
    facts: EligibilityFacts
    assessment: Assessment | None


def look(referral: Referral, *, at: datetime) -> Looked:
    """All that is known, and what the rule says of it now."""
    unit, on = referral.unit, clinic_day_of(referral.unit, at=at)
    found = in_force(unit=unit, at=at)
    version, protocol = found or (None, None)
    facts = eligibility_facts(referral, protocol, on=on)
    return Looked(
        referral=referral, on=on, version=version, protocol=protocol, facts=facts,
        assessment=assess(facts, protocol) if protocol else None,
    )  # fmt: skip


def eligibility_facts(
    referral: Referral, protocol: Protocol | None, *, on: date
) -> EligibilityFacts:
    rows = list(referral.evidence.select_related("verified_by").order_by("recorded_at", "pk"))
    episodes = episodes_of(referral.patient)
    last = {kind: _last(rows, protocol, kind) for kind in CriterionKind}
    since, counted = last[CriterionKind.DEPENDENCE], last[CriterionKind.CONTACTS]
    return EligibilityFacts(
        on=on, stage=Stage(referral.stage), product=product_of(referral, protocol),
        birth_date=_birth_date(referral.patient),
        dependence_since=since.found_on if since else None,
        episodes=episodes, contacts=contacts_of(referral.patient),
        contacts_on_paper=_fresh_count(counted, protocol, on=on),
        dispensing_days_per_week=(counted.per_week if counted else None) or _per_week(episodes, on),
        opinions=opinions_of(referral.patient),
        evidence=tuple(_evidence(one) for one in rows if one.state != State.WAIVED),
        waivers=tuple(_waiver(one) for one in rows if one.state == State.WAIVED),
    )  # fmt: skip


def product_of(referral: Referral, protocol: Protocol | None) -> str | None:
    """The name in the country's file of what is wanted."""
    wanted = (referral.drug, referral.salt_form, referral.route)
    products = protocol.products if protocol else {}
    named = [
        name for name, one in products.items() if (one.drug, one.salt_form, one.route) == wanted
    ]
    return named[0] if named else None


def opinions_of(patient: Patient) -> tuple[Opinion, ...]:
    rows = Review.objects.filter(approval__patient=patient, is_outside=True)
    return tuple(
        Opinion(
            physician=one.physician, given_on=one.given_on, continues=one.continues,
            document=one.document,
        )
        for one in rows.order_by("given_on", "recorded_at")
    )  # fmt: skip


def open_referrals(**which: Any) -> QuerySet[Referral]:
    """Those on which nobody has said yes or no, the oldest first."""
    decided = EligibilityDecision.objects.filter(outcome__in=FINAL).values("referral_id")
    return Referral.objects.filter(**which).exclude(pk__in=decided).order_by("referred_on", "pk")


def open_referral(patient: Patient) -> Referral | None:
    return open_referrals(patient=patient).select_related("unit", "patient").first()


def is_decided(referral: Referral) -> bool:
    return referral.decisions.filter(outcome__in=FINAL).exists()


def running_approval(patient: Patient, *, on: date) -> Approval | None:
    """The approval that runs on that day and lasts longest; the gate asks more of it."""
    rows = Approval.objects.filter(patient=patient, valid_from__lte=on, valid_until__gte=on)
    return rows.filter(end__isnull=True).order_by("valid_until").last()


def review_due_on(approval: Approval) -> date | None:
    """By when somebody must have looked again, as consulting_review_due_on says."""
    named = [one.next_on for one in approval.reviews.all() if one.next_on]
    return max(named, default=approval.review_on)


def _birth_date(patient: Patient) -> date | None:
    rows = PatientIdentity.objects.filter(patient=patient)
    born: date | None = rows.values_list("birth_date", flat=True).first()
    return born


def _last(
    rows: list[CriterionEvidence], protocol: Protocol | None, kind: CriterionKind
) -> CriterionEvidence | None:
    codes = {one.code for one in protocol.criteria if one.kind is kind} if protocol else set()
    return next((one for one in reversed(rows) if one.criterion in codes), None)


def _fresh_count(
    row: CriterionEvidence | None, protocol: Protocol | None, *, on: date
) -> int | None:
    """A count on paper is of its own days: once they lie outside the window it says nothing."""
    if row is None or row.found_number is None or protocol is None:
        return None
    months = months_longest(protocol, "contacts_window_months")
    fresh = months is not None and row.verified_on >= months_after(on, -months)
    return row.found_number if fresh else None


def _per_week(episodes: tuple[EpisodeFacts, ...], on: date) -> int | None:
    spans = [dose_on(one, on) for one in episodes if one.treatment is Treatment.METHADONE]
    known = [span.supervised_days_per_week for span in spans if span]
    return known[-1] or None if known else None


def _evidence(row: CriterionEvidence) -> Evidence:
    return Evidence(
        criterion=row.criterion, judged=Judged(row.state), document=row.document,
        verified_by=row.verified_by.display_name, verified_on=row.verified_on,
    )  # fmt: skip


def _waiver(row: CriterionEvidence) -> Waiver:
    return Waiver(
        criterion=row.criterion, authority=row.authority, reason=row.note, document=row.document,
        verified_by=row.verified_by.display_name, granted_on=row.verified_on,
    )  # fmt: skip


def products_to_enter(unit: Unit, *, at: datetime) -> list[tuple[str, str, str]]:
    """The products of the protocol in force that one enters this treatment for."""
    found = in_force(unit=unit, at=at)
    limits = found[1].limits if found else {}
    return [(d.value, s.value, r.value) for d, s, r in limits if d in HAT_DRUGS]
