"""Possible matches with partners: whom to call about which patient of ours, and nothing more."""

from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vangnet.clinic.consulting.moving import key_file, partner_file, partners, reading
from vangnet.clinic.consulting.moving.forms import PartnerForm
from vangnet.clinic.consulting.moving.partner_file import PartnerFileError
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.keeping.trouble import TroubleError


@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.CHECK_PARTNERS)
def matches(request: UnitRequest) -> HttpResponse:
    """The last result of each partner; and the place to bring a partner's new file."""
    form = PartnerForm(request.POST or None, request.FILES or None, initial={"request_id": uuid4()})
    if form.is_valid() and _check(request, form):
        return redirect("moving:matches")
    now = timezone.now()
    found = reading.matches(request.unit)
    partners.note_look(unit=request.unit, matches=len(found), by=request.user, at=now)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {
        "form": form, "matches": found, "checks": reading.newest_checks(request.unit),
        "today": clinic_day_of(request.unit, at=now), "has_key": key_file.named_file() is not None,
        "clinical": request.user.may(Task.SEE_CLINICAL),
    }  # fmt: skip
    return render(request, "moving/matches.html", context, status=status)


def _check(request: UnitRequest, form: PartnerForm) -> bool:
    """Compare the file and keep what was found; False when it cannot be used, and why is said."""
    now, key = timezone.now(), _key()
    if key is None:
        said = _("The key of this installation cannot be used. Ask who runs it: docs/moving.md.")
        form.add_error("file", said)
        return False
    try:
        today = clinic_day_of(request.unit, at=now)
        file = partner_file.read(
            form.cleaned_data["file"], key=key, today=today, reader=str(request.unit.pk)
        )
    except PartnerFileError as error:
        where = _("Line %(line)s: ") % {"line": error.line} if error.line else ""
        form.add_error("file", f"{where}{error.fault}. {error.do}")
        return False
    check = partners.check_partner(
        unit=request.unit, file=file, key=key, by=request.user, at=now,
        request_id=form.cleaned_data["request_id"],
    )  # fmt: skip
    said = _("Compared with %(people)s enrolled here.") % {"people": check.compared}
    messages.success(request, said)
    return True


def _key() -> bytes | None:
    """Why a key cannot be used is for who runs the site: the command tells it, with the file."""
    named = key_file.named_file()
    try:
        return key_file.read(named) if named else None
    except TroubleError:
        return None
