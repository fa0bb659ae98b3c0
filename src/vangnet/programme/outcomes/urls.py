"""The addresses of outcome interviews. Keys are opaque."""

from django.urls import path

from vangnet.programme.outcomes import views, views_interview

app_name = "outcomes"
urlpatterns = [
    path("", views.due, name="due"),
    path("patient/<uuid:patient>", views.patient, name="patient"),
    path("patient/<uuid:patient>/follow", views.follow, name="follow"),
    path("patient/<uuid:patient>/wave/<int:months>/begin", views.begin, name="begin"),
    path("patient/<uuid:patient>/wave/<int:months>/not-held", views.not_held, name="not-held"),
    path("interview/<uuid:interview>", views_interview.overview, name="interview"),
    path("interview/<uuid:interview>/question/<int:place>", views_interview.question,
         name="question"),
    path("interview/<uuid:interview>/finish", views_interview.finish, name="finish"),
    path("interview/<uuid:interview>/break-off", views_interview.break_off, name="break-off"),
    path("interview/<uuid:interview>/correct/<int:place>", views_interview.correct,
         name="correct"),
]  # fmt: skip
