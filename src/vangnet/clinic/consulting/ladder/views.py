"""The ladder's pages: who stands where, one person's rungs, and the forms behind them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vangnet.clinic.consulting.ladder import actions, facts, forms, reading
from vangnet.clinic.consulting.ladder.words import CONTACT_KINDS, said
from vangnet.clinic.consulting.models import Contact, Episode
from vangnet.clinic.reception.banner import person
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import SignedForm
from vangnet.rules.ladder import ContactKind, EpisodeEndReason, LadderReason

NONE_YET: tuple[LadderReason, ...] = ()


@require_safe
@for_task(Task.SEE_CLINICAL)
def people(request: UnitRequest) -> HttpResponse:
    today = clinic_day_of(request.unit, at=timezone.now())
    steps = reading.everyone(request.unit, on=today)
    return render(request, "ladder/people.html", {"steps": steps, "today": today})


@require_safe
@for_task(Task.SEE_CLINICAL)
def patient(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    today = clinic_day_of(request.unit, at=timezone.now())
    contacts = facts.standing_contacts(kept).select_related("recorded_by")
    context = {
        "patient": kept, "banner": person(kept, reader=request.user), "today": today,
        "ladder": reading.card(kept, on=today),
        "attendance": reading.attendance(kept, on=today),
        "contacts": [
            (one, CONTACT_KINDS[ContactKind(one.kind)])
            for one in contacts[: reading.CONTACTS_SHOWN]
        ],
        "may_prescribe": request.user.may(Task.PRESCRIBE),
        "may_record": request.user.may(Task.RECORD_CONTACT),
    }  # fmt: skip
    return render(request, "ladder/patient.html", context)


def given(request: UnitRequest, **more: Any) -> dict[str, Any]:
    return {
        "data": request.POST or None, "unit": request.unit, "by": request.user,
        "at": timezone.now(), **more,
    }  # fmt: skip


def page(
    request: UnitRequest, patient: Patient, form: SignedForm, *,
    reasons: tuple[LadderReason, ...] = NONE_YET, **more: Any,
) -> HttpResponse:  # fmt: skip
    more.setdefault("template", "consulting/form.html")
    return form_page(
        request, form, back_url=reverse("ladder:patient", args=[patient.pk]),
        banner=person(patient, reader=request.user), patient=patient,
        today=clinic_day_of(request.unit, at=form.at), reasons=said(reasons), **more,
    )  # fmt: skip


def done(request: UnitRequest, patient: Patient, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("ladder:patient", patient=patient.pk)


@for_task(Task.PRESCRIBE)
def begin(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    form, reasons = forms.EpisodeForm(**given(request)), NONE_YET
    if form.is_valid():
        answer = actions.begin_episode(
            patient=kept, new=form.episode, by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"], end_words=form.cleaned_data["end_words"],
        )  # fmt: skip
        if answer.row:
            return done(request, kept, _("The treatment is written down."))
        reasons = answer.reasons
    title, button = _("Add a treatment"), _("Write this treatment down")
    return page(
        request, kept, form, title=title, button=button, reasons=reasons,
        template="ladder/treatment.html",
    )  # fmt: skip


def episode_or_404(request: UnitRequest, key: UUID) -> Episode:
    """One that still counts, of a patient of the reader's unit."""
    rows = facts.standing_episodes(pk=key, patient__unit=request.unit)
    kept = rows.select_related("end", "patient__identity", "patient__unit").first()
    if kept is None:
        raise Http404
    return kept


@for_task(Task.PRESCRIBE)
def dose(request: UnitRequest, episode: UUID) -> HttpResponse:
    kept = episode_or_404(request, episode)
    form, reasons = forms.DoseForm(**given(request)), NONE_YET
    if form.is_valid():
        answer = actions.record_dose(episode=kept, dose=form.dose, by=request.user, at=form.at)
        if answer.row:
            return done(request, kept.patient, _("The dose is written down."))
        reasons = answer.reasons
    return page(
        request, kept.patient, form, title=_("Another dose"), button=_("Write this dose down"),
        reasons=reasons, fact=_("This tells what was taken. It orders nothing."),
    )  # fmt: skip


@for_task(Task.PRESCRIBE)
def end(request: UnitRequest, episode: UUID) -> HttpResponse:
    kept = episode_or_404(request, episode)
    form, reasons = forms.EndForm(**given(request)), NONE_YET
    if form.is_valid():
        written = form.cleaned_data
        answer = actions.end_episode(
            episode=kept, ended_on=written["ended_on"], words=written["words"],
            reason=EpisodeEndReason(written["reason"]), by=request.user, at=form.at,
        )  # fmt: skip
        if answer.row:
            return done(request, kept.patient, _("The end is written down."))
        reasons = answer.reasons
    title, button = _("This treatment ended"), _("Write the end down")
    return page(request, kept.patient, form, title=title, button=button, reasons=reasons)


@for_task(Task.PRESCRIBE)
def correct(request: UnitRequest, episode: UUID) -> HttpResponse:
    kept = episode_or_404(request, episode)
    present = facts.as_facts(kept)
    words = kept.end.words if present.ended_on else ""
    form = forms.CorrectionForm(
        **given(request, known=present.doses, initial=forms.told(present, words))
    )
    reasons = NONE_YET
    if form.is_valid():
        typed = form.cleaned_data
        answer = actions.correct_episode(
            episode=kept, new=None if typed["never"] else form.episode, why=typed["why"],
            by=request.user, at=form.at, request_id=typed["request_id"],
            end_words=typed["end_words"],
        )  # fmt: skip
        if answer.row:
            return done(request, kept.patient, _("The entry is corrected."))
        reasons = answer.reasons
    return page(
        request, kept.patient, form, title=_("Correct this treatment"), reasons=reasons,
        button=_("Correct this treatment"), template="ladder/treatment.html",
        fact=_("The first entry stays readable in the record; it no longer counts."),
    )  # fmt: skip


@for_task(Task.RECORD_CONTACT)
def contact(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    today = clinic_day_of(request.unit, at=timezone.now())
    form, reasons = forms.ContactForm(**given(request, initial={"on": today})), NONE_YET
    if form.is_valid():
        answer = actions.record_contact(
            patient=kept, new=form.contact, by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        if answer.row:
            return done(request, kept, _("The contact is written down."))
        reasons = answer.reasons
    title, button = _("Add a contact"), _("Write this contact down")
    return page(request, kept, form, title=title, button=button, reasons=reasons)


@for_task(Task.RECORD_CONTACT)
def correct_contact(request: UnitRequest, contact: UUID) -> HttpResponse:
    rows = Contact.objects.select_related("patient__identity", "patient__unit")
    kept = rows.filter(pk=contact, patient__unit=request.unit, withdrawn=False).first()
    if kept is None:
        raise Http404
    told = {"kind": kept.kind, "on": kept.on, "missed": kept.missed, "words": kept.words}
    form, reasons = forms.ContactCorrectionForm(**given(request, initial=told)), NONE_YET
    if form.is_valid():
        typed = form.cleaned_data
        answer = actions.correct_contact(
            contact=kept, new=None if typed["never"] else form.contact, why=typed["why"],
            by=request.user, at=form.at, request_id=typed["request_id"],
        )  # fmt: skip
        if answer.row:
            return done(request, kept.patient, _("The entry is corrected."))
        reasons = answer.reasons
    title = _("Correct this contact")
    return page(request, kept.patient, form, title=title, button=title, reasons=reasons)
