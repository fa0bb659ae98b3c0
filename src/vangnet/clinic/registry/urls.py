"""The addresses of this room. A patient's page reads every room, which only the outermost may:

it stands in the board's room and is included here by name.
"""

from django.urls import include, path

app_name = "registry"
urlpatterns = [path("", include("vangnet.clinic.board.patient_urls"))]
