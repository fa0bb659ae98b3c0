"""The addresses of this part of the room."""

from django.urls import path

from vangnet.clinic.consulting.tasks import views

app_name = "tasks"
urlpatterns = [
    path("", views.tasks, name="list"),
    path("done/", views.done, name="done"),
    path("holds/", views.holds, name="holds"),
    path("gap/<uuid:patient>/", views.gap, name="gap"),
]
