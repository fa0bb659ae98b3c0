"""Every address of the site, a room at a time."""

from django.urls import path

from vangnet.clinic.board.health import ready

urlpatterns = [path("ready", ready, name="ready")]
