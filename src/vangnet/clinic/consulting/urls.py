"""The addresses of this room."""

from django.urls import path

from vangnet.clinic.consulting import views
from vangnet.clinic.consulting.orders.views import write

app_name = "consulting"
urlpatterns = [
    path("", views.orders, name="orders"),
    path("patient/<uuid:patient>/order/", write, name="order"),
    path("patient/<uuid:patient>/hold/", views.hold, name="hold"),
    path("hold/<uuid:hold>/lift/", views.lift, name="lift"),
]
