"""The addresses of this part of the room."""

from django.urls import path

from vangnet.clinic.consulting.approval import views, views_deciding

app_name = "approval"
urlpatterns = [
    path("", views.referrals, name="referrals"),
    path("patient/<uuid:patient>/", views.patient, name="patient"),
    path("patient/<uuid:patient>/refer/", views.refer, name="refer"),
    path("referral/<uuid:referral>/evidence/<slug:code>/", views.evidence, name="evidence"),
    path("referral/<uuid:referral>/approve/", views_deciding.approve, name="approve"),
    path("referral/<uuid:referral>/refuse/", views_deciding.refuse, name="refuse"),
    path("referral/<uuid:referral>/later/", views_deciding.later, name="later"),
    path("decision/<uuid:decision>/", views_deciding.decision, name="decision"),
    path("decision/<uuid:decision>/appeal/", views_deciding.appeal, name="appeal"),
    path("appeal/<uuid:appeal>/answer/", views_deciding.answer, name="answer"),
    path("approval/<uuid:approval>/review/", views_deciding.review, name="review"),
]
