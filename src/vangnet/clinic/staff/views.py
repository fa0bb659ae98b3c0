"""Signing in, changing to another user, signing out: Django's own views with the ward's page."""

from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from vangnet.clinic.staff.forms import SignInForm
from vangnet.clinic.staff.reading import demonstration_accounts, people_of

FIRST_PAGE = {"desk": "reception:desk", "pharmacist": "vault:register"}


class SignIn(LoginView):
    """Choose your name, type your password."""

    template_name = "staff/sign_in.html"
    authentication_form = SignInForm

    def get_default_redirect_url(self) -> str:
        """Each role begins where it works; the board when that page does not exist."""
        role = getattr(self.request.user, "role", "")
        for name in (FIRST_PAGE.get(role, "board:rooms"), "board:rooms", "reception:desk"):
            try:
                return reverse(name)
            except NoReverseMatch:
                continue
        return "/"

    def render_to_response(self, context: dict[str, Any], **keys: Any) -> HttpResponse:
        """In the time of the unit whose people are shown: nobody is signed in yet to tell it."""
        unit = context["unit"]
        with timezone.override(ZoneInfo(unit.time_zone) if unit else None):
            answer = super().render_to_response(context, **keys)
            return answer.render() if isinstance(answer, TemplateResponse) else answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        status = 422
        if getattr(self.request, "axes_locked_out", False):
            # Our own page says it; the guard has counted and refused already.
            self.request.axes_locked_out = False  # type: ignore[attr-defined]
            form.errors.clear()
            form.add_error(None, _("Too many wrong passwords. Wait 15 minutes, then try again."))
            status = 429
        answer = super().form_invalid(form)
        answer.status_code = status
        return answer

    def get_context_data(self, **keys: Any) -> dict[str, Any]:
        unit, units = unit_of_page(self.request)
        people = list(people_of(unit)) if unit else []
        made_up = bool(unit and unit.is_demonstration)
        chosen = keys.get("form", self.get_form()).data.get("username", "")
        return super().get_context_data(
            unit=unit, units=units, chosen=chosen,
            people=people,
            demonstration=made_up,
            accounts=demonstration_accounts(people) if made_up else [], **keys,
        )  # fmt: skip


@method_decorator(login_required, name="dispatch")
class SwitchUser(SignIn):
    """Somebody else takes over this machine; the one who worked here is signed out by it."""

    extra_context = {"switching": True}


class SignOut(LogoutView):
    """Only by POST."""


def unit_of_page(request: HttpRequest) -> tuple[Any, list[Any]]:
    """The unit whose people are shown: the reader's, the one asked for, or the only one."""
    known = apps.get_model("registry", "Unit").objects.order_by("name")
    if getattr(request, "unit", None) is not None:
        return request.unit, []  # type: ignore[attr-defined]
    if code := request.GET.get("unit"):
        return known.filter(code=code).first(), list(known)
    units = list(known[:50])
    return (units[0], []) if len(units) == 1 else (None, units)
