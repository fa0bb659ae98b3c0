"""The addresses of this part of the room."""

from django.urls import path

from vangnet.clinic.consulting.care import talk_views, views, week_views

app_name = "care"
urlpatterns = [
    path("", views.due, name="due"),
    path("week/", week_views.week, name="week"),
    path("complaints/", talk_views.complaints, name="complaints"),
    path("patient/<uuid:patient>/", views.patient, name="patient"),
    path("patient/<uuid:patient>/check/<slug:kind>/", views.trend, name="trend"),
    path("patient/<uuid:patient>/check/<slug:kind>/new/", views.result, name="result"),
    path("patient/<uuid:patient>/check/<slug:kind>/plan/", views.plan, name="plan"),
    path("result/<uuid:result>/correct/", views.correct, name="correct"),
    path("result/<uuid:result>/strike/", views.strike, name="strike"),
    path("patient/<uuid:patient>/note/", talk_views.note, name="note"),
    path("note/<uuid:note>/addendum/", talk_views.addendum, name="addendum"),
    path("patient/<uuid:patient>/consent/", talk_views.consent, name="consent"),
    path("patient/<uuid:patient>/consent/<slug:scope>/", talk_views.withdraw, name="withdraw"),
    path("patient/<uuid:patient>/complaint/", talk_views.complaint, name="complaint"),
    path("complaint/<uuid:complaint>/", talk_views.step, name="complaint-step"),
    path("patient/<uuid:patient>/appointment/", week_views.make, name="appointment"),
    path("appointment/<uuid:appointment>/move/", week_views.move, name="move"),
    path("appointment/<uuid:appointment>/cancel/", week_views.cancel, name="cancel"),
    path("appointment/<uuid:appointment>/came/", week_views.came, name="came"),
    path("appointment/<uuid:appointment>/seen/", week_views.seen, name="seen"),
]
