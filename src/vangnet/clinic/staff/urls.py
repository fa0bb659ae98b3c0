"""The addresses of this room."""

from django.urls import path

from vangnet.clinic.staff import views

app_name = "staff"
urlpatterns = [
    path("sign-in", views.SignIn.as_view(), name="sign-in"),
    path("switch-user", views.SwitchUser.as_view(), name="switch-user"),
    path("sign-out", views.SignOut.as_view(), name="sign-out"),
]
