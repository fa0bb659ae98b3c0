"""The pages of letters. Keys in addresses are opaque."""

from django.urls import path

from vangnet.clinic.board.letter import views

app_name = "letter"
urlpatterns = [
    path("", views.log, name="log"),
    path("patient/<uuid:patient>/", views.new, name="new"),
    path("<uuid:letter>/", views.letter, name="letter"),
    path("<uuid:letter>/pdf/", views.pdf, name="pdf"),
]
