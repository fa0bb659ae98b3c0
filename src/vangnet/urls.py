"""Every address of the site, a room at a time. Keys in addresses are opaque: no name, no number."""

from django.urls import include, path
from django.views.generic import RedirectView

from vangnet.clinic.board.health import ready

urlpatterns = [
    path("ready", ready, name="ready"),
    path("", RedirectView.as_view(pattern_name="board:rooms"), name="home"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("staff/", include("vangnet.clinic.staff.urls")),
    path("protocol/", include("vangnet.clinic.protocols.urls")),
    path("desk/", include("vangnet.clinic.reception.urls")),
    path("patients/", include("vangnet.clinic.registry.urls")),
    path("orders/", include("vangnet.clinic.consulting.urls")),
    path("ladder/", include("vangnet.clinic.consulting.ladder.urls")),
    path("approval/", include("vangnet.clinic.consulting.approval.urls")),
    path("order/", include("vangnet.clinic.consulting.orders.urls")),
    path("care/", include("vangnet.clinic.consulting.care.urls")),
    path("medicines/", include("vangnet.clinic.consulting.medicines.urls")),
    path("moving/", include("vangnet.clinic.consulting.moving.urls")),
    path("tasks/", include("vangnet.clinic.consulting.tasks.urls")),
    path("hatch/", include("vangnet.clinic.dispensary.urls")),
    path("emergency/", include("vangnet.clinic.recovery.emergency.urls")),
    path("devices/", include("vangnet.clinic.devices.urls")),
    path("readiness/", include("vangnet.clinic.dispensary.readiness.urls")),
    path("recovery/", include("vangnet.clinic.recovery.urls")),
    path("incidents/", include("vangnet.clinic.recovery.incidents.urls")),
    path("register/", include("vangnet.clinic.vault.urls")),
    path("letters/", include("vangnet.clinic.board.letter.urls")),
    path("programme/report/", include("vangnet.programme.report.urls")),
    path("rooms/", include("vangnet.clinic.board.urls")),
    path("programme/evidence/", include("vangnet.programme.evidence.urls")),
    path("programme/", include("vangnet.programme.figures.urls")),
    path("outcomes/", include("vangnet.programme.outcomes.urls")),
]
