"""The screens of an overdose. Keys in addresses are opaque."""

from django.urls import path

from vangnet.clinic.recovery.emergency import views, views_review
from vangnet.clinic.recovery.emergency.stock import views as stock

app_name = "emergency"
urlpatterns = [
    path("", views.who, name="who"),
    path("start/<uuid:patient>/", views.start, name="start"),
    path("naloxone/", stock.shelf, name="shelf"),
    path("naloxone/receive/", stock.receive, name="receive"),
    path("naloxone/<uuid:lot>/count/", stock.count, name="count"),
    path("naloxone/<uuid:lot>/waste/", stock.waste, name="waste"),
    path("act/<uuid:act>/undo/", views.undo, name="undo"),
    path("act/<uuid:act>/correct/", views.correct, name="correct"),
    path("paper/<uuid:paper>/", views.pdf, name="pdf"),
    path("<uuid:emergency>/", views.screen, name="screen"),
    path("<uuid:emergency>/act/", views.act, name="act"),
    path("<uuid:emergency>/late/", views.late, name="late"),
    path("<uuid:emergency>/end/", views.end, name="end"),
    path("<uuid:emergency>/paper/", views.paper, name="paper"),
    path("<uuid:emergency>/leave/", views.leave, name="leave"),
    path("<uuid:emergency>/review/", views_review.review, name="review"),
]
