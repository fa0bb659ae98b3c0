"""The pages of patients. Included by the registry, whose names they carry."""

from django.urls import path

from vangnet.clinic.board import patient_views

urlpatterns = [
    path("", patient_views.patients, name="patients"),
    path("<uuid:patient>/", patient_views.patient, name="patient"),
    path("decision/<uuid:hand_over>/", patient_views.decision, name="decision"),
]
