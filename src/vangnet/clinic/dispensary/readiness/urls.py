"""The address of the unit's readiness."""

from django.urls import path

from vangnet.clinic.dispensary.readiness import views

app_name = "readiness"
urlpatterns = [path("", views.check, name="check")]
