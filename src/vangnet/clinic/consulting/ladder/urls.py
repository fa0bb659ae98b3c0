"""The addresses of this part of the room."""

from django.urls import path

from vangnet.clinic.consulting.ladder import views, views_leaving

app_name = "ladder"
urlpatterns = [
    path("", views.people, name="people"),
    path("patient/<uuid:patient>/", views.patient, name="patient"),
    path("patient/<uuid:patient>/treatment/", views.begin, name="begin"),
    path("patient/<uuid:patient>/contact/", views.contact, name="contact"),
    path("patient/<uuid:patient>/leave/", views_leaving.leave, name="leave"),
    path("treatment/<uuid:episode>/dose/", views.dose, name="dose"),
    path("treatment/<uuid:episode>/end/", views.end, name="end"),
    path("treatment/<uuid:episode>/correct/", views.correct, name="correct"),
    path("contact/<uuid:contact>/correct/", views.correct_contact, name="correct-contact"),
    path("exit/<uuid:exit>/take-back/", views_leaving.take_back, name="take-back"),
]
